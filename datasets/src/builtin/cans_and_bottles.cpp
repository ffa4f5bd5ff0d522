#include <array>
#include <numbers>

#include "catalogue.h"
#include "curve.h"
#include "mesh_builder.h"
#include "prints.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

/// The paint of a label: metres to the right of its middle, and metres down from the top of the object.
using Label = std::function<Colour(const Vector2d& at)>;

const Colour kTin{0.74, 0.75, 0.77};

Mesh make_can(double radius, double height, const Label& label) {
  const double rim = 2.5 * kMm;
  const std::array<Corner, 8> outline{{{0, 1.5 * kMm, 0},
                                       {radius - rim - 1 * kMm, 1.5 * kMm, 0},
                                       {radius - rim, 0, 0.4 * kMm},
                                       {radius, 0, 0.6 * kMm},
                                       {radius, height, 0.6 * kMm},
                                       {radius - rim, height, 0.4 * kMm},
                                       {radius - rim - 1 * kMm, height - 2.5 * kMm, 0},
                                       {0, height - 2.5 * kMm, 0}}};
  Surface body = revolution(outline, 3.5 * kMm, 96);
  body.texture_width = 512;
  body.texture_height = 256;
  body.paint = [=](double, double, const Vector3d& p) -> Colour {
    const double r = std::hypot(p.x(), p.y());
    if (r < radius - 0.4 * kMm) return kTin * (0.94 + 0.06 * std::cos(r / (1.2 * kMm)));  // the rings of the lid
    const Vector2d at(std::atan2(p.y(), p.x()) * radius, height - p.z());
    return at.y() < 3 * kMm || at.y() > height - 3 * kMm ? kTin : label(at);
  };
  MeshBuilder mesh;
  mesh.add_closed(body);
  return mesh.build();
}

/// A bottle of oval section with a round cap. Widths and depths are given at heights.
struct Bottle {
  Curve half_width, half_depth;
  double height;  ///< without the cap
  double power;   ///< of the section's superellipse
  std::vector<Corner> cap;
  Colour plastic, cap_colour;
  Label label;
};

Mesh make_bottle(const Bottle& bottle) {
  Surface body = sweep(
      [&bottle](double t) {
        const double z = t * bottle.height;
        const double base = 0.8 + 0.2 * round_end(z, 6 * kMm);
        Section section;
        section.centre = {0, 0, z};
        section.half_width = base * bottle.half_width(z);
        section.half_height = base * bottle.half_depth(z);
        section.across = Vector3d::UnitY();
        section.up = -Vector3d::UnitX();
        section.power = bottle.power;
        return section;
      },
      72, 96);
  body.texture_width = 384;
  body.texture_height = 320;
  body.paint = [&bottle](double u, double, const Vector3d& p) -> Colour {
    // u = 0.75 is the front, +x; 0.25 the back, where the label is shown without its picture's mirror.
    const double side = u > 0.5 ? u - 0.75 : u - 0.25;
    return bottle.label({side * 200 * kMm + (u > 0.5 ? 0 : 1), bottle.height - p.z()});
  };
  Surface cap = revolution(bottle.cap, 2.5 * kMm, 48);
  cap.paint = plain(bottle.cap_colour);
  cap.texture_width = cap.texture_height = 8;
  MeshBuilder mesh;
  mesh.add_closed(body);
  mesh.add_closed(cap);
  return mesh.build();
}

}  // namespace

Mesh make_soup_can(RandomStream& random) {
  const double radius = about(random, 33 * kMm);
  const double height = about(random, 101 * kMm);
  const Colour red = hsv(about(random, 0.99, 0.01), 0.9, 0.72);
  const Colour white = hsv(0.1, 0.05, 0.95);
  const Colour gold = hsv(0.12, 0.7, 0.8);
  return make_can(radius, height, [=](const Vector2d& at) {
    Colour colour = mix(red, white, step(0.5 * height, at.y(), 0.8 * kMm));
    colour = mix(colour, gold, disc(at, {0, 0.5 * height}, {13 * kMm, 13 * kMm}, 0.8 * kMm));
    colour = mix(colour, white, lettering(at, {-40 * kMm, 14 * kMm}, {40 * kMm, 30 * kMm}, 1, 11));
    return mix(colour, red, lettering(at, {-30 * kMm, 68 * kMm}, {30 * kMm, 88 * kMm}, 2, 12));
  });
}

Mesh make_bean_can(RandomStream& random) {
  const double radius = about(random, 35 * kMm);
  const double height = about(random, 104 * kMm);
  const Colour blue = hsv(about(random, 0.52), 0.75, 0.55);
  const Colour cream = hsv(0.13, 0.3, 0.95);
  const Colour bean = hsv(0.04, 0.8, 0.45);
  return make_can(radius, height, [=](const Vector2d& at) {
    Colour colour = mix(blue, cream, rectangle(at, {-36 * kMm, 16 * kMm}, {36 * kMm, 84 * kMm}, 0.8 * kMm));
    for (int k = 0; k < 5; ++k) {
      colour =
          mix(colour, bean, disc(at, {(k - 2) * 12 * kMm, (62 + 9 * (k % 2)) * kMm}, {6 * kMm, 4 * kMm}, 0.6 * kMm));
    }
    return mix(colour, blue, lettering(at, {-32 * kMm, 22 * kMm}, {32 * kMm, 50 * kMm}, 2, 21));
  });
}

Mesh make_tuna_can(RandomStream& random) {
  const double radius = about(random, 42 * kMm);
  const double height = about(random, 35 * kMm);
  const Colour blue = hsv(about(random, 0.58), 0.85, 0.6);
  const Colour yellow = hsv(0.14, 0.8, 0.95);
  return make_can(radius, height, [=](const Vector2d& at) {
    Colour colour = mix(blue, yellow, rectangle(at, {-1, 23 * kMm}, {1, 29 * kMm}, 0.6 * kMm));
    colour = mix(colour, yellow, disc(at, {-45 * kMm, 15 * kMm}, {18 * kMm, 6 * kMm}, 0.6 * kMm));
    return mix(colour, hsv(0, 0, 1), lettering(at, {-18 * kMm, 9 * kMm}, {50 * kMm, 21 * kMm}, 1, 31));
  });
}

Mesh make_mustard_bottle(RandomStream& random) {
  const double w = about(random, 46 * kMm);
  const double d = about(random, 28 * kMm);
  const Colour yellow = hsv(about(random, 0.135, 0.03), 0.9, 0.93);
  const Colour red = hsv(0.99, 0.9, 0.75);
  const Colour white = hsv(0.13, 0.1, 0.97);
  const Bottle bottle{
      Curve({{0, w}, {0.04, w}, {0.10, 0.92 * w}, {0.13, 0.72 * w}, {0.148, 0.019}, {0.155, 0.017}}),
      Curve({{0, d}, {0.04, d}, {0.10, 0.98 * d}, {0.13, 0.85 * d}, {0.148, 0.019}, {0.155, 0.017}}),
      0.155,
      2.4,
      {{0, 0.145, 0}, {0.0195, 0.145, 0}, {0.0195, 0.165, 0.002}, {0.008, 0.168, 0}, {0.0035, 0.192, 0}, {0, 0.192, 0}},
      yellow,
      red,
      [=](const Vector2d& at) {
        const bool back = at.x() > 0.5;
        const Vector2d p = back ? Vector2d(at.x() - 1, at.y()) : at;
        Colour colour = yellow;
        if (back) {
          colour = mix(colour, white, rectangle(p, {-0.026, 0.065}, {0.026, 0.135}, 0.8 * kMm));
          return mix(colour, red, lettering(p, {-0.022, 0.07}, {0.022, 0.13}, 9, 42));
        }
        colour = mix(colour, red, disc(p, {0, 0.092}, {0.033, 0.026}, 0.8 * kMm));
        colour = mix(colour, white, lettering(p, {-0.026, 0.084}, {0.026, 0.102}, 1, 41));
        return mix(colour, red, lettering(p, {-0.02, 0.125}, {0.02, 0.137}, 1, 43));
      }};
  return make_bottle(bottle);
}

Mesh make_soap_bottle(RandomStream& random) {
  const double w = about(random, 36 * kMm);
  const double d = about(random, 22 * kMm);
  const Colour plastic = hsv(about(random, 0.47, 0.03), 0.55, 0.8);
  const Colour dark = hsv(0.62, 0.8, 0.45);
  const Colour white = hsv(0.5, 0.03, 0.97);
  const Bottle bottle{
      Curve({{0, 0.9 * w},
             {0.05, w},
             {0.09, 0.78 * w},
             {0.13, 0.95 * w},
             {0.165, 0.6 * w},
             {0.182, 0.013},
             {0.19, 0.012}}),
      Curve({{0, 0.9 * d}, {0.05, d}, {0.09, 0.95 * d}, {0.13, d}, {0.165, 0.75 * d}, {0.182, 0.013}, {0.19, 0.012}}),
      0.19,
      2.0,
      {{0, 0.178, 0}, {0.0165, 0.178, 0.001}, {0.0155, 0.208, 0.002}, {0, 0.208, 0}},
      plastic,
      dark,
      [=](const Vector2d& at) {
        const bool back = at.x() > 0.5;
        const Vector2d p = back ? Vector2d(at.x() - 1, at.y()) : at;
        Colour colour = mix(plastic, white, rectangle(p, {-0.03, 0.11}, {0.03, 0.17}, 0.8 * kMm));
        if (back) return mix(colour, dark, lettering(p, {-0.026, 0.115}, {0.026, 0.165}, 8, 52));
        colour = mix(colour, dark, disc(p, {0.008, 0.155}, {0.009, 0.009}, 0.8 * kMm));
        colour = mix(colour, plastic, disc(p, {-0.010, 0.150}, {0.007, 0.007}, 0.8 * kMm));
        return mix(colour, dark, lettering(p, {-0.026, 0.116}, {0.026, 0.138}, 1, 51));
      }};
  return make_bottle(bottle);
}

}  // namespace colonnade::datasets
