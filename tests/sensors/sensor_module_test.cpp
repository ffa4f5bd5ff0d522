#include <gtest/gtest.h>

#include <colonnade/sensors/noise.h>
#include <colonnade/sensors/sensor_module.h>

#include "shapes.h"

namespace colonnade::sensors {
namespace {

using cortex::Vector3;

const PinholeCamera kSurfaceCamera = PinholeCamera::square(64, 0.005, 0.025);

TEST(SensorModule, SphereGivesPositionNormalAndCurvature) {
  const double radius = 0.03;
  const SimulatedWorld world = world_of(sphere(radius));
  RgbdPatch patch;
  SensorModule module;
  for (const Vector3& d : {Vector3(1, 0.2, 0.1), Vector3(-0.3, 1, 0.4), Vector3(0.5, -0.2, -1)}) {
    const Vector3 n = d.normalized();
    world.render(kSurfaceCamera, looking_at(radius * n, n, 0.025), patch);
    const auto sensation = module.sense(patch, 3.0);
    ASSERT_TRUE(sensation);
    EXPECT_LT((sensation->p_W - radius * n).norm(), 5e-5);
    EXPECT_GT(sensation->normal_W().dot(n), std::cos(0.01));
    EXPECT_NEAR(sensation->k1, 1 / radius, 4);
    EXPECT_NEAR(sensation->k2, 1 / radius, 4);
    EXPECT_FALSE(sensation->frame_fully_defined);
    EXPECT_EQ(sensation->time, 3.0);
  }
}

TEST(SensorModule, CylinderGivesPrincipalDirections) {
  const double radius = 0.015;
  const SimulatedWorld world = world_of(cylinder(radius, 0.1));
  RgbdPatch patch;
  SensorModule module;
  const Vector3 n = Vector3(1, 0.4, 0).normalized();
  world.render(kSurfaceCamera, looking_at(radius * n, n, 0.025), patch);
  const auto sensation = module.sense(patch, 0);
  ASSERT_TRUE(sensation);
  EXPECT_NEAR(sensation->k1, 1 / radius, 3);
  EXPECT_NEAR(sensation->k2, 0, 3);
  EXPECT_TRUE(sensation->frame_fully_defined);
  EXPECT_GT(std::abs(sensation->R_WF.col(1).z()), 0.99);
  EXPECT_NEAR(sensation->R_WF.determinant(), 1, 1e-9);
  EXPECT_NEAR(sensation->colour.hue, 0, 0.02);
  EXPECT_NEAR(sensation->colour.saturation, 0.8, 0.02);
}

}  // namespace
}  // namespace colonnade::sensors
