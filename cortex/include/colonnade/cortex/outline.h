#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace colonnade::cortex {

/// The space around a whole thing as one view shows it: how far its surface is in each direction, and where the eye
/// sees past it. What lies in front of the surface or beside the outline is empty, what lies behind was not seen
/// (Laurentini 1994; Kutulakos and Seitz 2000). The whole thing is in view: beyond the view nothing is. Frame A is the
/// world's when it is sensed, the object's once learned.
struct Outline {
  static constexpr int kSide = 64;
  static constexpr std::size_t kCells = std::size_t{kSide} * kSide;
  static constexpr int kStepsPerCell = 4;  ///< of `beside`

  /// A pinhole camera of kSide x kSide cells: cell (u, v) looks along ((u - cx) / focal, (v - cy) / focal, 1) in S.
  float focal = 0, cx = 0, cy = 0;
  float nearest_m = 0, step_m = 0;  ///< depth along S's z of a surface number s: nearest_m + s step_m
  std::array<float, 9> R_SA{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< row-major
  std::array<float, 3> p_SA{};                           ///< metres
  std::array<std::uint16_t, kCells> surface{};           ///< row by row; 0 where the thing is not seen
  /// How far the middle of a cell is beside the outline, in steps of a cell's kStepsPerCell-th part; negative within.
  std::array<std::int8_t, kCells> beside{};
};

/// Whether the camera is one (a focal length of 1 to 1e5 cells), its pose as well, within 1 km of A's origin, and
/// anything of the thing is seen, within 1 km of it. Within some 100 m of the origin places are exact to 0.01 mm.
[[nodiscard]] bool is_valid(const Outline& outline) noexcept;

}  // namespace colonnade::cortex
