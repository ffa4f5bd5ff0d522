#include "shapes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Geometry>

namespace colonnade::datasets {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr double kTurn = 2 * std::numbers::pi;

/// Direction at u of a full turn; exact at the axes, and the same at 0 and 1, so that seams and poles close.
Vector2d direction(double u) {
  const double a = kTurn * (u >= 1 ? 0 : u);
  return {std::cos(a), std::sin(a)};
}

/// The outline with its corners rounded: arcs become short segments.
std::vector<Vector2d> rounded(std::span<const Corner> outline) {
  constexpr int kArcSteps = 6;
  std::vector<Vector2d> points;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const Vector2d corner(outline[i].r, outline[i].z);
    if (outline[i].rounding <= 0 || i == 0 || i + 1 == outline.size()) {
      points.push_back(corner);
      continue;
    }
    const Vector2d before = (Vector2d(outline[i - 1].r, outline[i - 1].z) - corner).normalized();
    const Vector2d after = (Vector2d(outline[i + 1].r, outline[i + 1].z) - corner).normalized();
    const double half_angle = 0.5 * std::acos(std::clamp(before.dot(after), -1.0, 1.0));
    const double reach = outline[i].rounding / std::tan(half_angle);
    // A quadratic curve between the two points of contact: close enough to the arc, and never degenerate.
    for (int k = 0; k <= kArcSteps; ++k) {
      const double t = static_cast<double>(k) / kArcSteps;
      points.push_back(corner + reach * ((1 - t) * (1 - t) * before + t * t * after));
    }
  }
  return points;
}

/// Points along a path, found by their share of its length.
class Path {
 public:
  explicit Path(std::vector<Vector2d> points) : points_(std::move(points)), shares_{0} {
    for (std::size_t i = 1; i < points_.size(); ++i) {
      shares_.push_back(shares_.back() + (points_[i] - points_[i - 1]).norm());
    }
    length_ = shares_.back();
    for (double& share : shares_) share /= length_;
    shares_.back() = 1;
  }

  [[nodiscard]] Vector2d at(double share) const {
    const auto above = std::upper_bound(shares_.begin() + 1, shares_.end() - 1, share);
    const auto i = static_cast<std::size_t>(above - shares_.begin());
    const double t = (share - shares_[i - 1]) / (shares_[i] - shares_[i - 1]);
    return t >= 1 ? points_[i] : Vector2d((1 - t) * points_[i - 1] + t * points_[i]);
  }

  /// The shares of its own points, and of more between them so that no step is longer than `spacing`.
  [[nodiscard]] std::vector<double> grid(double spacing) const {
    std::vector<double> lines{0};
    for (std::size_t i = 1; i < shares_.size(); ++i) {
      const double step = shares_[i] - shares_[i - 1];
      const int count = std::max(1, static_cast<int>(std::ceil(step * length_ / spacing)));
      for (int k = 1; k < count; ++k) lines.push_back(shares_[i - 1] + step * k / count);
      lines.push_back(shares_[i]);
    }
    return lines;
  }

 private:
  std::vector<Vector2d> points_;
  std::vector<double> shares_;
  double length_ = 0;
};

double signed_power(double x, double exponent) { return std::copysign(std::pow(std::abs(x), exponent), x); }

/// Grid lines of one axis of a box: close together in the rounded edges, wide in the flat middle.
std::vector<double> box_lines(double half, double rounding, double spacing) {
  constexpr int kEdgeSteps = 4;
  std::vector<double> lines;
  for (int k = 0; k < kEdgeSteps; ++k) {
    const double angle = std::numbers::pi / 4 * (kEdgeSteps - k) / kEdgeSteps;  // of the normal, even steps
    lines.push_back(-half + rounding * (1 - std::tan(angle)));
  }
  const double flat = half - rounding;
  const int count = std::max(1, static_cast<int>(std::ceil(2 * flat / spacing)));
  for (int k = 0; k <= count; ++k) lines.push_back(-flat + 2 * flat * k / count);
  for (int k = kEdgeSteps - 1; k >= 0; --k) lines.push_back(-lines[static_cast<std::size_t>(k)]);
  return lines;
}

}  // namespace

Surface revolution(std::span<const Corner> outline, double spacing_m, int segments) {
  const Path path(rounded(outline));
  Surface surface;
  surface.u = even_grid(segments);
  surface.v = path.grid(spacing_m);
  surface.position = [path](double u, double v) -> Vector3d {
    const Vector2d point = path.at(v);
    const Vector2d round = direction(u);
    return {point.x() * round.x(), point.x() * round.y(), point.y()};
  };
  return surface;
}

Surface sweep(const std::function<Section(double t)>& section, int stations, int segments) {
  constexpr double kEnd = 0.02;  // share of v given to each flat end
  Surface surface;
  surface.u = even_grid(segments);
  surface.v = {0};
  for (int k = 0; k <= stations; ++k) {
    // Stations crowd at the ends, where bodies are rounded.
    const double t = 0.5 - 0.5 * std::cos(std::numbers::pi * k / stations);
    surface.v.push_back(kEnd + (1 - 2 * kEnd) * t);
  }
  surface.v.push_back(1);
  surface.position = [section](double u, double v) -> Vector3d {
    const double t = std::clamp((v - kEnd) / (1 - 2 * kEnd), 0.0, 1.0);
    const double scale = std::min({1.0, v / kEnd, (1 - v) / kEnd});
    const Section s = section(t);
    const Vector2d round = direction(u);
    const double x = scale * signed_power(round.x(), 2 / s.power);
    const double y = scale * signed_power(round.y(), 2 / s.power);
    return s.centre + s.half_width * x * s.across + (s.half_height * y + s.sag * (x * x - 1)) * s.up;
  };
  return surface;
}

std::array<Surface, 6> rounded_box(const Vector3d& size, double rounding, double spacing_m) {
  const Vector3d half = size / 2;
  const Vector3d inner = half.array() - rounding;
  // For each face: its outward axis, and the axes along which u and v grow (negative: backwards).
  struct Axes {
    int normal, u, v;
  };
  constexpr std::array<Axes, 6> kFaces{{{1, 2, -3}, {-1, -2, -3}, {-2, 1, -3}, {2, -1, -3}, {3, 2, 1}, {-3, -2, 1}}};
  std::array<Surface, 6> faces;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const Axes axes = kFaces[f];
    const auto index = [](int axis) { return static_cast<Eigen::Index>(std::abs(axis) - 1); };
    const auto lines = [&](int axis) {
      std::vector<double> grid = box_lines(half[index(axis)], rounding, spacing_m);
      // A short binary fraction, so that 1 - share is exact.
      for (double& line : grid) line = 0.5 + std::round(line / (2 * half[index(axis)]) * 0x1p24) * 0x1p-24;
      grid.front() = 0;
      grid.back() = 1;
      return grid;
    };
    faces[f].u = lines(axes.u);
    faces[f].v = lines(axes.v);
    faces[f].position = [half, inner, rounding, axes, index](double u, double v) -> Vector3d {
      // Symmetric in u and 1 - u, so that neighbouring faces meet to the last bit whichever way they run.
      const auto coordinate = [&](int axis, double share) {
        const double x = half[index(axis)] * (share - (1 - share));
        return axis > 0 ? x : -x;
      };
      Vector3d q;
      q[index(axes.normal)] = axes.normal > 0 ? half[index(axes.normal)] : -half[index(axes.normal)];
      q[index(axes.u)] = coordinate(axes.u, u);
      q[index(axes.v)] = coordinate(axes.v, v);
      const Vector3d core = q.cwiseMax(-inner).cwiseMin(inner);
      return core + rounding * (q - core).normalized();
    };
  }
  return faces;
}

Surface globe(const std::function<double(const Vector3d& direction)>& radius, int segments) {
  Surface surface;
  surface.u = even_grid(segments);
  surface.v = even_grid(segments / 2);
  surface.position = [radius](double u, double v) -> Vector3d {
    const Vector2d round = direction(u);
    const double sine = v <= 0 || v >= 1 ? 0 : std::sin(std::numbers::pi * v);
    const Vector3d towards(sine * round.x(), sine * round.y(), std::cos(std::numbers::pi * v));
    return radius(towards) * towards;
  };
  return surface;
}

Surface moved(Surface surface, const Vector3d& offset) {
  surface.position = [inside = std::move(surface.position), offset](double u, double v) -> Vector3d {
    return inside(u, v) + offset;
  };
  return surface;
}

}  // namespace colonnade::datasets
