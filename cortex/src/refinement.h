#pragma once

#include <span>

#include <Eigen/Core>

#include "kernels/views.h"

namespace colonnade::cortex {

/// One Gauss-Newton step that moves a hypothesis so that the replayed sensations fit the segments they matched:
/// sensed points onto the segments' curved surfaces, sensed normals and axes onto those predicted there (point-to-plane
/// registration; Chen and Medioni 1991). Several columns' sensations may be fitted together.
class PoseFit {
 public:
  explicit PoseFit(const kernels::PoseView& pose);
  /// Takes in sensations with their matches, as replay gave them under the pose.
  void add(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
           std::span<const kernels::Match> matches) noexcept;
  /// The moved pose. @return false when the matches are too few to say anything; `pose` is then left alone.
  bool solve(kernels::PoseView& pose) const noexcept;

 private:
  using Vector6 = Eigen::Matrix<double, 6, 1>;
  using Matrix6 = Eigen::Matrix<double, 6, 6>;

  Eigen::Matrix<float, 3, 3, Eigen::RowMajor> R_OW_;
  Eigen::Vector3f t_O_;
  Eigen::Vector3f center_O_ = Eigen::Vector3f::Zero();  // turns are about the first matched point
  int matched_ = 0;
  Matrix6 A_ = Matrix6::Zero();
  Vector6 b_ = Vector6::Zero();
};

/// PoseFit for one column. @return false as solve() does.
bool refine_pose(const kernels::ModelView& model, std::span<const kernels::SensedView> sensed,
                 std::span<const kernels::Match> matches, kernels::PoseView& pose) noexcept;

}  // namespace colonnade::cortex
