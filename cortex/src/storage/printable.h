#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include <colonnade/cortex/memory.h>

namespace colonnade::cortex::storage {

/// Whether it is UTF-8 without control characters; also an empty one, and of any length.
[[nodiscard]] bool is_printable(std::string_view text) noexcept;

/// Text out of a file for a message. Unless it could name an object, what is not ASCII or what a terminal would obey is
/// written as \xNN, and what is long is cut off.
inline std::string printable(std::string_view text) {
  if (is_object_name(text)) return std::string(text);
  constexpr std::size_t kMost = 200;
  std::string result;
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      result += c;
    } else {
      char escaped[5];
      static_cast<void>(std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(byte)));
      result += escaped;
    }
  }
  return text.size() > kMost ? result + "..." : result;
}

}  // namespace colonnade::cortex::storage
