#include "charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "report_style.h"

namespace colonnade::runner {

namespace {

std::string open_svg(double width, double height, std::string_view name) {
  return fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" width=\"{:.0f}\" role=\"img\" aria-label=\"{}\">", width,
      height, width, escape(name));
}

std::string text(double x, double y, std::string_view anchor, std::string_view words, std::string_view css = "label") {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", css, x, y, anchor,
                     escape(words));
}

std::string line(double x0, double y0, double x1, double y1, std::string_view css) {
  return fmt::format("<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", css, x0, y0, x1,
                     y1);
}

/// A round step (1, 2 or 5 times a power of ten) that makes at most `count` ticks over the range.
double tick_step(double range, int count) {
  const double raw = std::max(range, 1e-12) / count;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw) return factor * power;
  }
  return 10.0 * power;
}

/// A plot area with axes, ticks and grid lines.
class Plot {
 public:
  Plot(double x_low, double x_high, double y_low, double y_high)
      : x_low_(x_low),
        x_high_(x_high > x_low ? x_high : x_low + 1),
        y_low_(y_low),
        y_high_(y_high > y_low ? y_high : y_low + 1) {}

  double x(double value) const { return kLeft + (value - x_low_) / (x_high_ - x_low_) * (kWidth - kLeft - kRight); }
  double y(double value) const {
    return kHeight - kBottom - (value - y_low_) / (y_high_ - y_low_) * (kHeight - kTop - kBottom);
  }
  std::string axes(std::string_view x_label, std::string_view y_label) const {
    std::string svg;
    const double dy = tick_step(y_high_ - y_low_, 5);
    for (double v = std::ceil(y_low_ / dy) * dy; v <= y_high_ + 1e-9 * dy; v += dy) {
      svg += line(kLeft, y(v), kWidth - kRight, y(v), "grid");
      svg += text(kLeft - 6, y(v) + 4, "end", fmt::format("{:.6g}", std::abs(v) < 1e-9 * dy ? 0.0 : v), "tick");
    }
    const double dx = tick_step(x_high_ - x_low_, 7);
    for (double v = std::ceil(x_low_ / dx) * dx; v <= x_high_ + 1e-9 * dx; v += dx) {
      svg += text(x(v), kHeight - kBottom + 16, "middle", fmt::format("{:.6g}", v), "tick");
    }
    svg += line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom, "axis");
    svg += text(kWidth - kRight, kHeight - 4, "end", x_label, "tick");
    svg += text(4, 12, "start", y_label, "tick");
    return svg;
  }

  static constexpr double kWidth = 440, kHeight = 250, kLeft = 48, kRight = 12, kTop = 22, kBottom = 36;

 private:
  double x_low_, x_high_, y_low_, y_high_;
};

constexpr int kCurveColours = 6;  // c0 ... c5 in the style sheet

std::string legend_entry(std::size_t index, std::string_view css, std::string_view label) {
  const std::size_t row = index / 2;
  const std::size_t column = index % 2;
  const double y = Plot::kHeight + 12 + 16 * static_cast<double>(row);
  const double x = Plot::kLeft + 190 * static_cast<double>(column);
  return line(x, y - 4, x + 14, y - 4, css) + text(x + 19, y, "start", label, "tick");
}

double legend_height(std::size_t entries) { return 8 + 16 * std::ceil(static_cast<double>(entries) / 2.0); }

}  // namespace

std::string escape(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string bar_chart(std::span<const Bar> bars) {
  constexpr double kRow = 19, kLabel = 150, kBar = 130;
  std::string svg = open_svg(kLabel + kBar + 46, kRow * static_cast<double>(bars.size()) + 4, "shares");
  double y = 2;
  for (const Bar& bar : bars) {
    svg += text(kLabel - 8, y + 13, "end", bar.label);
    svg += fmt::format("<rect class=\"track\" x=\"{}\" y=\"{:.1f}\" width=\"{}\" height=\"13\" rx=\"3\"/>", kLabel,
                       y + 2, kBar);
    svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"13\" rx=\"3\"/>",
                       bar.share > 0.995 ? "good" : "fair", kLabel, y + 2, std::clamp(bar.share, 0.0, 1.0) * kBar);
    svg += text(kLabel + kBar + 8, y + 13, "start", bar.note, "tick");
    y += kRow;
  }
  return svg + "</svg>";
}

std::string confusion_matrix(std::span<const std::string> rows, std::span<const std::string> columns,
                             const std::vector<std::vector<int>>& counts) {
  constexpr double kCell = 24, kLabel = 170, kTop = 130;
  const double width = kLabel + kCell * static_cast<double>(columns.size()) + 110;
  const double height = kTop + kCell * static_cast<double>(rows.size()) + 4;
  std::string svg = open_svg(width, height, "confusion matrix");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const double x = kLabel + kCell * (static_cast<double>(c) + 0.6);
    svg += fmt::format("<text class=\"label\" transform=\"translate({:.1f} {:.1f}) rotate(-50)\">{}</text>", x,
                       kTop - 6, escape(columns[c]));
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double y = kTop + kCell * static_cast<double>(r);
    svg += text(kLabel - 8, y + 16, "end", rows[r]);
    int total = 0;
    for (const int count : counts[r]) total += count;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const double x = kLabel + kCell * static_cast<double>(c);
      const int count = counts[r][c];
      const double opacity = count == 0 ? 0.0 : 0.25 + 0.75 * count / std::max(1, total);
      svg += fmt::format("<rect class=\"track\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"22\" height=\"22\" rx=\"3\"/>", x, y);
      if (count == 0) continue;
      svg += fmt::format(
          "<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"22\" height=\"22\" rx=\"3\" opacity=\"{:.2f}\"/>",
          rows[r] == columns[c] ? "good" : "bad", x, y, opacity);
      svg += text(x + 11, y + 15, "middle", fmt::format("{}", count), "cell");
    }
  }
  return svg + "</svg>";
}

std::string histogram(std::span<const double> values, int bins, std::string_view x_label) {
  if (values.empty()) return {};
  const double high = *std::max_element(values.begin(), values.end());
  const double step = tick_step(std::max(high, 1e-9), bins);
  std::vector<int> counts(static_cast<std::size_t>(high / step) + 1, 0);
  for (const double value : values) ++counts[static_cast<std::size_t>(std::max(0.0, value) / step)];
  const int most = *std::max_element(counts.begin(), counts.end());
  const Plot plot(0, step * static_cast<double>(counts.size()), 0, most);
  std::string svg = open_svg(Plot::kWidth, Plot::kHeight, x_label) + plot.axes(x_label, "episodes");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double x0 = plot.x(step * static_cast<double>(i)) + 1;
    const double x1 = plot.x(step * static_cast<double>(i + 1)) - 1;
    svg += fmt::format(
        "<rect class=\"fill\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}</title></rect>",
        x0, plot.y(counts[i]), std::max(0.5, x1 - x0), plot.y(0) - plot.y(counts[i]), counts[i]);
  }
  return svg + "</svg>";
}

std::string line_chart(std::span<const Curve> curves, std::string_view x_label, std::string_view y_label) {
  double low = 0;
  double high = 1;
  std::size_t length = 1;
  for (const Curve& curve : curves) {
    length = std::max(length, curve.y.size());
    for (const double value : curve.y) {
      low = std::fmin(low, value);
      high = std::fmax(high, value);
    }
  }
  low = std::max(low, -high);  // hypotheses long given up would squeeze the rest
  const Plot plot(1, static_cast<double>(length), low, high);
  std::string svg =
      open_svg(Plot::kWidth, Plot::kHeight + legend_height(curves.size()), y_label) + plot.axes(x_label, y_label);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string css = fmt::format("curve c{}{}", i % kCurveColours, curves[i].highlighted ? " strong" : "");
    std::string path;
    bool drawing = false;
    for (std::size_t k = 0; k < curves[i].y.size(); ++k) {
      const double value = curves[i].y[k];
      const bool seen = std::isfinite(value) && value >= low;
      if (seen)
        path += fmt::format("{}{:.1f} {:.1f}", drawing ? "L" : "M", plot.x(static_cast<double>(k + 1)), plot.y(value));
      drawing = seen;
    }
    svg += fmt::format("<path class=\"{}\" d=\"{}\"/>", css, path) + legend_entry(i, css, curves[i].label);
  }
  return svg + "</svg>";
}

std::string scatter_chart(std::span<const Series> series, std::string_view x_label, std::string_view y_label) {
  double x_high = 1;
  double y_high = 0;
  for (const Series& s : series) {
    for (const double x : s.x) x_high = std::max(x_high, x);
    for (const double y : s.y) y_high = std::fmax(y_high, y);
  }
  const Plot plot(0, 1.05 * x_high, 0, 1.1 * y_high);
  std::string svg =
      open_svg(Plot::kWidth, Plot::kHeight + legend_height(series.size()), y_label) + plot.axes(x_label, y_label);
  for (std::size_t i = 0; i < series.size(); ++i) {
    const std::string css = fmt::format("curve c{}", i % kCurveColours);
    std::string path;
    for (std::size_t k = 0; k < series[i].x.size(); ++k) {
      const double x = plot.x(series[i].x[k]);
      const double y = plot.y(series[i].y[k]);
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
      svg += fmt::format("<circle class=\"{} dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/>", css, x, y);
    }
    svg += fmt::format("<path class=\"{}\" d=\"{}\"/>", css, path) + legend_entry(i, css, series[i].label);
  }
  return svg + "</svg>";
}

std::string standalone_svg(const std::string& chart) {
  const std::size_t end = chart.find('>') + 1;
  std::string svg = chart.substr(0, end);
  svg.insert(4, " xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\"");
  return svg + "<style>" + std::string(kReportStyle) +
         "</style><rect width=\"100%\" height=\"100%\" style=\"fill:var(--card)\"/>" + chart.substr(end);
}

}  // namespace colonnade::runner
