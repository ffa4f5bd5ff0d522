#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <colonnade/cortex/frames.h>

#include "kernels/views.h"

namespace colonnade::cortex {

using RowMajor3f = Eigen::Matrix<float, 3, 3, Eigen::RowMajor>;

inline Eigen::Map<const RowMajor3f> rotation(const kernels::PoseView& pose) {
  return Eigen::Map<const RowMajor3f>(pose.R);
}
inline Eigen::Map<const Eigen::Vector3f> translation(const kernels::PoseView& pose) {
  return Eigen::Map<const Eigen::Vector3f>(pose.t);
}
inline Eigen::Map<const Eigen::Vector3f> vec(const float v[3]) { return Eigen::Map<const Eigen::Vector3f>(v); }

inline kernels::PoseView pose_view(const RowMajor3f& R_OW, const Eigen::Vector3f& t_O, std::uint32_t object) {
  kernels::PoseView pose{};
  Eigen::Map<RowMajor3f>(pose.R) = R_OW;
  Eigen::Map<Eigen::Vector3f>(pose.t) = t_O;
  pose.object = object;
  return pose;
}

/// Pose of the object in the world, for a pose view whose positions start at origin_W.
inline Pose to_X_WO(const kernels::PoseView& pose, const Vector3& origin_W) {
  const Rotation R_OW = Eigen::Quaterniond(Rotation(rotation(pose).cast<double>())).normalized().toRotationMatrix();
  const Vector3 t_O = translation(pose).cast<double>() - R_OW * origin_W;
  return make_pose(R_OW.transpose(), -(R_OW.transpose() * t_O));
}

inline kernels::PoseView from_X_OW(const Pose& X_OW, const Vector3& origin_W, std::uint32_t object) {
  return pose_view(X_OW.linear().cast<float>(), (X_OW * origin_W).cast<float>(), object);
}

/// The pose that `turn`, a movement in the object's frame, makes of a pose.
inline kernels::PoseView turned(const kernels::PoseView& pose, const kernels::PoseView& turn) {
  return pose_view(rotation(turn) * rotation(pose), rotation(turn) * translation(pose) + translation(turn),
                   pose.object);
}

/// Cosine of the angle between two rotations, from the trace.
inline float rotation_cosine(const kernels::PoseView& a, const kernels::PoseView& b) {
  float trace = 0;
  for (int i = 0; i < 9; ++i) trace += a.R[i] * b.R[i];
  return (trace - 1.0f) * 0.5f;
}

}  // namespace colonnade::cortex
