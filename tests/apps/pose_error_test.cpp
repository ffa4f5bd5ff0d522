#include "pose_error.h"

#include <cmath>
#include <numbers>

#include <colonnade/cortex/error.h>
#include <gtest/gtest.h>

namespace colonnade::runner {
namespace {

using cortex::make_pose;
using cortex::Pose;
using cortex::Rotation;
using cortex::Vector3;

Rotation turn_z(double degrees) {
  return Eigen::AngleAxisd(degrees * std::numbers::pi / 180.0, Vector3::UnitZ()).toRotationMatrix();
}

TEST(AddS, TwoPointsMovedByHand) {
  // Points at x = 0 and x = 0.1; reported 0.02 too far along x: 0 -> closest at distance 0.02, 0.1 -> 0.02 from 0.12.
  const ReferencePoints points = reference_points({{0.0F, 0.0F, 0.0F}, {0.1F, 0.0F, 0.0F}});
  EXPECT_NEAR(points.diameter_m, 0.1, 1e-7);
  EXPECT_NEAR(points.center_O.x(), 0.05, 1e-7);
  EXPECT_NEAR(add_s(points, make_pose(Rotation::Identity(), {0.02, 0, 0}), Pose::Identity()), 0.02, 1e-7);
  // Reported 0.1 too far: the second true point falls on the first reported one. Mean of 0.1 and 0.
  EXPECT_NEAR(add_s(points, make_pose(Rotation::Identity(), {0.1, 0, 0}), Pose::Identity()), 0.05, 1e-7);
}

TEST(AddS, IsZeroForPosesThatLookTheSame) {
  const ReferencePoints square =
      reference_points({{1.F, 0.F, 0.F}, {0.F, 1.F, 0.F}, {-1.F, 0.F, 0.F}, {0.F, -1.F, 0.F}});
  const Pose X_WO = make_pose(turn_z(20), {0.3, -0.2, 0.5});
  EXPECT_NEAR(add_s(square, X_WO * make_pose(turn_z(90), Vector3::Zero()), X_WO), 0.0, 1e-6);
  // 45 degrees off: every corner is 2 sin(22.5 deg) from the closest one.
  EXPECT_NEAR(add_s(square, X_WO * make_pose(turn_z(45), Vector3::Zero()), X_WO),
              2.0 * std::sin(std::numbers::pi / 8.0), 1e-6);
}

TEST(AddS, RefusesAnObjectWithoutPoints) { EXPECT_THROW((void)reference_points({}), InputError); }

}  // namespace
}  // namespace colonnade::runner
