#include <cstddef>
#include <cstdint>

#include <colonnade/cortex/memory.h>

#include "storage/printable.h"

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

/// Control characters, line and paragraph separators, and what embeds, overrides or isolates a direction of writing.
bool is_control(std::uint32_t c) noexcept {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

bool storage::is_printable(std::string_view text) noexcept {
  while (!text.empty()) {
    const Character c = first_of(text);
    if (c.bytes == 0 || is_control(c.value)) return false;
    text.remove_prefix(c.bytes);
  }
  return true;
}

bool is_object_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kLongestName && storage::is_printable(name);
}

}  // namespace colonnade::cortex
