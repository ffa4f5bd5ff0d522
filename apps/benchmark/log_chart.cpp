#include "log_chart.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "charts.h"

namespace colonnade::benchmark {

namespace {

constexpr double kWidth = 520, kHeight = 300, kLeft = 62, kRight = 14, kTop = 24, kBottom = 38;
constexpr int kColours = 6;  // c0 ... c5 of the style sheet

/// An axis between whole powers of ten.
struct LogAxis {
  double low = 0;
  double high = 1;
  [[nodiscard]] double share(double value) const { return (std::log10(value) - low) / (high - low); }
};

LogAxis log_axis(double least, double most) {
  LogAxis axis{std::floor(std::log10(least) + 1e-9), std::ceil(std::log10(most) - 1e-9)};
  if (axis.high <= axis.low) axis.high = axis.low + 1;
  return axis;
}

std::string text(double x, double y, std::string_view anchor, std::string_view words) {
  return fmt::format("<text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor,
                     runner::escape(words));
}

std::string line(double x0, double y0, double x1, double y1, std::string_view css) {
  return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", css, x0, y0, x1,
                     y1);
}

}  // namespace

std::string share_chart(std::span<const LogCurve> curves, std::string_view x_label, std::string_view y_label) {
  double x_least = HUGE_VAL, x_most = 0;
  for (const LogCurve& curve : curves) {
    for (const LogPoint& p : curve.points) {
      x_least = std::min(x_least, p.x), x_most = std::max(x_most, p.x);
    }
  }
  if (!(x_most > 0) || !(x_least > 0)) return {};
  const LogAxis x_axis = log_axis(x_least, x_most);
  const auto x = [&](double value) { return kLeft + x_axis.share(value) * (kWidth - kLeft - kRight); };
  const auto y = [&](double value) { return kHeight - kBottom - value * (kHeight - kTop - kBottom); };
  const std::size_t legend_rows = (curves.size() + 1) / 2;
  const double height = kHeight + 8 + 16 * static_cast<double>(legend_rows);
  std::string svg =
      fmt::format("<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" width=\"{:.0f}\" role=\"img\" aria-label=\"{}\">",
                  kWidth, height, kWidth, runner::escape(y_label));
  for (double decade = x_axis.low; decade <= x_axis.high + 1e-9; ++decade) {
    const double value = std::pow(10.0, decade);
    svg += line(x(value), kTop, x(value), kHeight - kBottom, "grid");
    svg += text(x(value), kHeight - kBottom + 15, "middle", fmt::format("{:g}", value));
  }
  for (int percent = 0; percent <= 100; percent += 20) {
    svg += line(kLeft, y(percent / 100.0), kWidth - kRight, y(percent / 100.0), "grid");
    svg += text(kLeft - 6, y(percent / 100.0) + 4, "end", fmt::format("{} %", percent));
  }
  svg += line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, "axis");
  svg += text(kWidth - kRight, kHeight - 4, "end", x_label) + text(4, 12, "start", y_label);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string css = fmt::format("curve c{}{}", i % kColours, i < kColours ? "" : " strong");
    std::string path;
    for (const LogPoint& p : curves[i].points) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x(p.x), y(p.y));
      svg += line(x(p.x), y(p.y_low), x(p.x), y(p.y_high), css);
      svg += fmt::format("<circle class=\"{} dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", css, x(p.x), y(p.y));
    }
    svg += fmt::format("<path class=\"{}\" d=\"{}\"/>", css, path);
    const std::size_t row = i / 2;
    const double legend_y = kHeight + 12 + 16 * static_cast<double>(row);
    const double legend_x = kLeft + 225 * static_cast<double>(i % 2);
    svg += line(legend_x, legend_y - 4, legend_x + 14, legend_y - 4, css);
    svg += text(legend_x + 19, legend_y, "start", curves[i].label);
  }
  return svg + "</svg>";
}

}  // namespace colonnade::benchmark
