#include "refinement.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "pose_view.h"

namespace colonnade::cortex {
namespace {

constexpr double kNormalSd = 0.16;       // radians: how far a segment's normal stands for its surroundings
constexpr double kAxisSd = 0.35;         // radians
constexpr double kTangentSd_m = 0.010;   // along the surface a segment says little: it is one sample of a plane
constexpr float kMostCurvature = 150.0f; // 1/m: sharper bends are edges, no paraboloids

using Vector6 = Eigen::Matrix<double, 6, 1>;
using Matrix6 = Eigen::Matrix<double, 6, 6>;

}  // namespace

bool refine_pose(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
                 std::span<const kernels::Match> matches, kernels::PoseView& pose) noexcept {
  const RowMajor3f R = rotation(pose);
  const Eigen::Vector3f t = translation(pose);
  Eigen::Vector3f center = Eigen::Vector3f::Zero();
  int matched = 0;
  for (std::size_t i = 0; i < sensed.size(); ++i) {
    if (matches[i].segment == kernels::kNoSegment || sensed[i].on_surface == 0) continue;
    center += R * vec(sensed[i].p) + t;
    ++matched;
  }
  if (matched < 2) return false;
  center /= static_cast<float>(matched);

  Matrix6 A = Matrix6::Zero();
  Vector6 b = Vector6::Zero();
  const auto add = [&](const Vector6& J, double residual, double weight) {
    A.noalias() += weight * J * J.transpose();
    b.noalias() -= weight * residual * J;
  };
  for (std::size_t i = 0; i < sensed.size(); ++i) {
    if (matches[i].segment == kernels::kNoSegment || sensed[i].on_surface == 0) continue;
    const auto& g = model.geometry[matches[i].segment];
    const Eigen::Vector3f p = R * vec(sensed[i].p) + t;
    const Eigen::Vector3f n = R * vec(sensed[i].n);
    const Eigen::Vector3f d = p - vec(g.p);
    const Eigen::Vector3f gn = vec(g.n);
    Eigen::Vector3f predicted = gn;
    float offset = d.dot(gn);
    const Eigen::Vector3f tangent = d - offset * gn;
    if (g.frame_defined != 0 || std::abs(g.k1) < kMostCurvature) {
      const Eigen::Vector3f a1 = vec(g.a);
      const Eigen::Vector3f a2 = gn.cross(a1);
      const float k1 = std::clamp(g.k1, -kMostCurvature, kMostCurvature);
      const float k2 = std::clamp(g.k2, -kMostCurvature, kMostCurvature);
      const float u1 = tangent.dot(a1);
      const float u2 = tangent.dot(a2);
      offset += 0.5f * (k1 * u1 * u1 + k2 * u2 * u2);
      predicted = (gn + k1 * u1 * a1 + k2 * u2 * a2).normalized();
    }
    // Matches that hardly count as such pull little.
    const double trust = matches[i].evidence > 0 ? 1.0 : 0.15;
    const double offset_variance = 0.5 / static_cast<double>(sensed[i].weights.half_inverse_offset_variance);
    const double robust = 1.0 / (1.0 + static_cast<double>(offset * offset) / (4 * offset_variance));
    const Eigen::Vector3d lever = (p - center).cast<double>();
    const Eigen::Vector3d pn = predicted.cast<double>();
    Vector6 J;
    J << lever.cross(pn), pn;
    add(J, static_cast<double>(offset), trust * robust / offset_variance);
    // Tangential pull: only so much that the pose does not slide off.
    for (int axis = 0; axis < 3; ++axis) {
      Eigen::Vector3d e = Eigen::Vector3d::Zero();
      e[axis] = 1;
      J << lever.cross(e), e;
      add(J, static_cast<double>(tangent[axis]), trust / (kTangentSd_m * kTangentSd_m));
      // A small turn w changes the normal by w x n.
      J << n.cast<double>().cross(e), Eigen::Vector3d::Zero();
      add(J, static_cast<double>(n[axis] - predicted[axis]), trust / (kNormalSd * kNormalSd));
    }
    if (sensed[i].frame_defined != 0 && g.frame_defined != 0) {
      const Eigen::Vector3f a = R * vec(sensed[i].a);
      const float sign = a.dot(vec(g.a)) >= 0 ? 1.0f : -1.0f;
      const Eigen::Vector3d across = pn.cross(sign * vec(g.a).cast<double>());  // error about the normal
      J << a.cast<double>().cross(across), Eigen::Vector3d::Zero();
      add(J, a.cast<double>().dot(across), trust / (kAxisSd * kAxisSd));
    }
  }
  A.diagonal().array() += 1e-9;
  A.topLeftCorner<3, 3>().diagonal().array() += 4.0;  // half a radian
  A.bottomRightCorner<3, 3>().diagonal().array() += 1.0 / (0.05 * 0.05);
  const Vector6 x = A.ldlt().solve(b);
  if (!x.allFinite()) return false;
  Eigen::Vector3d turn = x.head<3>();
  const double angle = turn.norm();
  if (angle > 0.5) turn *= 0.5 / angle;
  const Eigen::Quaterniond q(Eigen::AngleAxisd(std::min(angle, 0.5), angle > 1e-12 ? Eigen::Vector3d(turn.normalized())
                                                                                    : Eigen::Vector3d::UnitX()));
  const Eigen::Vector3d c = center.cast<double>();
  const Eigen::Quaterniond q_OW(Eigen::Matrix3d(R.cast<double>()));
  const RowMajor3f R_new = (q * q_OW).normalized().toRotationMatrix().cast<float>();
  const Eigen::Vector3d t_new = q * (t.cast<double>() - c) + c + x.tail<3>();
  pose = pose_view(R_new, t_new.cast<float>(), pose.object);
  return true;
}

}  // namespace colonnade::cortex
