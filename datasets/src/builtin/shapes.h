#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "surface.h"

namespace colonnade::datasets {

/// A corner of an outline in the (radius, height) half-plane, rounded with the given radius, metres.
struct Corner {
  double r = 0;
  double z = 0;
  double rounding = 0;
};

/// A closed surface of revolution about z. @param outline runs from a point on the axis (r = 0) to another. u goes
/// round the axis from +x, v along the outline. @param spacing_m longest step along the outline.
[[nodiscard]] Surface revolution(std::span<const Corner> outline, double spacing_m, int segments);

/// One cross-section of a swept body: a superellipse about `centre`, spanned by two unit vectors.
struct Section {
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  Eigen::Vector3d across = Eigen::Vector3d::UnitY();
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
  double half_width = 0;   ///< along `across`
  double half_height = 0;  ///< along `up`
  double power = 2;        ///< 2: ellipse; more: towards a rectangle
  double sag = 0;          ///< how far the middle hangs below the sides, along -up (a spoon's bowl)
};

/// A closed body swept through the sections of t in [0, 1], with flat ends where the first or last one has extent.
/// u goes round the section from `across` towards `up`, v along the body.
[[nodiscard]] Surface sweep(const std::function<Section(double t)>& section, int stations, int segments);

/// The faces of a box, in the order of rounded_box().
enum Face : std::size_t { kFront, kBack, kLeft, kRight, kTop, kBottom };

/// A box about the origin with rounded edges, as its six faces. Front is +x; on the upright faces u goes to the right
/// and v down as seen from outside, as in a picture; on top and bottom v goes to the front.
/// @param spacing_m largest grid step.
[[nodiscard]] std::array<Surface, 6> rounded_box(const Eigen::Vector3d& size, double rounding, double spacing_m);

/// A closed body about the origin with this radius in each direction (unit vectors). u goes round z from +x, v from the
/// top to the bottom.
[[nodiscard]] Surface globe(const std::function<double(const Eigen::Vector3d& direction)>& radius, int segments);

/// The surface moved by this offset; its paint sees the moved points.
[[nodiscard]] Surface moved(Surface surface, const Eigen::Vector3d& offset);

}  // namespace colonnade::datasets
