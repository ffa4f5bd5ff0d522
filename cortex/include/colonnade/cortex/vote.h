#pragma once

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/ids.h>

namespace colonnade::cortex {

/// What a column tells its neighbours about one of its hypotheses: which object, how it lies, and where on it the
/// column's own sensor is.
struct Vote {
  ColumnId sender;
  ObjectId object;
  Rotation R_OW = Rotation::Identity();
  Vector3 p_OS = Vector3::Zero();  ///< the sender's sensed point in the object's frame, metres
  Vector3 p_WS = Vector3::Zero();  ///< the same point in the world, metres
  double evidence = 0;
};

/// Where the receiver's sensor is on the object, if the vote is right. The two sensed points lie apart by a
/// displacement in the world; in the object's frame it is that displacement *rotated by the hypothesis*. Adding it
/// unrotated is right only for objects in their learned orientation.
/// @param p_WR the receiver's sensed point in the world, metres.
[[nodiscard]] inline Vector3 location_for_receiver(const Vote& vote, const Vector3& p_WR) {
  return vote.p_OS + vote.R_OW * (p_WR - vote.p_WS);
}

}  // namespace colonnade::cortex
