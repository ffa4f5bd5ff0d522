#include "catalogue.h"
#include "curve.h"
#include "mesh_builder.h"
#include "noise_field.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector3d;

namespace {

/// Brushed steel: grain along x.
Surface::Paint steel(RandomStream& random, double value) {
  return [grain = NoiseField(random, 2 * kMm), value](double, double, const Vector3d& p) -> Colour {
    const double shade = value * (1 + 0.05 * grain({0.1 * p.x(), p.y(), p.z()}));
    return {0.96 * shade, 0.98 * shade, shade};
  };
}

/// The curved line, seen from the side, that a spoon or fork follows: x metres from the end of the handle.
Curve side_line(double length) {
  return Curve({{0, 4 * kMm},
                {0.25 * length, 9 * kMm},
                {0.55 * length, 14 * kMm},
                {0.70 * length, 8 * kMm},
                {0.80 * length, 3.5 * kMm},
                {length, 10 * kMm}});
}

/// A flat bar along x whose middle line and half width depend on x; the ends are rounded.
std::function<Section(double)> bar(double from, double to, const Curve& line, const Curve& half_width,
                                   double half_height, double end_radius) {
  return [=](double t) {
    const double x = from + t * (to - from);
    const double end = round_end(x - from, end_radius) * round_end(to - x, end_radius);
    Section section;
    section.centre = {x, 0, line(x)};
    section.half_width = end * half_width(x);
    section.half_height = half_height * std::sqrt(end);
    section.power = 2.6;
    return section;
  };
}

/// Coloured plastic on the last part of the handle, steel beyond.
Surface::Paint grip(const Colour& plastic, double end, const Surface::Paint& metal) {
  return
      [=](double u, double v, const Vector3d& p) { return mix(plastic, metal(u, v, p), step(end, p.x(), 0.5 * kMm)); };
}

}  // namespace

Mesh make_spoon(RandomStream& random) {
  const double length = about(random, 190 * kMm);
  const double bowl = about(random, 20 * kMm);
  const Curve half_width({{0, 9 * kMm},
                          {0.1 * length, 8.5 * kMm},
                          {0.55 * length, 4 * kMm},
                          {0.66 * length, 4 * kMm},
                          {0.74 * length, 0.72 * bowl},
                          {0.84 * length, bowl},
                          {length, 0.93 * bowl}});
  const Curve depth({{0.66 * length, 0}, {0.76 * length, 7 * kMm}, {0.88 * length, 8.5 * kMm}, {length, 0}});
  auto flat = bar(0, length, side_line(length), half_width, 1.3 * kMm, 26 * kMm);
  Surface body = sweep(
      [flat, depth, length](double t) {
        Section section = flat(t);
        section.sag = depth(t * length);
        return section;
      },
      96, 48);
  body.paint = grip(hsv(about(random, 0.58), 0.6, 0.5), 0.36 * length, steel(random, 0.78));
  body.texture_width = 128;
  body.texture_height = 384;
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

Mesh make_fork(RandomStream& random) {
  const double length = about(random, 190 * kMm);
  const double palm = about(random, 12.5 * kMm);
  const double root = 0.76 * length;
  const Curve line = side_line(length);
  const Curve half_width({{0, 9 * kMm},
                          {0.1 * length, 8.5 * kMm},
                          {0.55 * length, 4 * kMm},
                          {0.64 * length, 4 * kMm},
                          {0.71 * length, palm},
                          {length, palm}});
  Surface body = sweep(bar(0, root + 3 * kMm, line, half_width, 1.3 * kMm, 8 * kMm), 72, 40);
  const Surface::Paint metal = steel(random, 0.78);
  body.paint = grip(hsv(about(random, 0.58), 0.6, 0.5), 0.36 * length, metal);
  body.texture_width = 128;
  body.texture_height = 384;
  MeshBuilder mesh;
  mesh.add_closed(body);
  for (int k = 0; k < 4; ++k) {
    Surface tine = sweep(
        bar(root - 6 * kMm, length, line, Curve({{root, 2.1 * kMm}, {length, 1.4 * kMm}}), 1.2 * kMm, 4 * kMm), 28, 20);
    tine.paint = metal;
    tine.texture_width = tine.texture_height = 64;
    mesh.add_closed(moved(tine, {0, (k - 1.5) * (2 * palm - 4.2 * kMm) / 3, 0}));
  }
  return mesh.build();
}

Mesh make_knife(RandomStream& random) {
  const double length = about(random, 215 * kMm);
  const double bolster = 0.44 * length;
  const Curve cutting(
      {{bolster, 7 * kMm}, {bolster + 15 * kMm, 9.5 * kMm}, {0.8 * length, 9 * kMm}, {length, 7 * kMm}});
  Surface blade = sweep(
      [=](double t) {
        const double x = bolster - 8 * kMm + t * (length - bolster + 8 * kMm);
        const double w = cutting(x) * (0.25 + 0.75 * round_end(length - x, 20 * kMm));
        Section section;
        section.centre = {x, 9 * kMm - w, 0};  // the back is straight, the edge is curved
        section.half_width = w;
        section.half_height = 0.9 * kMm;
        section.power = 1.6;
        return section;
      },
      64, 40);
  blade.paint = steel(random, 0.82);
  blade.texture_width = 128;
  const Curve grip_width({{0, 8 * kMm}, {20 * kMm, 10.5 * kMm}, {0.6 * bolster, 8.5 * kMm}, {bolster, 9.5 * kMm}});
  Surface handle = sweep(
      [=](double t) {
        const double x = t * bolster;
        const double end = round_end(x, 8 * kMm) * round_end(bolster - x, 3 * kMm);
        Section section;
        section.centre = {x, 0, 0};
        section.half_width = end * grip_width(x);
        section.half_height = end * 7 * kMm;
        section.power = 2.8;
        return section;
      },
      56, 40);
  const Colour wood = hsv(about(random, 0.06), 0.6, 0.32);
  const double first = 0.28 * bolster;
  const double second = 0.72 * bolster;
  handle.paint = [=](double, double, const Vector3d& p) -> Colour {
    const double rivet = std::min(std::hypot(p.x() - first, p.y()), std::hypot(p.x() - second, p.y()));
    return mix(Colour(0.8, 0.7, 0.4), wood, step(3 * kMm, rivet, 0.5 * kMm));
  };
  MeshBuilder mesh;
  mesh.add_closed(blade);
  mesh.add_closed(handle);
  return mesh.build();
}

}  // namespace colonnade::datasets
