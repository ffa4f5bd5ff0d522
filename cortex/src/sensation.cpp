#include <colonnade/cortex/sensation.h>

#include <cmath>

#include "rotation_check.h"

namespace colonnade::cortex {
namespace {

constexpr double kFarthest_m = 1e7;  // further away, single precision has no places left

bool is_rotation(const Rotation& R) {
  return (R * R.transpose() - Rotation::Identity()).cwiseAbs().maxCoeff() < 1e-3 && R.determinant() > 0;
}

bool is_near(const Vector3& p) { return (p.array().abs() <= kFarthest_m).all(); }

}  // namespace

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
  if (!s.R_WF.allFinite() || !std::isfinite(s.k1) || !std::isfinite(s.k2)) return false;
  if (!std::isfinite(s.colour.hue) || !std::isfinite(s.colour.saturation) || !std::isfinite(s.colour.value))
    return false;
  return is_rotation(s.R_WF);
}

}  // namespace colonnade::cortex
