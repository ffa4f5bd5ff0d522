#include <colonnade/cortex/outline.h>

#include <algorithm>
#include <cmath>

#include <Eigen/Core>

#include "pose_view.h"

namespace colonnade::cortex {

bool is_valid(const Outline& o) noexcept {
  constexpr float kMostSkewed = 1e-3f;
  const auto finite = [](float v) { return std::isfinite(v); };
  if (!finite(o.cx) || !finite(o.cy) || !(finite(o.focal) && o.focal > 0)) return false;
  if (!(finite(o.nearest_m) && o.nearest_m >= 0) || !(finite(o.step_m) && o.step_m > 0)) return false;
  if (!std::all_of(o.p_SA.begin(), o.p_SA.end(), finite) || !std::all_of(o.R_SA.begin(), o.R_SA.end(), finite)) {
    return false;
  }
  const Eigen::Map<const RowMajor3f> R_SA(o.R_SA.data());
  if (!(R_SA * R_SA.transpose()).isIdentity(kMostSkewed) || R_SA.determinant() < 0) return false;
  return std::any_of(o.surface.begin(), o.surface.end(), [](std::uint16_t s) { return s != 0; });
}

}  // namespace colonnade::cortex
