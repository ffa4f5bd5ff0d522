#pragma once

#include <array>
#include <span>

namespace colonnade::runner {

/// Wilson score interval of a proportion at 95 % (Wilson 1927): {low, high}, each in [0, 1]; {0, 1} without trials.
[[nodiscard]] std::array<double, 2> wilson_interval(int successes, int trials);

/// Arithmetic mean; NaN without values.
[[nodiscard]] double mean(std::span<const double> values);

/// Median, the mean of the two middle values for an even count; NaN without values.
[[nodiscard]] double median(std::span<const double> values);

}  // namespace colonnade::runner
