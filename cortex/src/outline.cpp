#include <colonnade/cortex/outline.h>

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include "pose_view.h"

namespace colonnade::cortex {

bool is_valid(const Outline& o) noexcept {
  constexpr float kMostSkewed = 1e-3f;
  constexpr float kMostCells = 1e5f, kFarthest_m = 1e3f, kMostStep_m = 1.0f;
  const auto within = [](float v, float most) { return std::abs(v) <= most; };  // which NaN is not
  if (!within(o.cx, kMostCells) || !within(o.cy, kMostCells)) return false;
  if (!(o.focal >= 1) || !within(o.focal, kMostCells)) return false;
  if (!(o.nearest_m >= 0) || !within(o.nearest_m, kFarthest_m)) return false;
  if (!(o.step_m > 0) || !within(o.step_m, kMostStep_m)) return false;
  if (!std::all_of(o.p_SA.begin(), o.p_SA.end(), [&](float v) { return within(v, kFarthest_m); })) return false;
  if (!std::all_of(o.R_SA.begin(), o.R_SA.end(), [&](float v) { return within(v, 2); })) return false;
  const Eigen::Map<const RowMajor3f> R_SA(o.R_SA.data());
  if (!(R_SA * R_SA.transpose()).isIdentity(kMostSkewed) || R_SA.determinant() < 0) return false;
  return std::any_of(o.surface.begin(), o.surface.end(), [](std::uint16_t s) { return s != 0; });
}

}  // namespace colonnade::cortex
