#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include <Eigen/Geometry>

#include "drawing.h"

namespace colonnade::viewer {

/// A camera that orbits a centre; z is up.
class Camera {
 public:
  void fit(const Eigen::Vector3f& centre, float radius) {
    centre_ = centre;
    distance_ = std::max(1e-3f, 0.9f * radius / std::sin(0.5f * kFieldOfView));
  }
  /// Looks from a side, somewhat from above.
  void look_from(const Eigen::Vector3f& side) {
    azimuth_ = std::atan2(side.y(), side.x()) + 0.5f;
    elevation_ = std::clamp(std::atan2(side.z(), side.head<2>().norm()), -0.4f, 0.9f) + 0.15f;
  }
  /// Turns by angles in radians.
  void orbit(float around, float up) {
    azimuth_ += around;
    elevation_ = std::clamp(elevation_ + up, -1.55f, 1.55f);
  }
  /// Shifts by shares of the view's shorter side.
  void pan(float right, float up) {
    const Eigen::Matrix3f R = rotation();
    centre_ += 2 * distance_ * std::tan(0.5f * kFieldOfView) * (R.row(0) * right + R.row(1) * up).transpose();
  }
  void zoom(float factor) { distance_ = std::clamp(distance_ * factor, 1e-3f, 100.0f); }

  [[nodiscard]] Eigen::Matrix4f view() const {
    Eigen::Matrix4f V = Eigen::Matrix4f::Identity();
    V.topLeftCorner<3, 3>() = rotation();
    V.topRightCorner<3, 1>() = -rotation() * eye();
    return V;
  }
  [[nodiscard]] Eigen::Matrix4f projection(float aspect) const {
    const float f = std::min(1.0f, aspect) / std::tan(0.5f * kFieldOfView), near = 0.02f * distance_,
                far = 20 * distance_;
    Eigen::Matrix4f P = Eigen::Matrix4f::Zero();
    P(0, 0) = f / aspect;
    P(1, 1) = f;
    P(2, 2) = (far + near) / (near - far);
    P(2, 3) = 2 * far * near / (near - far);
    P(3, 2) = -1;
    return P;
  }
  [[nodiscard]] Eigen::Vector3f eye() const { return centre_ + distance_ * direction(); }
  [[nodiscard]] float distance() const { return distance_; }

  /// Where a point appears, pixels from the top left; none when it is behind the camera.
  [[nodiscard]] std::optional<Eigen::Vector2f> project(const Eigen::Vector3f& p_W, float width, float height) const {
    const Eigen::Vector4f clip = projection(width / height) * (view() * p_W.homogeneous());
    if (clip.w() <= 0) return std::nullopt;
    return Eigen::Vector2f(0.5f * width * (1 + clip.x() / clip.w()), 0.5f * height * (1 - clip.y() / clip.w()));
  }
  /// The spot nearest to a pixel, if one is within `reach` pixels.
  [[nodiscard]] const Spot* pick(std::span<const Spot> spots, const Eigen::Vector2f& pixel, float width, float height,
                                 float reach) const {
    const Spot* best = nullptr;
    float nearest = reach;
    for (const Spot& spot : spots) {
      const auto at = project(spot.p_W, width, height);
      if (!at || (*at - pixel).norm() >= nearest) continue;
      nearest = (*at - pixel).norm();
      best = &spot;
    }
    return best;
  }

 private:
  static constexpr float kFieldOfView = 0.6f;  // of the view's shorter side

  [[nodiscard]] Eigen::Vector3f direction() const {
    return {std::cos(elevation_) * std::cos(azimuth_), std::cos(elevation_) * std::sin(azimuth_), std::sin(elevation_)};
  }
  [[nodiscard]] Eigen::Matrix3f rotation() const {
    const Eigen::Vector3f back = direction();
    const Eigen::Vector3f right(-std::sin(azimuth_), std::cos(azimuth_), 0);
    Eigen::Matrix3f R;
    R.row(0) = right;
    R.row(1) = back.cross(right);
    R.row(2) = back;
    return R;
  }

  Eigen::Vector3f centre_ = Eigen::Vector3f::Zero();
  float distance_ = 0.5f;
  float azimuth_ = 0.9f;
  float elevation_ = 0.45f;
};

}  // namespace colonnade::viewer
