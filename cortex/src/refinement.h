#pragma once

#include <span>

#include "kernels/views.h"

namespace colonnade::cortex {

/// One Gauss-Newton step that moves a hypothesis so that the replayed sensations fit the segments they matched:
/// sensed points onto the segments' curved surfaces, sensed normals and axes onto those predicted there (point-to-plane
/// registration; Chen and Medioni 1991).
/// @param matches for each sensation, as replay gave them under this pose.
/// @return false when the matches are too few to say anything; the pose then stays.
bool refine_pose(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
                 std::span<const kernels::Match> matches, kernels::PoseView& pose) noexcept;

}  // namespace colonnade::cortex
