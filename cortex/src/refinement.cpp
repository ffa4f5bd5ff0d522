#include "refinement.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "pose_view.h"

namespace colonnade::cortex {
namespace {

constexpr double kNormalSd = 0.16;        // radians: how far a segment's normal stands for its surroundings
constexpr double kAxisSd = 0.35;          // radians
constexpr double kTangentSd_m = 0.010;    // along the surface a segment says little: it is one sample of a plane
constexpr double kMostTurn = 0.5;         // radians in one step
constexpr float kMostCurvature = 150.0f;  // 1/m: sharper bends are edges, no paraboloids

/// [v]x, the matrix that makes a cross product with v.
Eigen::Matrix3d cross_matrix(const Eigen::Vector3d& v) {
  Eigen::Matrix3d m;
  m << 0, -v.z(), v.y(), v.z(), 0, -v.x(), -v.y(), v.x(), 0;
  return m;
}

/// [v]x transposed times [v]x.
Eigen::Matrix3d squared_cross(const Eigen::Vector3d& v) {
  Eigen::Matrix3d m = -v * v.transpose();
  m.diagonal().array() += v.squaredNorm();
  return m;
}

}  // namespace

PoseFit::PoseFit(const kernels::PoseView& pose) : R_OW_(rotation(pose)), t_O_(translation(pose)) {}

void PoseFit::add(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
                  std::span<const kernels::Match> matches) noexcept {
  for (std::size_t i = 0; i < sensed.size(); ++i) {
    if (matches[i].segment == kernels::kNoSegment || sensed[i].on_surface == 0) continue;
    const auto& g = model.geometry[matches[i].segment];
    const Eigen::Vector3f p = R_OW_ * vec(sensed[i].p) + t_O_;
    if (matched_++ == 0) center_O_ = p;
    const Eigen::Vector3f n = R_OW_ * vec(sensed[i].n);
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
    const Eigen::Vector3d lever = (p - center_O_).cast<double>();
    const Eigen::Vector3d pn = predicted.cast<double>();
    Vector6 J;
    J << lever.cross(pn), pn;
    const double offset_weight = trust * robust / offset_variance;
    A_.noalias() += offset_weight * J * J.transpose();
    b_.noalias() -= offset_weight * static_cast<double>(offset) * J;
    // Tangential pull: only so much that the pose does not slide off. Its three residuals together: J = [-[lever]x, I].
    const Eigen::Vector3d slid = tangent.cast<double>();
    const double slide_weight = trust / (kTangentSd_m * kTangentSd_m);
    A_.topLeftCorner<3, 3>() += slide_weight * squared_cross(lever);
    A_.topRightCorner<3, 3>() += slide_weight * cross_matrix(lever);
    A_.bottomLeftCorner<3, 3>() -= slide_weight * cross_matrix(lever);
    A_.bottomRightCorner<3, 3>().diagonal().array() += slide_weight;
    b_.head<3>() -= slide_weight * lever.cross(slid);
    b_.tail<3>() -= slide_weight * slid;
    // A small turn w changes the normal by w x n: J = [-[n]x, 0].
    const Eigen::Vector3d nd = n.cast<double>();
    const double normal_weight = trust / (kNormalSd * kNormalSd);
    A_.topLeftCorner<3, 3>() += normal_weight * squared_cross(nd);
    b_.head<3>() += normal_weight * nd.cross(pn);
    if (sensed[i].frame_defined != 0 && g.frame_defined != 0) {
      const Eigen::Vector3f a = R_OW_ * vec(sensed[i].a);
      const float sign = a.dot(vec(g.a)) >= 0 ? 1.0f : -1.0f;
      const Eigen::Vector3d across = pn.cross(sign * vec(g.a).cast<double>());  // error about the normal
      const Eigen::Vector3d turn = a.cast<double>().cross(across);
      const double axis_weight = trust / (kAxisSd * kAxisSd);
      A_.topLeftCorner<3, 3>() += axis_weight * turn * turn.transpose();
      b_.head<3>() -= axis_weight * a.cast<double>().dot(across) * turn;
    }
  }
}

bool PoseFit::solve(kernels::PoseView& pose) const noexcept {
  if (matched_ < 2) return false;
  // A weak prior on staying: what the sensations leave open does not move.
  Matrix6 A = A_;
  A.topLeftCorner<3, 3>().diagonal().array() += 4.0;  // half a radian
  A.bottomRightCorner<3, 3>().diagonal().array() += 1.0 / (0.05 * 0.05);
  const Vector6 x = A.ldlt().solve(b_);
  if (!x.allFinite()) return false;
  const Eigen::Vector3d turn = x.head<3>();
  const double angle = turn.norm();
  Eigen::Quaterniond q = Eigen::Quaterniond::Identity();
  if (angle > 1e-12) q = Eigen::AngleAxisd(std::min(angle, kMostTurn), Eigen::Vector3d(turn / angle));
  const Eigen::Vector3d c = center_O_.cast<double>();
  const Eigen::Quaterniond q_OW(Eigen::Matrix3d(R_OW_.cast<double>()));
  const RowMajor3f R_new = (q * q_OW).normalized().toRotationMatrix().cast<float>();
  const Eigen::Vector3d t_new = q * (t_O_.cast<double>() - c) + c + x.tail<3>();
  pose = pose_view(R_new, t_new.cast<float>(), pose.object);
  return true;
}

bool refine_pose(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
                 std::span<const kernels::Match> matches, kernels::PoseView& pose) noexcept {
  PoseFit fit(pose);
  fit.add(model, sensed, matches);
  return fit.solve(pose);
}

}  // namespace colonnade::cortex
