#include <colonnade/cortex/sensation.h>

#include <cmath>
#include <limits>

namespace colonnade::cortex {
namespace {

constexpr double kFarthest_m = 1e7;  // further away, single precision has no places left

bool is_rotation(const Rotation& R) {
  return (R * R.transpose() - Rotation::Identity()).cwiseAbs().maxCoeff() < 1e-3 && R.determinant() > 0;
}

/// A number in single precision, in which memories keep it.
bool is_curvature(double k) { return std::abs(k) <= static_cast<double>(std::numeric_limits<float>::max()); }

bool is_near(const Vector3& p) { return (p.array().abs() <= kFarthest_m).all(); }

}  // namespace

bool is_colour(float channel) noexcept { return channel >= -1 && channel <= 2; }

bool is_valid(const Pose& X) noexcept {
  return X.matrix().allFinite() && is_near(X.translation()) && is_rotation(X.linear());
}

bool is_valid(const Sensation& s) noexcept {
  if (!std::isfinite(s.time) || !is_near(s.p_W)) return false;
  const auto& u = s.uncertainty;
  if (!std::isfinite(u.location)) return false;
  if (!s.on_surface) return true;
  if (!std::isfinite(u.normal) || !std::isfinite(u.axis) || !std::isfinite(u.log_curvature) ||
      !std::isfinite(u.colour)) {
    return false;
  }
  if (!s.R_WF.allFinite() || !is_curvature(s.k1) || !is_curvature(s.k2)) return false;
  if (!is_colour(s.colour.hue) || !is_colour(s.colour.saturation) || !is_colour(s.colour.value)) return false;
  return is_rotation(s.R_WF);
}

}  // namespace colonnade::cortex
