#include <colonnade/cortex/random_numbers.h>

#include <Random123/philox.h>

namespace colonnade::cortex {

std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                    const std::array<std::uint32_t, 2>& key) noexcept {
  const auto block = r123::Philox4x32()({{counter[0], counter[1], counter[2], counter[3]}},
                                        r123::Philox4x32::key_type{{key[0], key[1]}});
  return {block[0], block[1], block[2], block[3]};
}

std::array<std::uint64_t, 4> philox(const std::array<std::uint64_t, 4>& counter,
                                    const std::array<std::uint64_t, 2>& key) noexcept {
  const auto block = r123::Philox4x64()({{counter[0], counter[1], counter[2], counter[3]}},
                                        r123::Philox4x64::key_type{{key[0], key[1]}});
  return {block[0], block[1], block[2], block[3]};
}

}  // namespace colonnade::cortex
