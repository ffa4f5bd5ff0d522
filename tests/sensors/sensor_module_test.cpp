#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numbers>

#include <colonnade/sensors/noise.h>
#include <colonnade/sensors/sensor_module.h>

#include "shapes.h"

namespace colonnade::sensors {
namespace {

using cortex::Sensation;
using cortex::Vector3;

const PinholeCamera kSurfaceCamera = PinholeCamera::square(64, 0.005, 0.025);
const PinholeCamera kDistantCamera = PinholeCamera::square(64, 0.04, 0.2);

double angle_between(const Vector3& a, const Vector3& b) { return std::acos(std::clamp(a.dot(b), -1.0, 1.0)); }

std::optional<Sensation> sense_at(const SimulatedWorld& world, const Vector3& p_W, const Vector3& from,
                                  bool distant = false) {
  RgbdPatch patch;
  world.render(distant ? kDistantCamera : kSurfaceCamera, looking_at(p_W, from, distant ? 0.2 : 0.025), patch);
  return SensorModule().sense(patch, 0);
}

TEST(SensorModule, SphereGivesPositionNormalAndCurvature) {
  const double radius = 0.03;
  const SimulatedWorld world = world_of(sphere(radius));
  for (const bool distant : {false, true}) {
    for (const Vector3& d : {Vector3(1, 0.2, 0.1), Vector3(-0.3, 1, 0.4), Vector3(0.5, -0.2, -1)}) {
      const Vector3 n = d.normalized();
      const auto sensation = sense_at(world, radius * n, n, distant);
      ASSERT_TRUE(sensation);
      EXPECT_LT((sensation->p_W - radius * n).norm(), 5e-5);
      EXPECT_LT(angle_between(sensation->normal_W(), n), 0.01);
      EXPECT_NEAR(sensation->k1, 1 / radius, 4);
      EXPECT_NEAR(sensation->k2, 1 / radius, 4);
      EXPECT_FALSE(sensation->frame_fully_defined);
    }
  }
}

TEST(SensorModule, CylinderGivesPrincipalDirectionsAlsoWhenSeenAskance) {
  const double radius = 0.015;
  const SimulatedWorld world = world_of(cylinder(radius, 0.1));
  const Vector3 n = Vector3(1, 0.4, 0).normalized();
  for (const bool distant : {false, true}) {
    for (const double tilt : {0.0, 0.5}) {
      const Vector3 from = (n + tilt * Vector3(-0.4, 1, 0.7).normalized()).normalized();
      const auto sensation = sense_at(world, radius * n, from, distant);
      ASSERT_TRUE(sensation);
      EXPECT_NEAR(sensation->k1, 1 / radius, 7) << "distant " << distant << " tilt " << tilt;
      EXPECT_NEAR(sensation->k2, 0, 5);
      EXPECT_TRUE(sensation->frame_fully_defined);
      EXPECT_GT(std::abs(sensation->R_WF.col(1).z()), 0.99);
      EXPECT_LT(angle_between(sensation->normal_W(), n), 0.03);
      EXPECT_NEAR(sensation->R_WF.determinant(), 1, 1e-9);
      EXPECT_NEAR(static_cast<double>(sensation->colour.hue), 0, 0.02);
      EXPECT_NEAR(static_cast<double>(sensation->colour.saturation), 0.8, 0.02);
    }
  }
}

TEST(SensorModule, HollowSurfacesHaveNegativeCurvature) {
  TexturedMesh inside = sphere(0.03);
  for (auto& t : inside.triangles) std::swap(t[0], t[1]);
  const auto sensation = sense_at(world_of(std::move(inside)), Vector3(0.03, 0, 0), -Vector3::UnitX());
  ASSERT_TRUE(sensation);
  EXPECT_NEAR(sensation->k1, -1 / 0.03, 4);
  EXPECT_LT(angle_between(sensation->normal_W(), -Vector3::UnitX()), 0.01);
}

TEST(SensorModule, PlaneIsFlatFromEveryAngle) {
  const SimulatedWorld world = world_of(box(0.2, 0.2, 0.2));
  for (const Vector3& from : {Vector3(0, 0, 1), Vector3(1, 0, 1), Vector3(0.3, -1.2, 1)}) {
    const auto sensation = sense_at(world, Vector3(0.01, 0.02, 0.1), from.normalized());
    ASSERT_TRUE(sensation);
    EXPECT_LT((sensation->p_W - Vector3(0.01, 0.02, 0.1)).norm(), 1e-5);
    EXPECT_LT(angle_between(sensation->normal_W(), Vector3::UnitZ()), 1e-3);
    EXPECT_NEAR(sensation->k1, 0, 0.5);
    EXPECT_FALSE(sensation->frame_fully_defined);
  }
}

TEST(SensorModule, EdgesOfABoxAreSharpAcrossAndStraightAlong) {
  const SimulatedWorld world = world_of(box(0.1, 0.1, 0.1));
  const auto sensation = sense_at(world, Vector3(0.05, 0.05, 0), Vector3(1, 1, 0).normalized());
  ASSERT_TRUE(sensation);
  EXPECT_GT(sensation->k1, 100);
  EXPECT_TRUE(sensation->frame_fully_defined);
  EXPECT_GT(std::abs(sensation->R_WF.col(1).z()), 0.98);
}

TEST(SensorModule, ThingsBehindAnEdgeDoNotDisturb) {
  TexturedMesh two = box(0.04, 0.04, 0.04);  // a cube, and far behind its rim a plate
  const TexturedMesh plate = box(0.3, 0.3, 0.01);
  const auto first = static_cast<std::uint32_t>(two.positions.size());
  for (const auto& p : plate.positions) two.positions.push_back(p - Eigen::Vector3f(0, 0, 0.1f));
  for (const auto& t : plate.triangles) two.triangles.push_back({first + t[0], first + t[1], first + t[2]});
  two.colours.insert(two.colours.end(), plate.colours.begin(), plate.colours.end());
  const SimulatedWorld world{std::make_shared<MeshScene>(two), cortex::Pose::Identity()};
  const auto sensation = sense_at(world, Vector3(0.019, 0, 0.02), Vector3::UnitZ());
  ASSERT_TRUE(sensation);
  EXPECT_LT(angle_between(sensation->normal_W(), Vector3::UnitZ()), 1e-3);
  EXPECT_NEAR(sensation->p_W.z(), 0.02, 1e-5);
}

struct Errors {
  double tilt_rms = 0;
  double tilt_sd = 0;  ///< as the sensor thinks
  double depth_rms = 0;
  double depth_sd = 0;
  double k_rms = 0;
};

Errors with_depth_noise(const SimulatedWorld& world, const PinholeCamera& camera, double distance, double radius) {
  constexpr int kTrials = 200;
  RgbdPatch patch;
  SensorModule module;
  Errors errors;
  const Vector3 n = Vector3::UnitX();
  for (std::uint32_t i = 0; i < kTrials; ++i) {
    world.render(camera, looking_at(radius * n, n, distance), patch);
    DepthNoise{}.apply(5, 0, i, patch);
    const auto s = module.sense(patch, 0);
    if (!s) {
      ADD_FAILURE() << "no sensation";
      return errors;
    }
    const Vector3 normal = s->normal_W();
    errors.tilt_rms += 0.5 * (normal.y() * normal.y() + normal.z() * normal.z()) / kTrials;
    errors.tilt_sd += static_cast<double>(s->uncertainty.normal) / kTrials;
    errors.depth_rms += std::pow(s->p_W.x() - radius, 2) / kTrials;
    errors.depth_sd += static_cast<double>(s->uncertainty.location) / kTrials;
    errors.k_rms += std::pow(s->k1 - 1 / radius, 2) / kTrials;
  }
  for (double* squared : {&errors.tilt_rms, &errors.depth_rms, &errors.k_rms}) *squared = std::sqrt(*squared);
  return errors;
}

TEST(SensorModule, StandsAMillimetreOfDepthNoiseAndKnowsItsErrors) {
  const SimulatedWorld world = world_of(cylinder(0.03, 0.2));
  const double degree = std::numbers::pi / 180;
  const Errors near = with_depth_noise(world, kSurfaceCamera, 0.025, 0.03);
  EXPECT_LT(near.tilt_rms, 1.2 * degree);
  EXPECT_NEAR(near.tilt_rms / near.tilt_sd, 1, 0.2);
  EXPECT_LT(near.depth_rms, 6e-5);
  EXPECT_NEAR(near.depth_rms / near.depth_sd, 1, 0.25);
  EXPECT_LT(near.k_rms, 45);
  const Errors far = with_depth_noise(world, kDistantCamera, 0.2, 0.03);
  EXPECT_LT(far.tilt_rms, 2.2 * degree);
  EXPECT_NEAR(far.tilt_rms / far.tilt_sd, 1, 0.2);
  EXPECT_LT(far.depth_rms, 3e-4);
}

TEST(SensorModule, NoiseDoesNotMakeFramesOfPlanes) {
  const SimulatedWorld world = world_of(box(0.2, 0.2, 0.2));
  RgbdPatch patch;
  SensorModule module;
  int defined = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    world.render(kSurfaceCamera, looking_at(Vector3(0, 0, 0.1), Vector3::UnitZ(), 0.025), patch);
    DepthNoise{}.apply(5, 0, i, patch);
    defined += module.sense(patch, 0)->frame_fully_defined ? 1 : 0;
  }
  EXPECT_LE(defined, 6);
}

TEST(SensorModule, HolesAndOutliersAreLeftOut) {
  const SimulatedWorld world = world_of(sphere(0.03));
  RgbdPatch patch;
  world.render(kSurfaceCamera, looking_at(Vector3(0.03, 0, 0), Vector3::UnitX(), 0.025), patch);
  for (std::size_t i = 0; i < patch.depth.size(); i += 7) patch.depth[i] = 0;
  for (std::size_t i = 3; i < patch.depth.size(); i += 11) patch.depth[i] = std::numeric_limits<float>::quiet_NaN();
  for (std::size_t i = 5; i < patch.depth.size(); i += 13) patch.depth[i] *= 1.2f;
  for (std::size_t i = 6; i < patch.depth.size(); i += 17) patch.depth[i] = std::numeric_limits<float>::infinity();
  for (std::size_t i = 8; i < patch.depth.size(); i += 29) patch.depth[i] = -1;
  const auto sensation = SensorModule().sense(patch, 0);
  ASSERT_TRUE(sensation);
  EXPECT_LT((sensation->p_W - Vector3(0.03, 0, 0)).norm(), 1e-4);
  EXPECT_LT(angle_between(sensation->normal_W(), Vector3::UnitX()), 0.01);
  EXPECT_NEAR(sensation->k1, 1 / 0.03, 5);
}

TEST(SensorModule, NoReadingsNoSensation) {
  RgbdPatch patch;
  patch.set_camera(kSurfaceCamera);
  SensorModule module;
  for (const float value :
       {0.0f, -1.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::fill(patch.depth.begin(), patch.depth.end(), value);
    EXPECT_FALSE(module.sense(patch, 0)) << value;
  }
  std::fill(patch.depth.begin(), patch.depth.end(), 0.0f);
  patch.depth[patch.index(32, 32)] = 0.025f;
  EXPECT_FALSE(module.sense(patch, 0)) << "a single reading is no surface";
  patch.set_camera({});
  EXPECT_FALSE(module.sense(patch, 0)) << "an empty patch";
}

TEST(Hsv, KnownColours) {
  EXPECT_NEAR(static_cast<double>(hsv_from_rgb(255, 0, 0).hue), 0, 1e-6);
  EXPECT_NEAR(static_cast<double>(hsv_from_rgb(0, 255, 0).hue), 1.0 / 3, 1e-6);
  EXPECT_NEAR(static_cast<double>(hsv_from_rgb(128, 0, 255).hue), 0.75, 1e-3);
  EXPECT_EQ(hsv_from_rgb(0, 0, 0).saturation, 0);
  EXPECT_NEAR(static_cast<double>(hsv_from_rgb(51, 51, 51).value), 0.2, 1e-6);
}

}  // namespace
}  // namespace colonnade::sensors
