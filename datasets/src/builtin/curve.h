#pragma once

#include <vector>

#include <Eigen/Core>

namespace colonnade::datasets {

/// A smooth function through knots (x, y), x ascending, that never overshoots them (monotone cubic, Fritsch and Carlson
/// 1980). Constant beyond the ends.
class Curve {
 public:
  explicit Curve(std::vector<Eigen::Vector2d> knots);
  [[nodiscard]] double operator()(double x) const;

 private:
  std::vector<Eigen::Vector2d> knots_;
  std::vector<double> slopes_;
};

/// Scale of a cross-section at a distance from a rounded end: 0 at the end, 1 from `radius` on, a quarter ellipse
/// between.
[[nodiscard]] double round_end(double distance, double radius);

}  // namespace colonnade::datasets
