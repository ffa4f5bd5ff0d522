#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/sensation.h>

namespace colonnade::bench {

/// An ellipsoid: an object with a formula for its surface, of the size of household things.
struct Ellipsoid {
  cortex::Vector3 radii;  ///< metres

  explicit Ellipsoid(std::uint32_t seed) {
    std::mt19937 random(seed);
    for (double& radius : radii) radius = 0.03 + 0.05 * static_cast<double>(random() % 1000) / 1000;
  }

  /// Sensation i of `count` that cover the surface evenly (a Fibonacci spiral), in the object's frame.
  [[nodiscard]] cortex::Sensation sensation(std::size_t i, std::size_t count) const {
    const double z = 1 - (2 * static_cast<double>(i) + 1) / static_cast<double>(count);
    const double turn = 2 * std::numbers::pi * std::fmod(static_cast<double>(i) * std::numbers::phi, 1.0);
    const cortex::Vector3 unit(std::sqrt(1 - z * z) * std::cos(turn), std::sqrt(1 - z * z) * std::sin(turn), z);
    const cortex::Vector3 normal = unit.cwiseQuotient(radii).normalized();
    const cortex::Vector3 axis = normal.unitOrthogonal();
    cortex::Sensation sensation;
    sensation.p_W = unit.cwiseProduct(radii);
    sensation.R_WF << axis, normal.cross(axis), normal;
    sensation.frame_fully_defined = true;
    sensation.k1 = 1 / radii.minCoeff();
    sensation.k2 = 1 / radii.maxCoeff();
    sensation.colour = {static_cast<float>(std::fmod(turn + z, 1.0)), 0.6F, 0.6F};
    return sensation;
  }
};

}  // namespace colonnade::bench
