#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace colonnade::runner {

/// How large a number of things may be; far more than can be computed.
inline constexpr std::uint64_t kMostThings = 1'000'000'000;
/// An experiment's largest seed.
inline constexpr std::uint64_t kLargestSeed = 18'000'000'000'000'000'000U;

// Checks of what an option is given. Each says in one line what is allowed and what was given.

/// Whole and between the two, both allowed.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t low, std::uint64_t high = kMostThings);
/// Between the two, both allowed; never infinite or NaN.
[[nodiscard]] CLI::Validator number(double low, double high);
/// One of the names, in capitals or not; for Option::transform, which makes it the name's place in the list.
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> names);

}  // namespace colonnade::runner
