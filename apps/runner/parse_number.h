#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace colonnade::runner {

/// The number that all of the text is; nothing when it is none, or out of the type's range. May be infinite or NaN.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace colonnade::runner
