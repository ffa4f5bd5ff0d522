#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colonnade::runner {

/// Charts as inline SVG. Colours are CSS classes and variables of the page (report_style.h), so that they follow its
/// light or dark theme.

/// A labelled share in [0, 1].
struct Bar {
  std::string label;
  double share = 0;
  std::string note;  ///< behind the bar, for example "9/10"
};
[[nodiscard]] std::string bar_chart(std::span<const Bar> bars);

/// counts[row][column]; the diagonal is good.
[[nodiscard]] std::string confusion_matrix(std::span<const std::string> rows, std::span<const std::string> columns,
                                           const std::vector<std::vector<int>>& counts);

[[nodiscard]] std::string histogram(std::span<const double> values, int bins, std::string_view x_label);

/// A curve y(0), y(1), ...; NaN breaks it.
struct Curve {
  std::string label;
  std::vector<double> y;
  bool highlighted = false;
};
[[nodiscard]] std::string line_chart(std::span<const Curve> curves, std::string_view x_label, std::string_view y_label);

/// Points (x, y) of one series each, joined; both axes from 0.
struct Series {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;
};
[[nodiscard]] std::string scatter_chart(std::span<const Series> series, std::string_view x_label,
                                        std::string_view y_label);

/// A chart as a file of its own, with the colours of a light page.
[[nodiscard]] std::string standalone_svg(const std::string& chart);

/// Text with the characters that mean something in HTML and SVG replaced.
[[nodiscard]] std::string escape(std::string_view text);

}  // namespace colonnade::runner
