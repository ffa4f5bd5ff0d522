#pragma once

#include <cmath>

#include <Eigen/Core>
#include <Eigen/Geometry>

/// Frames and units (REP-103): metres, radians, seconds, right-handed.
///
/// Names carry frames: `X_AB` is the pose of frame B in frame A and maps coordinates in B to coordinates in A;
/// `R_AB` is its rotation; `p_AP` is the position of point P in A; `v_A` a free vector expressed in A. Where the
/// measured-from frame is W and there is no doubt, `p_W` is short for the position of the point at hand in W. Products
/// read by matching letters: `X_AC = X_AB * X_BC`.
///
/// W world (or robot base), S sensor (x right, y down, z forward, as a pinhole camera), O object model,
/// F surface frame (x, y principal directions, z outward normal).
namespace colonnade::cortex {

// Library and program may be compiled with different flags. So no type here may have a layout that a flag changes:
// Eigen's own Isometry3d is aligned to 16, 32 or 64 bytes as the instruction set suggests. These turn into Eigen's and
// back without a cast.
using Vector3 = Eigen::Matrix<double, 3, 1, Eigen::ColMajor>;
using Rotation = Eigen::Matrix<double, 3, 3, Eigen::ColMajor>;
using Pose = Eigen::Transform<double, 3, Eigen::Isometry, Eigen::ColMajor | Eigen::DontAlign>;

static_assert(
    sizeof(Vector3) == 3 * sizeof(double) && alignof(Vector3) == alignof(double) &&
        sizeof(Rotation) == 9 * sizeof(double) && alignof(Rotation) == alignof(double) &&
        sizeof(Pose) == 16 * sizeof(double) && alignof(Pose) == alignof(double),
    "This compilation lays out Eigen's matrices differently from Colonnade's library: look for EIGEN_ macros");

/// A pose from its parts.
inline Pose make_pose(const Rotation& R_AB, const Vector3& p_AB) {
  Pose X_AB = Pose::Identity();
  X_AB.linear() = R_AB;
  X_AB.translation() = p_AB;
  return X_AB;
}

/// Geodesic distance between two rotations, radians in [0, pi].
inline double rotation_distance(const Rotation& R_AB, const Rotation& R_AC) {
  const Eigen::Quaterniond q_BC(Rotation(R_AB.transpose() * R_AC));
  return 2.0 * std::atan2(q_BC.vec().norm(), std::abs(q_BC.w()));
}

/// Rotation from Euler angles xyz, radians, applied as intrinsic rotations Rx * Ry * Rz.
inline Rotation rotation_from_euler_xyz(double x, double y, double z) {
  return (Eigen::AngleAxisd(x, Vector3::UnitX()) * Eigen::AngleAxisd(y, Vector3::UnitY()) *
          Eigen::AngleAxisd(z, Vector3::UnitZ()))
      .toRotationMatrix();
}

}  // namespace colonnade::cortex
