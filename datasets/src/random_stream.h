#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <Random123/philox.h>

namespace colonnade::datasets {

/// What random numbers are for: streams of different purposes never meet.
enum class RandomPurpose : std::uint32_t { test_rotation = 1, builtin_object = 2 };

/// FNV-1a, stable across machines (std::hash is not).
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// Counter-based random numbers (Philox 4x64, Salmon et al. 2011), keyed by what they are for.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index, std::uint64_t subindex = 0)
      : key_{{seed, static_cast<std::uint64_t>(purpose)}}, counter_{{0, index, subindex, 0}} {}

  /// Uniform in [0, 1), 53 bits.
  double uniform() {
    if (next_ == 0) {
      block_ = r123::Philox4x64()(counter_, key_);
      ++counter_[0];
    }
    const std::uint64_t bits = block_[next_];
    next_ = (next_ + 1) % 4;
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
  }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

 private:
  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type block_{};
  std::size_t next_ = 0;
};

}  // namespace colonnade::datasets
