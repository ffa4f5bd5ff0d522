#pragma once

#include <span>
#include <string>
#include <string_view>

namespace colonnade::datasets {

/// The end of a message about an unknown name: `; did you mean a or b?` when some candidates are spelled alike, and
/// otherwise all of them when they are few: `; there are a, b, c`. Empty without candidates.
[[nodiscard]] std::string suggest(std::string_view name, std::span<const std::string> candidates);

}  // namespace colonnade::datasets
