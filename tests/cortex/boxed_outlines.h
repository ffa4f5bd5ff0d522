#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Geometry>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/outline.h>

/// Outlines of things made of boxes, from the rays of all cells.
namespace colonnade::cortex::testing {

using Boxes = std::vector<Eigen::AlignedBox3d>;

inline Eigen::AlignedBox3d box_from(const Vector3& corner, const Vector3& size) { return {corner, corner + size}; }

/// Where a ray from `from` first meets a box, in lengths of `along`; infinity where it misses all.
inline double first_hit(const Boxes& boxes, const Vector3& from, const Vector3& along) {
  double first = std::numeric_limits<double>::infinity();
  for (const Eigen::AlignedBox3d& box : boxes) {
    double enter = 0, leave = std::numeric_limits<double>::infinity();
    for (int axis = 0; axis < 3; ++axis) {
      const double to_min = (box.min()[axis] - from[axis]) / along[axis];
      const double to_max = (box.max()[axis] - from[axis]) / along[axis];
      enter = std::max(enter, std::min(to_min, to_max));
      leave = std::min(leave, std::max(to_min, to_max));
    }
    if (enter < leave) first = std::min(first, enter);
  }
  return first;
}

/// How an eye at X_AS sees them; frame A is that of the boxes.
inline Outline outline_of(const Boxes& boxes, const Pose& X_AS, float focal = 90) {
  constexpr int kSide = Outline::kSide;
  Outline o;
  o.focal = focal;
  o.cx = o.cy = 0.5F * (kSide - 1);
  o.nearest_m = 0;
  o.step_m = 2.5e-5F;
  const Pose X_SA = X_AS.inverse();
  for (int r = 0; r < 3; ++r) {
    o.p_SA[static_cast<std::size_t>(r)] = static_cast<float>(X_SA.translation()[r]);
    for (int c = 0; c < 3; ++c) o.R_SA[static_cast<std::size_t>(3 * r + c)] = static_cast<float>(X_SA.linear()(r, c));
  }
  std::vector<double> depth;
  for (int v = 0; v < kSide; ++v) {
    for (int u = 0; u < kSide; ++u) {
      const double f = static_cast<double>(o.focal);
      const Vector3 ray_S((u - static_cast<double>(o.cx)) / f, (v - static_cast<double>(o.cy)) / f, 1);
      depth.push_back(first_hit(boxes, X_AS.translation(), X_AS.linear() * ray_S));
    }
  }
  const auto is_shown = [&](int u, int v) { return std::isfinite(depth[static_cast<std::size_t>(v * kSide + u)]); };
  // Cells beside which one of the other kind lies: the nearest one of that kind is among them.
  std::vector<std::pair<int, int>> border;
  for (int v = 0; v < kSide; ++v) {
    for (int u = 0; u < kSide; ++u) {
      for (const auto& [du, dv] : {std::pair{1, 0}, std::pair{-1, 0}, std::pair{0, 1}, std::pair{0, -1}}) {
        const int x = std::clamp(u + du, 0, kSide - 1), y = std::clamp(v + dv, 0, kSide - 1);
        if (is_shown(x, y) != is_shown(u, v)) border.emplace_back(u, v);
      }
    }
  }
  for (int v = 0; v < kSide; ++v) {
    for (int u = 0; u < kSide; ++u) {
      const auto cell = static_cast<std::size_t>(v * kSide + u);
      const bool shown = is_shown(u, v);
      double nearest_other = std::numeric_limits<double>::max();
      for (const auto& [x, y] : border) {
        if (is_shown(x, y) != shown) nearest_other = std::min(nearest_other, std::hypot(x - u, y - v));
      }
      const double beside =
          std::clamp((shown ? 0.5 - nearest_other : nearest_other - 0.5) * Outline::kStepsPerCell, -127.0, 127.0);
      o.beside[cell] = static_cast<std::int8_t>(std::lround(beside));
      if (shown) o.surface[cell] = static_cast<std::uint16_t>(std::lround(depth[cell] / static_cast<double>(o.step_m)));
    }
  }
  return o;
}

/// An eye in this direction of the origin, that looks at it.
inline Pose eye_at(const Vector3& p_A) {
  const Vector3 forward = -p_A.normalized();
  const Vector3 right = forward.unitOrthogonal();
  Rotation R_AS;
  R_AS << right, forward.cross(right), forward;
  return make_pose(R_AS, p_A);
}

}  // namespace colonnade::cortex::testing
