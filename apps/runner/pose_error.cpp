#include "pose_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <colonnade/cortex/error.h>

namespace colonnade::runner {

ReferencePoints reference_points(std::vector<Eigen::Vector3f> p_O) {
  if (p_O.empty()) throw InputError("an object without surface points has no pose to compare");
  ReferencePoints out;
  float largest = 0;
  for (std::size_t i = 0; i < p_O.size(); ++i) {
    out.center_O += p_O[i].cast<double>();
    for (std::size_t j = 0; j < i; ++j) largest = std::max(largest, (p_O[i] - p_O[j]).squaredNorm());
  }
  out.center_O /= static_cast<double>(p_O.size());
  out.diameter_m = std::sqrt(static_cast<double>(largest));
  out.p_O = std::move(p_O);
  return out;
}

double add_s(const ReferencePoints& points, const cortex::Pose& X_WO, const cortex::Pose& X_WO_true) {
  // About a thousand points: every pair costs a millisecond and needs no tree.
  const Eigen::Isometry3f X_RT = (X_WO.inverse() * X_WO_true).cast<float>();  // true in the reported frame
  double sum = 0;
  for (const Eigen::Vector3f& p_T : points.p_O) {
    const Eigen::Vector3f p_R = X_RT * p_T;
    float closest = std::numeric_limits<float>::max();
    for (const Eigen::Vector3f& q_R : points.p_O) closest = std::min(closest, (q_R - p_R).squaredNorm());
    sum += std::sqrt(static_cast<double>(closest));
  }
  return sum / static_cast<double>(points.p_O.size());
}

}  // namespace colonnade::runner
