#include <numbers>

#include "catalogue.h"
#include "curve.h"
#include "mesh_builder.h"
#include "noise_field.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector3d;

namespace {

/// Signed distance of a direction from the seam of a tennis ball or baseball, in radians (to first order). The seam
/// parts the ball into two equal dog-bone shapes.
double seam_distance(const Vector3d& d) {
  constexpr double kSwing = 1.1;
  const double value = d.z() - kSwing * (d.x() * d.x() - d.y() * d.y());
  return value / std::sqrt(1 + 4 * kSwing * kSwing * (d.x() * d.x() + d.y() * d.y()));
}

Mesh make_ball(double radius, double seam_depth, double seam_width,
               const std::function<Colour(const Vector3d& direction)>& colour) {
  Surface ball = globe(
      [=](const Vector3d& d) {
        const double x = seam_distance(d) * radius / seam_width;
        return radius - seam_depth * std::exp(-x * x);
      },
      128);
  ball.texture_width = 384;
  ball.paint = [=](double, double, const Vector3d& p) { return colour(p.normalized()); };
  MeshBuilder mesh;
  mesh.add_closed(ball);
  return mesh.build();
}

}  // namespace

Mesh make_banana(RandomStream& random) {
  const double length = about(random, 185 * kMm);
  const double girth = about(random, 18 * kMm);
  const double bend = about(random, 1.35);  // radians, in all
  const Curve radius({{0, 4 * kMm},
                      {0.03, 4.2 * kMm},
                      {0.10, 5.5 * kMm},
                      {0.20, 0.75 * girth},
                      {0.35, 0.97 * girth},
                      {0.55, girth},
                      {0.75, 0.9 * girth},
                      {0.90, 0.55 * girth},
                      {0.96, 5 * kMm},
                      {1, 3.5 * kMm}});
  Surface body = sweep(
      [=](double t) {
        const double a = bend * (t - 0.5);
        const double arc = length / bend;
        Section section;
        section.centre = {arc * std::sin(a), arc * (1 - std::cos(a)), 0};
        section.across = {-std::sin(a), std::cos(a), 0};
        section.up = Vector3d::UnitZ();
        section.half_width = radius(t);
        section.half_height = 0.94 * radius(t);
        section.power = 2.35;
        return section;
      },
      84, 64);
  body.texture_height = 384;
  const Colour yellow = hsv(about(random, 0.14, 0.03), 0.85, 0.92);
  const Colour green = hsv(0.2, 0.75, 0.75);
  const Colour brown = hsv(0.08, 0.7, 0.28);
  const NoiseField spots(random, 5 * kMm);
  const NoiseField shades(random, 30 * kMm);
  body.paint = [=](double, double v, const Vector3d& p) {
    Colour colour = mix(yellow, green, 0.5 * (1 - step(0.14, v, 0.12)) + 0.12 * shades(p));
    colour = mix(colour, brown, step(0.55, spots(p) + 0.25 * shades(p), 0.12));
    return mix(colour, brown, (1 - step(0.035, v, 0.02)) + step(0.955, v, 0.02));
  };
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

Mesh make_apple(RandomStream& random) {
  const double size = about(random, 38 * kMm);
  Surface body = globe(
      [=](const Vector3d& d) {
        const double from_top = std::acos(std::clamp(d.z(), -1.0, 1.0));
        const double from_bottom = std::numbers::pi - from_top;
        const double lobes =
            0.025 * std::cos(5 * std::atan2(d.y(), d.x())) * std::exp(-from_bottom) * std::hypot(d.x(), d.y());
        const double top = 0.42 * std::exp(-from_top * from_top / 0.12);
        const double bottom = 0.22 * std::exp(-from_bottom * from_bottom / 0.08);
        return size * (1.02 - 0.05 * from_top / std::numbers::pi - top - bottom + lobes);
      },
      112);
  body.texture_width = 384;
  const Colour red = hsv(about(random, 0.985, 0.01), 0.88, 0.68);
  const Colour yellow = hsv(0.15, 0.65, 0.85);
  const NoiseField cheek(random, 30 * kMm);
  const NoiseField streaks(random, 3 * kMm);
  body.paint = [=](double u, double v, const Vector3d& p) {
    const double round = 2 * std::numbers::pi * u;
    const double streak =
        streaks({12 * kMm * std::cos(3 * round) + p.x(), 12 * kMm * std::sin(3 * round) + p.y(), 0.15 * p.z()});
    const double pale =
        0.75 * step(0.15, cheek(p), 0.5) + 0.25 * streak + (1 - step(0.07, v, 0.08)) + 0.6 * step(0.9, v, 0.1);
    return mix(red, yellow, pale);
  };
  Surface stem = sweep(
      [=](double t) {
        Section section;
        section.centre = {4 * kMm * t * t, 0, size * (0.5 + 0.62 * t)};
        section.across = Vector3d::UnitX();
        section.up = Vector3d::UnitY();
        section.half_width = section.half_height = (1.4 + 0.9 * t * t) * kMm;
        return section;
      },
      16, 20);
  stem.paint = plain(hsv(0.08, 0.6, 0.25));
  stem.texture_width = stem.texture_height = 8;
  MeshBuilder mesh;
  mesh.add_closed(body);
  mesh.add_closed(stem);
  return mesh.build();
}

Mesh make_orange(RandomStream& random) {
  const double size = about(random, 36.5 * kMm);
  const NoiseField pores(random, 2.5 * kMm);
  const NoiseField shades(random, 25 * kMm);
  Surface body = globe(
      [=](const Vector3d& d) {
        const double from_top = std::acos(std::clamp(d.z(), -1.0, 1.0));
        return size * (1 - 0.04 * d.z() * d.z() - 0.06 * std::exp(-from_top * from_top / 0.02)) +
               0.12 * kMm * pores(size * d);
      },
      128);
  body.texture_width = 384;
  const Colour peel = hsv(about(random, 0.075, 0.05), 0.95, 0.95);
  const Colour green = hsv(0.22, 0.7, 0.4);
  body.paint = [=](double, double v, const Vector3d& p) {
    Colour colour = mix(peel, 0.72 * peel, step(0.1, pores(p), 0.9));
    colour = mix(colour, hsv(0.12, 0.85, 0.9), 0.6 * shades(p));
    return mix(colour, green, 1 - step(0.05, v, 0.015));
  };
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

Mesh make_tennis_ball(RandomStream& random) {
  const double radius = about(random, 33 * kMm);
  const Colour felt = hsv(about(random, 0.19, 0.03), 0.75, 0.88);
  const Colour rubber = hsv(0.2, 0.05, 0.92);
  return make_ball(radius, 0.6 * kMm, 1.5 * kMm,
                   [=, fluff = NoiseField(random, 1.5 * kMm)](const Vector3d& d) -> Colour {
                     const Colour ground = felt * (1 + 0.06 * fluff(radius * d));
                     return mix(rubber, ground, step(1.6 * kMm, std::abs(seam_distance(d)) * radius, 0.6 * kMm));
                   });
}

Mesh make_baseball(RandomStream& random) {
  const double radius = about(random, 36.5 * kMm);
  const Colour leather = hsv(about(random, 0.11), 0.1, 0.93);
  const Colour thread = hsv(0.99, 0.85, 0.7);
  return make_ball(radius, 0.3 * kMm, 1.0 * kMm, [=, grain = NoiseField(random, 6 * kMm)](const Vector3d& d) -> Colour {
    const double distance = std::abs(seam_distance(d)) * radius;
    const double along = std::atan2(d.y(), d.x()) + 0.8 * d.z();
    const bool stitched = distance > 0.8 * kMm && distance < 5 * kMm && std::cos(54 * along - 400 * distance) > 0.35;
    const Colour ground = leather * (1 + 0.04 * grain(radius * d));
    return stitched ? thread : mix(0.75 * ground, ground, step(0.5 * kMm, distance, 0.4 * kMm));
  });
}

}  // namespace colonnade::datasets
