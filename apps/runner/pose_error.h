#pragma once

#include <span>
#include <vector>

#include <colonnade/cortex/frames.h>

namespace colonnade::runner {

/// What ADD-S needs to know about an object.
struct ReferencePoints {
  std::vector<Eigen::Vector3f> p_O;                    ///< points spread over the surface, metres
  cortex::Vector3 center_O = cortex::Vector3::Zero();  ///< their mean
  double diameter_m = 0;                               ///< largest distance between two of them
};

/// Mean and diameter of the given points. @throws InputError when there are none.
[[nodiscard]] ReferencePoints reference_points(std::vector<Eigen::Vector3f> p_O);

/// ADD-S (Hinterstoisser 2012; Xiang 2018): mean distance, metres, from each point in the true pose to the closest
/// point in the reported pose. Small for every pose that looks the same.
[[nodiscard]] double add_s(const ReferencePoints& points, const cortex::Pose& X_WO, const cortex::Pose& X_WO_true);

}  // namespace colonnade::runner
