#include <cstddef>
#include <cstdint>

#include <colonnade/cortex/memory.h>

namespace colonnade::cortex {
namespace {

struct Character {
  std::uint32_t value = 0;
  std::size_t bytes = 0;  // 0: not UTF-8
};

/// The first character of a text that is not empty.
Character first_of(std::string_view text) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc0 || lead > 0xf7 || text.size() < bytes) return {};
  std::uint32_t value = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    value = value << 6U | (byte(i) & 0x3fU);
  }
  const std::uint32_t least = bytes == 4 ? 0x10000 : bytes == 3 ? 0x800 : 0x80;  // no longer than it need be
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < least || value > 0x10ffff || surrogate) return {};
  return {value, bytes};
}

}  // namespace

bool is_object_name(std::string_view name) noexcept {
  if (name.empty()) return false;
  while (!name.empty()) {
    const Character c = first_of(name);
    const bool control = c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0);
    if (c.bytes == 0 || control) return false;
    name.remove_prefix(c.bytes);
  }
  return true;
}

}  // namespace colonnade::cortex
