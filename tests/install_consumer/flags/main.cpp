// Prints what a column believes, to the last digit: the same whatever this file is compiled with.

#include <cstdio>
#include <utility>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/inspection.h>
#include <colonnade/cortex/region.h>

#include "touches.h"

using namespace colonnade::cortex;

namespace {

void print(const char* what, const Pose& X) {
  std::printf("%s", what);
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 4; ++column) std::printf(" %a", X(row, column));
  std::printf("\n");
}

void print(const Percept& percept) {
  std::printf("sensations %d ranked %zu decided %d settled %d\n", percept.sensations, percept.ranked_count,
              percept.decided, percept.pose_settled);
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    const RankedObject& ranked = percept.ranked[i];
    std::printf("object %u evidence %a probability %a", ranked.object.value(), ranked.evidence, ranked.probability);
    print("", ranked.X_WO);
  }
  for (std::size_t i = 0; i < percept.pose_count; ++i) print("pose", percept.poses_WO[i]);
  std::printf("symmetry %d %d %a %a %a\n", static_cast<int>(percept.symmetry.kind), percept.symmetry.order,
              percept.symmetry.axis_O.x(), percept.symmetry.axis_O.y(), percept.symmetry.axis_O.z());
}

/// Uses of Eigen that the library has, too, compiled with this file's flags: heap, solvers, products.
double own_use_of_eigen(const Pose& X) {
  Eigen::MatrixXd heap = Eigen::MatrixXd::Constant(37, 37, 0.01) + Eigen::MatrixXd::Identity(37, 37);
  heap.topLeftCorner<3, 3>() = X.linear();
  const Eigen::Matrix3d square = X.linear() * X.linear().transpose();
  const Eigen::Isometry3d aligned = Eigen::Isometry3d(X) * Eigen::Quaterniond(X.linear());
  return heap.determinant() + Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(square).eigenvalues().sum() +
         aligned.matrix().norm() + rotation_distance(X.linear(), square);
}

}  // namespace

int main() {
  Column column;
  for (const auto& [name, size] : {std::pair("bracelet", 0.035), std::pair("wreath", 0.060)}) {
    const ObjectId object = column.learn_object(name);
    for (const Sensation& touch : touches(size, 1200, 0.618, Pose::Identity()))
      column.learn(touch, object, Pose::Identity());
  }
  Rotation R_WO;
  R_WO << 0.36, 0.48, -0.8, -0.8, 0.6, 0, 0.48, 0.64, 0.6;
  const Pose X_WO = make_pose(R_WO, Vector3(0.3, -0.2, 0.5));
  if (!(own_use_of_eigen(X_WO) > 0)) return 1;

  column.reset();
  Inspector inspector;
  for (const Sensation& touch : touches(0.060, 45, 0.382, X_WO)) {
    column.sense(touch);
    print(column.percept());
    if (const auto goal = column.goal())
      std::printf("goal %a %a %a gain %a\n", goal->p_W.x(), goal->p_W.y(), goal->p_W.z(), goal->expected_gain);
  }
  for (const HypothesisSample& hypothesis : inspector.inspect(column).hypotheses) print("hypothesis", hypothesis.X_WO);

  std::vector<Column> columns;
  for (int i = 0; i < 2; ++i) columns.emplace_back(column.shared_memory());
  Region region(std::move(columns));
  region.reset();
  for (const Sensation& touch : touches(0.035, 20, 0.382, X_WO))
    region.sense(std::vector<std::optional<Sensation>>{touch, touch});
  print(region.percept());
  const bool right = column.memory().name(column.percept().object()) == "wreath" &&
                     declared_rotation_error(column.percept(), R_WO) < 0.2;
  if (!right) std::printf("wrong\n");
  return right ? 0 : 1;
}
