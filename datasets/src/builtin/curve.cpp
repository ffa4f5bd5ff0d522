#include "curve.h"

#include <algorithm>
#include <cmath>

namespace colonnade::datasets {

Curve::Curve(std::vector<Eigen::Vector2d> knots) : knots_(std::move(knots)), slopes_(knots_.size(), 0.0) {
  const auto slope = [&](std::size_t i) {
    return (knots_[i + 1].y() - knots_[i].y()) / (knots_[i + 1].x() - knots_[i].x());
  };
  for (std::size_t i = 1; i + 1 < knots_.size(); ++i) {
    const double before = slope(i - 1);
    const double after = slope(i);
    if (before * after > 0) slopes_[i] = 2 * before * after / (before + after);
  }
}

double Curve::operator()(double x) const {
  if (x <= knots_.front().x()) return knots_.front().y();
  if (x >= knots_.back().x()) return knots_.back().y();
  const auto above =
      std::find_if(knots_.begin(), knots_.end(), [x](const Eigen::Vector2d& knot) { return knot.x() > x; });
  const auto i = static_cast<std::size_t>(above - knots_.begin()) - 1;
  const double width = knots_[i + 1].x() - knots_[i].x();
  const double t = (x - knots_[i].x()) / width;
  const double s = 1 - t;
  return s * s * (1 + 2 * t) * knots_[i].y() + t * t * (3 - 2 * t) * knots_[i + 1].y() +
         width * (s * s * t * slopes_[i] - t * t * s * slopes_[i + 1]);
}

double round_end(double distance, double radius) {
  const double x = 1 - std::clamp(distance / radius, 0.0, 1.0);
  return std::sqrt(1 - x * x);
}

}  // namespace colonnade::datasets
