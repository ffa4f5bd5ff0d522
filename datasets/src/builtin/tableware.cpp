#include <array>
#include <numbers>

#include "catalogue.h"
#include "mesh_builder.h"
#include "noise_field.h"
#include "prints.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

struct CupShape {
  double radius, height, wall, handle_reach, handle_radius;
};

/// A cylinder open at the top, with a wall of some thickness.
Surface cup_body(const CupShape& cup) {
  const double inside = cup.radius - cup.wall;
  const std::array<Corner, 6> outline{{{0, 0, 0},
                                       {cup.radius, 0, 4 * kMm},
                                       {cup.radius, cup.height, 1.4 * kMm},
                                       {inside, cup.height, 1.4 * kMm},
                                       {inside, cup.wall, 6 * kMm},
                                       {0, cup.wall, 0}}};
  Surface body = revolution(outline, 4 * kMm, 96);
  body.texture_width = 384;
  body.texture_height = 384;
  return body;
}

/// A loop on the +x side, whose ends lie in the wall.
Surface cup_handle(const CupShape& cup) {
  return sweep(
      [cup](double t) {
        const double a = std::numbers::pi * t;
        const double rise = 0.3 * cup.height;
        const Vector3d tangent = Vector3d(cup.handle_reach * std::cos(a), 0, -rise * std::sin(a)).normalized();
        Section section;
        section.centre = {cup.radius - cup.wall / 2 + cup.handle_reach * std::sin(a), 0,
                          0.52 * cup.height + rise * std::cos(a)};
        section.across = Vector3d::UnitY();
        section.up = tangent.cross(Vector3d::UnitY());
        section.half_width = 1.3 * cup.handle_radius;
        section.half_height = cup.handle_radius;
        return section;
      },
      36, 24);
}

/// Where on the outside of a round wall a point lies: metres round it from the side opposite to the handle, and down.
Vector2d on_wall(const Vector3d& p, double height) {
  return {std::atan2(-p.y(), -p.x()) * std::hypot(p.x(), p.y()), height - p.z()};
}

}  // namespace

Mesh make_mug(RandomStream& random) {
  const CupShape cup{about(random, 41 * kMm), about(random, 96 * kMm), 4 * kMm, 31 * kMm, 5 * kMm};
  const Colour glaze = hsv(about(random, 0.13), 0.08, 0.95);
  const Colour ink = hsv(about(random, 0.60), 0.85, 0.65);
  Surface body = cup_body(cup);
  body.paint = [=](double, double, const Vector3d& p) {
    if (std::hypot(p.x(), p.y()) < cup.radius - 0.5 * cup.wall || p.z() < 1 * kMm) return Colour(glaze);
    const Vector2d at = on_wall(p, cup.height);
    const double wave = 66 * kMm + 5 * kMm * std::sin(4 * at.x() / cup.radius);
    double cover = disc(at, {0, 36 * kMm}, {21 * kMm, 21 * kMm}, 0.6 * kMm);
    cover -= disc(at, {6 * kMm, 32 * kMm}, {12 * kMm, 14 * kMm}, 0.6 * kMm);
    cover += step(wave, at.y(), 0.6 * kMm) + rectangle(at, {-1, 5 * kMm}, {1, 8 * kMm}, 0.6 * kMm);
    return mix(glaze, ink, cover);
  };
  Surface handle = cup_handle(cup);
  handle.paint = plain(ink);
  handle.texture_width = handle.texture_height = 8;
  MeshBuilder mesh;
  mesh.add_closed(body);
  mesh.add_closed(handle);
  return mesh.build();
}

Mesh make_cup(RandomStream& random) {
  const CupShape cup{about(random, 35 * kMm), about(random, 74 * kMm), 3.5 * kMm, 24 * kMm, 4 * kMm};
  const Colour glaze = hsv(about(random, 0.02, 0.5), 0.85, 0.75);
  const Colour cream = hsv(0.12, 0.2, 0.95);
  Surface body = cup_body(cup);
  body.paint = [=](double, double, const Vector3d& p) {
    if (std::hypot(p.x(), p.y()) < cup.radius - 0.5 * cup.wall) return Colour(cream);
    const Vector2d at = on_wall(p, cup.height);
    const double petal = 11 * kMm * (1 + 0.35 * std::cos(5 * std::atan2(at.y() - 34 * kMm, at.x())));
    const double distance = (at - Vector2d(0, 34 * kMm)).norm();
    const Colour flower = mix(cream, hsv(0.15, 0.9, 0.95), 1 - step(4 * kMm, distance, 0.6 * kMm));
    return mix(glaze, flower, 1 - step(petal, distance, 0.6 * kMm));
  };
  Surface handle = cup_handle(cup);
  handle.paint = plain(glaze);
  handle.texture_width = handle.texture_height = 8;
  MeshBuilder mesh;
  mesh.add_closed(body);
  mesh.add_closed(handle);
  return mesh.build();
}

Mesh make_tumbler(RandomStream& random) {
  const double top = about(random, 42 * kMm);
  const double bottom = about(random, 31 * kMm);
  const double height = about(random, 118 * kMm);
  const double wall = 2.5 * kMm;
  const std::array<Corner, 6> outline{{{0, 0, 0},
                                       {bottom, 0, 3 * kMm},
                                       {top, height, 1 * kMm},
                                       {top - wall, height, 1 * kMm},
                                       {bottom - wall, wall, 4 * kMm},
                                       {0, wall, 0}}};
  Surface body = revolution(outline, 4 * kMm, 96);
  const double hue = about(random, 0.40);
  body.paint = [=](double, double v, const Vector3d& p) {
    const Colour green = hsv(hue, 0.55, 0.8);
    if (v > 0.52) return Colour(0.8 * green);
    const double band = std::fmod(p.z() / height * 5 + 0.25, 1.0);
    return band < 0.25 ? hsv(hue + 0.12, 0.75, 0.45) : green;
  };
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

Mesh make_bowl(RandomStream& random) {
  const double radius = about(random, 76 * kMm);
  const double height = about(random, 55 * kMm);
  const double wall = 3.5 * kMm;
  const double foot = 30 * kMm;
  std::vector<Corner> outline{{0, 0, 0}, {foot, 0, 1.5 * kMm}};
  // A quarter ellipse from the foot to the rim outside, and back inside.
  constexpr int kSteps = 14;
  const auto wall_at = [&](int k, double inset) {
    const double a = std::numbers::pi / 2 * k / kSteps;
    return Corner{foot + (radius - foot - inset) * std::sin(a) + (k == 0 ? inset : 0),
                  height - (height - 3 * kMm - inset) * std::cos(a), 0};
  };
  for (int k = 1; k <= kSteps; ++k) outline.push_back(wall_at(k, 0));
  outline.push_back({radius - wall / 2, height + 1.5 * kMm, 1 * kMm});
  for (int k = kSteps; k >= 1; --k) outline.push_back(wall_at(k, wall));
  outline.push_back({0, 3 * kMm + wall, 0});
  Surface body = revolution(outline, 4 * kMm, 112);
  const Colour outside = hsv(about(random, 0.03), 0.75, 0.62);
  const Colour inside = hsv(about(random, 0.12), 0.25, 0.92);
  body.paint = [=](double, double v, const Vector3d& p) {
    const bool is_inside = v > 0.5;
    const double line = p.z() / height;
    if (is_inside) return mix(inside, outside, rectangle({line, 0}, {0.8, -1}, {0.88, 1}, 0.02));
    return mix(outside, inside, rectangle({line, 0}, {0.65, -1}, {0.72, 1}, 0.02));
  };
  body.texture_height = 384;
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

Mesh make_plate(RandomStream& random) {
  const double radius = about(random, 102 * kMm);
  const double height = 17 * kMm;
  const double wall = 4 * kMm;
  const std::array<Corner, 9> outline{{{0, 0, 0},
                                       {0.62 * radius, 0, 3 * kMm},
                                       {0.76 * radius, 0.5 * height, 8 * kMm},
                                       {radius, height - 2 * kMm, 0.5 * kMm},
                                       {radius + 1 * kMm, height, 0.5 * kMm},
                                       {radius - 1 * kMm, height + 1 * kMm, 0.5 * kMm},
                                       {0.75 * radius, 0.5 * height + wall, 8 * kMm},
                                       {0.60 * radius, wall, 4 * kMm},
                                       {0, wall, 0}}};
  Surface body = revolution(outline, 5 * kMm, 112);
  const Colour glaze = hsv(about(random, 0.55), 0.05, 0.95);
  const Colour ink = hsv(about(random, 0.72), 0.6, 0.55);
  body.paint = [=](double u, double v, const Vector3d& p) {
    const double r = std::hypot(p.x(), p.y()) / radius;
    if (v < 0.5) return Colour(glaze);
    const double scallop = 0.90 + 0.025 * std::cos(16 * 2 * std::numbers::pi * u);
    return mix(glaze, ink,
               rectangle({r, 0}, {scallop, -1}, {0.97, 1}, 0.01) + rectangle({r, 0}, {0.66, -1}, {0.69, 1}, 0.01));
  };
  body.texture_width = 512;
  body.texture_height = 384;
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

}  // namespace colonnade::datasets
