#include <colonnade/datasets/rotations.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "random.h"

namespace colonnade::datasets {

using cortex::Rotation;

namespace {

/// Shoemake's uniform unit quaternion (Graphics Gems III, 1992) from three uniform numbers.
Rotation uniform_rotation(RandomStream& random) {
  const double u = random.uniform();
  const double a = 2 * std::numbers::pi * random.uniform();
  const double b = 2 * std::numbers::pi * random.uniform();
  const double s = std::sqrt(1 - u);
  const double t = std::sqrt(u);
  return Eigen::Quaterniond(t * std::cos(b), s * std::sin(a), s * std::cos(a), t * std::sin(b)).toRotationMatrix();
}

}  // namespace

Rotation rotation_from(const EulerDegrees& angles) {
  constexpr double kRadians = std::numbers::pi / 180;
  return cortex::rotation_from_euler_xyz(angles[0] * kRadians, angles[1] * kRadians, angles[2] * kRadians);
}

Rotation random_rotation(RotationSampling sampling, std::uint64_t seed, std::string_view object,
                         std::uint32_t episode) {
  RandomStream random(seed, RandomPurpose::test_rotation, hash_of(object), episode);
  if (sampling == RotationSampling::so3) return uniform_rotation(random);
  EulerDegrees angles;
  for (double& angle : angles) angle = random.uniform(0, 360);
  return rotation_from(angles);
}

std::vector<Rotation> learning_rotations(const Experiment& experiment) {
  std::vector<Rotation> rotations;
  rotations.reserve(experiment.learning.rotations.size());
  for (const EulerDegrees& angles : experiment.learning.rotations) rotations.push_back(rotation_from(angles));
  return rotations;
}

std::vector<Rotation> test_rotations(const Experiment& experiment, std::uint64_t seed, std::string_view object) {
  const Test& test = experiment.test;
  if (test.rotations == TestRotations::learned) {
    std::vector<Rotation> rotations = learning_rotations(experiment);
    if (test.count > 0) rotations.resize(std::min(rotations.size(), static_cast<std::size_t>(test.count)));
    return rotations;
  }
  std::vector<Rotation> rotations;
  rotations.reserve(static_cast<std::size_t>(test.count));
  for (int episode = 0; episode < test.count; ++episode) {
    rotations.push_back(random_rotation(test.sampling, seed, object, static_cast<std::uint32_t>(episode)));
  }
  return rotations;
}

}  // namespace colonnade::datasets
