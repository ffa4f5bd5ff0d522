#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <colonnade/cortex/column.h>

#include "random.h"

/// Objects whose surfaces are known exactly, and sensors that touch them at random places.
namespace colonnade::cortex::testing {

inline RandomStream test_stream(std::uint64_t index) { return {2024, StreamPurpose{100}, index}; }

inline constexpr Hsv kGrey{0.1F, 0.1F, 0.5F};
inline constexpr Hsv kBlue{0.6F, 0.8F, 0.6F};

/// A random place on a surface, in the object's frame.
using Shape = Sensation (*)(RandomStream&);

inline Sensation place(const Vector3& p, const Vector3& normal, const Vector3& tangent) {
  Sensation s;
  s.p_W = p;
  s.R_WF << tangent, normal.cross(tangent), normal;
  s.colour = kGrey;
  return s;
}

/// On an axis-aligned box from `corner` of this size.
inline Sensation on_box(RandomStream& random, const Vector3& corner, const Vector3& size) {
  const Vector3 areas(size.y() * size.z(), size.z() * size.x(), size.x() * size.y());
  double pick = random.uniform() * areas.sum();
  int face = 0;
  while (face < 2 && pick > areas[face]) pick -= areas[face++];
  const double side = random.below(2) == 0 ? 0.0 : 1.0;
  Vector3 p = random.uniform_vector();
  p[face] = side;
  return place(corner + p.cwiseProduct(size), (2 * side - 1) * Vector3::Unit(face), Vector3::Unit((face + 1) % 3));
}

inline Sensation cube(RandomStream& random) { return on_box(random, {-0.03, -0.03, -0.03}, {0.06, 0.06, 0.06}); }
inline Sensation box(RandomStream& random) { return on_box(random, {-0.05, -0.03, -0.02}, {0.10, 0.06, 0.04}); }

/// A standing cylinder whose upper part is blue.
inline Sensation two_coloured_cylinder(RandomStream& random) {
  constexpr double kRadius = 0.03, kHeight = 0.12;
  const double angle = 2 * std::numbers::pi * random.uniform();
  const Vector3 outward(std::cos(angle), std::sin(angle), 0);
  Sensation s;
  if (random.uniform() < kHeight / (kHeight + kRadius)) {
    const Vector3 p = kRadius * outward + Vector3(0, 0, kHeight * (random.uniform() - 0.5));
    s = place(p, outward, Vector3(-outward.y(), outward.x(), 0));
    s.frame_fully_defined = true;
    s.k1 = 1 / kRadius;
  } else {
    const double end = random.below(2) == 0 ? -1.0 : 1.0;
    const Vector3 p = kRadius * std::sqrt(random.uniform()) * outward + Vector3(0, 0, end * kHeight / 2);
    s = place(p, end * Vector3::UnitZ(), Vector3::UnitX());
  }
  if (s.p_W.z() > 0) s.colour = kBlue;
  return s;
}

inline Sensation sphere(RandomStream& random) {
  constexpr double kRadius = 0.04;
  const Vector3 n = random.normal_vector().normalized();
  Sensation s = place(kRadius * n, n, n.unitOrthogonal());
  s.k1 = s.k2 = 1 / kRadius;
  return s;
}

/// An L with arms of different length and height: no turn leaves it the same.
inline Sensation l_shape(RandomStream& random) {
  const Vector3 corners[2] = {{0, 0, 0}, {0, 0.03, 0}};
  const Vector3 sizes[2] = {{0.12, 0.03, 0.03}, {0.03, 0.06, 0.05}};
  for (;;) {
    const std::size_t arm = random.uniform() < 0.55 ? 0 : 1;
    Sensation s = on_box(random, corners[arm], sizes[arm]);
    const Vector3 outside = s.p_W + 1e-6 * s.normal_W();
    const Vector3 in_other = outside - corners[1 - arm];
    if ((in_other.array() < 0).any() || (in_other.array() > sizes[1 - arm].array()).any()) return s;
  }
}

/// The L with a blue spot on the long arm's top, larger than what a segment stands for.
inline const Vector3 kSpot(0.09, 0.015, 0.03);
inline constexpr double kSpotRadius = 0.025;
inline Sensation spotted_l_shape(RandomStream& random) {
  Sensation s = l_shape(random);
  if (s.normal_W().z() > 0.5 && (s.p_W - kSpot).norm() < kSpotRadius) s.colour = kBlue;
  return s;
}

/// What a sensor in the world senses of a place on an object that lies like this: a millimetre, two degrees, a little
/// colour and curvature off.
inline Sensation sense_noisily(const Sensation& on_object, const Pose& X_WO, RandomStream& random) {
  constexpr double kLocation = 0.001, kAngle = 0.035, kColour = 0.03, kCurvature = 0.1;
  const auto noise = [&](double sd) { return Vector3(sd * random.normal_vector()); };
  Sensation s = on_object;
  s.p_W = X_WO * s.p_W + noise(kLocation);
  const Vector3 tilt = noise(kAngle);
  s.R_WF = Eigen::AngleAxisd(tilt.norm(), tilt.normalized()).toRotationMatrix() * X_WO.linear() * s.R_WF;
  const Vector3 colour = noise(kColour);
  s.colour.hue += static_cast<float>(colour.x());
  s.colour.saturation += static_cast<float>(colour.y());
  s.colour.value += static_cast<float>(colour.z());
  if (s.k1 != 0) s.k1 *= 1 + kCurvature * random.normal();
  if (s.k2 != 0) s.k2 *= 1 + kCurvature * random.normal();
  s.uncertainty = {static_cast<float>(kLocation), static_cast<float>(kAngle), static_cast<float>(kAngle),
                   static_cast<float>(kCurvature), static_cast<float>(kColour)};
  return s;
}

inline Rotation random_rotation(RandomStream& random) {
  const Vector3 xyz = random.normal_vector();
  return Eigen::Quaterniond(random.normal(), xyz.x(), xyz.y(), xyz.z()).normalized().toRotationMatrix();
}

inline Pose random_pose(RandomStream& random) {
  const Rotation R = random_rotation(random);
  return make_pose(R, random.uniform_vector() * 2 - Vector3::Ones());
}

/// Learns `count` exact places of a shape, its frame the world's.
inline ObjectId learn_shape(Column& column, const char* name, Shape shape, int count = 1500) {
  const ObjectId object = column.learn_object(name);
  RandomStream random = test_stream(object.value());
  for (int i = 0; i < count; ++i) column.learn(shape(random), object, Pose::Identity());
  return object;
}

/// `count` noisy sensations of a shape in this pose.
inline std::vector<Sensation> episode(Shape shape, const Pose& X_WO, int count, std::uint64_t seed) {
  RandomStream random = test_stream(1000 + seed);
  std::vector<Sensation> sensations;
  for (int i = 0; i < count; ++i) sensations.push_back(sense_noisily(shape(random), X_WO, random));
  return sensations;
}

}  // namespace colonnade::cortex::testing
