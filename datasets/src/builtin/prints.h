#pragma once

#include <cstdint>

#include <Eigen/Core>

namespace colonnade::datasets {

// Marks of a print: how much ink lies at a point of the picture, 0 to 1. Points and sizes are in the same unit, usually
// metres on the surface, x to the right and y down; edges are as soft as `soft`.

/// A filled ellipse.
[[nodiscard]] double disc(const Eigen::Vector2d& p, const Eigen::Vector2d& centre, const Eigen::Vector2d& radii,
                          double soft);
/// A filled, upright rectangle.
[[nodiscard]] double rectangle(const Eigen::Vector2d& p, const Eigen::Vector2d& low, const Eigen::Vector2d& high,
                               double soft);
/// Lines of letter-like marks that fill a rectangle; which marks, the seed says.
[[nodiscard]] double lettering(const Eigen::Vector2d& p, const Eigen::Vector2d& low, const Eigen::Vector2d& high,
                               int lines, std::uint32_t seed);

}  // namespace colonnade::datasets
