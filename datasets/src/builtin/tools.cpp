#include "catalogue.h"
#include "curve.h"
#include "mesh_builder.h"
#include "noise_field.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector3d;

namespace {

/// A round or oval rod along x.
Surface rod(double from, double to, const Curve& half_width, const Curve& half_height, double power, double end_radius,
            int stations) {
  return sweep(
      [=](double t) {
        const double x = from + t * (to - from);
        const double end = 0.6 + 0.4 * round_end(x - from, end_radius) * round_end(to - x, end_radius);
        Section section;
        section.centre = {x, 0, 0};
        section.half_width = end * half_width(x);
        section.half_height = end * half_height(x);
        section.power = power;
        return section;
      },
      stations, 40);
}

}  // namespace

Mesh make_hammer(RandomStream& random) {
  const double length = about(random, 270 * kMm);
  const double head = about(random, 52 * kMm);  // half length
  const Curve width(
      {{0, 13 * kMm}, {0.15 * length, 15 * kMm}, {0.4 * length, 13 * kMm}, {0.7 * length, 9 * kMm}, {length, 9 * kMm}});
  const Curve height(
      {{0, 10 * kMm}, {0.15 * length, 12 * kMm}, {0.4 * length, 11 * kMm}, {0.7 * length, 7 * kMm}, {length, 8 * kMm}});
  Surface handle = rod(0, length, width, height, 2.4, 8 * kMm, 72);
  handle.texture_width = 128;
  handle.texture_height = 384;
  const NoiseField grain(random, 4 * kMm);
  const Colour wood = hsv(about(random, 0.09), 0.55, 0.75);
  const Colour rubber = hsv(about(random, 0.60), 0.8, 0.4);
  handle.paint = [=](double, double, const Vector3d& p) -> Colour {
    const Colour grained = wood * (1 + 0.15 * grain({0.08 * p.x(), p.y(), p.z()}));
    const double ring = std::cos(p.x() / (2.2 * kMm)) > 0.6 ? 0.7 : 1;
    return mix(ring * rubber, grained, step(0.42 * length, p.x(), 1 * kMm));
  };
  const double at = length - 12 * kMm;
  // From the striking face (y < 0) over the neck and the eye to the claw, which bends down and thins out.
  const Curve across({{-head, 12.5 * kMm},
                      {-0.72 * head, 12.5 * kMm},
                      {-0.6 * head, 9 * kMm},
                      {-0.35 * head, 10 * kMm},
                      {0, 13 * kMm},
                      {0.3 * head, 11 * kMm},
                      {1.15 * head, 13 * kMm}});
  const Curve thick({{-head, 12.5 * kMm},
                     {-0.72 * head, 12.5 * kMm},
                     {-0.6 * head, 9 * kMm},
                     {-0.35 * head, 10 * kMm},
                     {0, 13 * kMm},
                     {0.3 * head, 10 * kMm},
                     {1.15 * head, 1.5 * kMm}});
  Surface top = sweep(
      [=](double t) {
        const double y = -head + t * 2.15 * head;
        const double drop = y > 0 ? 14 * kMm * (y / head) * (y / head) : 0;
        Section section;
        section.centre = {at - drop, y, 0};
        section.across = Vector3d::UnitZ();
        section.up = Vector3d::UnitX();
        section.half_width = across(y);
        section.half_height = thick(y);
        section.power = 2.8;
        return section;
      },
      72, 48);
  const NoiseField wear(random, 8 * kMm);
  top.paint = [=](double, double, const Vector3d& p) -> Colour {
    const Colour iron = Colour(0.33, 0.34, 0.37) * (1 + 0.1 * wear(p));
    return mix(Colour(0.72, 0.73, 0.75), iron, step(-0.85 * head, p.y(), 2 * kMm));
  };
  MeshBuilder mesh;
  mesh.add_closed(handle);
  mesh.add_closed(top);
  return mesh.build();
}

Mesh make_screwdriver(RandomStream& random) {
  const double grip = about(random, 100 * kMm);
  const double length = about(random, 210 * kMm);
  const double girth = about(random, 15 * kMm);
  const Curve radius({{0, 0.8 * girth},
                      {0.2 * grip, girth},
                      {0.65 * grip, girth},
                      {0.82 * grip, 0.6 * girth},
                      {0.92 * grip, 0.72 * girth},
                      {grip, 0.6 * girth}});
  Surface handle = rod(0, grip, radius, radius, 3.2, 7 * kMm, 64);
  const Colour plastic = hsv(about(random, 0.04, 0.2), 0.9, 0.85);
  const Colour black = hsv(0, 0, 0.12);
  handle.paint = [=](double u, double, const Vector3d& p) -> Colour {
    const bool stripe = std::fmod(4 * u + 0.625, 1.0) < 0.25 && p.x() > 0.12 * grip && p.x() < 0.72 * grip;
    return stripe || p.x() < 0.06 * grip ? black : plastic;
  };
  const Curve width(
      {{grip, 3.5 * kMm}, {length - 14 * kMm, 3.5 * kMm}, {length - 6 * kMm, 4.5 * kMm}, {length, 3.8 * kMm}});
  const Curve height(
      {{grip, 3.5 * kMm}, {length - 16 * kMm, 3.5 * kMm}, {length - 3 * kMm, 0.9 * kMm}, {length, 0.7 * kMm}});
  Surface shaft = rod(grip - 6 * kMm, length, width, height, 2.2, 0.5 * kMm, 64);
  shaft.paint = [=](double, double, const Vector3d& p) -> Colour {
    return mix(Colour(0.78, 0.79, 0.81), Colour(0.25, 0.25, 0.27), step(length - 16 * kMm, p.x(), 1 * kMm));
  };
  shaft.texture_width = 64;
  MeshBuilder mesh;
  mesh.add_closed(handle);
  mesh.add_closed(shaft);
  return mesh.build();
}

}  // namespace colonnade::datasets
