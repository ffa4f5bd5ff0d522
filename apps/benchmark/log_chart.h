#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colonnade::benchmark {

/// A point with its interval along y.
struct LogPoint {
  double x = 0;
  double y = 0;
  double y_low = 0;
  double y_high = 0;
};
struct LogCurve {
  std::string label;
  std::vector<LogPoint> points;
};

/// A chart as inline SVG, in the style of the runner's: x on a logarithmic axis, y as shares from 0 to 1.
/// Intervals are bars.
[[nodiscard]] std::string share_chart(std::span<const LogCurve> curves, std::string_view x_label,
                                      std::string_view y_label);

}  // namespace colonnade::benchmark
