#pragma once

#include <cmath>
#include <numbers>

#include <Eigen/Core>

namespace colonnade::sensors {

/// Points of an Archimedean spiral about the origin, `spacing` apart along and between its turns.
class Spiral {
 public:
  explicit Spiral(double spacing = 1) : spacing_(spacing) {}

  [[nodiscard]] double radius() const { return spacing_ * angle_ / (2 * std::numbers::pi); }
  /// The next point; the first is the origin.
  Eigen::Vector2d next() {
    Eigen::Vector2d point = radius() * Eigen::Vector2d(std::cos(angle_), std::sin(angle_));
    angle_ += spacing_ / std::max(radius(), 0.3 * spacing_);
    return point;
  }

 private:
  double spacing_;
  double angle_ = 0;
};

}  // namespace colonnade::sensors
