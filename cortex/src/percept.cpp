#include <colonnade/cortex/percept.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace colonnade::cortex {
namespace {

constexpr double kPi = std::numbers::pi;

// Smallest rotation error when the object may be turned by any angle about axis_O: the angle between the axes.
double axial_error(const Rotation& R_WO, const Rotation& R_WO_true, const Vector3& axis_O) {
  const double cosine = (R_WO * axis_O).dot(R_WO_true * axis_O);
  return std::acos(std::clamp(cosine, -1.0, 1.0));
}

// Smallest rotation error over the turns of order n about an axis.
double cyclic_error(const Rotation& R_WO, const Rotation& R_WO_true, const Vector3& axis_O, int order) {
  double least = rotation_distance(R_WO, R_WO_true);
  for (int k = 1; k < order; ++k) {
    const Rotation turn = Eigen::AngleAxisd(2 * kPi * k / order, axis_O).toRotationMatrix();
    least = std::min(least, rotation_distance(R_WO * turn, R_WO_true));
  }
  return least;
}

// Any of the six faces may be up, in four turns each.
double cubic_error(const Rotation& R_WO, const Rotation& R_WO_true, const Vector3& up_O, const Vector3& side_O) {
  const Vector3 other_O = up_O.cross(side_O);
  double least = kPi;
  for (const auto& [axis, angle] :
       {std::pair(side_O, 0.0), std::pair(side_O, kPi), std::pair(side_O, kPi / 2), std::pair(side_O, -kPi / 2),
        std::pair(other_O, kPi / 2), std::pair(other_O, -kPi / 2)}) {
    const Rotation R_up = R_WO * Eigen::AngleAxisd(angle, axis).toRotationMatrix();
    least = std::min(least, cyclic_error(R_up, R_WO_true, up_O, 4));
  }
  return least;
}

}  // namespace

double rotation_error(const Symmetry& symmetry, const Rotation& R_WO, const Rotation& R_WO_true) {
  if (symmetry.kind == Symmetry::Kind::spherical) return 0.0;
  const auto error_of = [&](const Rotation& R) {
    switch (symmetry.kind) {
      case Symmetry::Kind::axial:
        return axial_error(R, R_WO_true, symmetry.axis_O);
      case Symmetry::Kind::cyclic:
        return cyclic_error(R, R_WO_true, symmetry.axis_O, symmetry.order);
      case Symmetry::Kind::cubic:
        return cubic_error(R, R_WO_true, symmetry.axis_O, symmetry.flip_axis_O);
      default:
        return rotation_distance(R, R_WO_true);
    }
  };
  double error = error_of(R_WO);
  if (symmetry.flip) {
    error = std::min(error, error_of(R_WO * Eigen::AngleAxisd(kPi, symmetry.flip_axis_O).toRotationMatrix()));
  }
  return error;
}

double declared_rotation_error(const Percept& percept, const Rotation& R_WO_true) {
  if (percept.ranked_count == 0) return kPi;
  double error = rotation_error(percept.symmetry, percept.ranked[0].X_WO.linear(), R_WO_true);
  for (std::size_t i = 0; i < percept.pose_count; ++i) {
    error = std::min(error, rotation_error(percept.symmetry, percept.poses_WO[i].linear(), R_WO_true));
  }
  return error;
}

}  // namespace colonnade::cortex
