#include <array>

#include "catalogue.h"
#include "mesh_builder.h"
#include "prints.h"
#include "shapes.h"

namespace colonnade::datasets {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

/// What a carton looks like.
struct Carton {
  Vector3d size;
  Colour ground, second, picture, letters;
  bool round_picture;  ///< round pieces on a slanted field, or square ones below a banner
  std::uint32_t text;
};

/// The big picture on front and back. @param at metres from the top left corner.
Colour carton_front(const Carton& box, const Vector2d& at, std::uint32_t text) {
  const double soft = 0.8 * kMm;
  const double width = box.size.y();
  const double height = box.size.z();
  Colour colour = box.ground;
  if (box.round_picture) {
    colour = mix(colour, box.second, step(0, at.y() - 0.5 * height + 0.35 * (at.x() - 0.5 * width), soft));
    for (const Vector2d& centre : {Vector2d(0.32, 0.62), Vector2d(0.66, 0.58), Vector2d(0.5, 0.8)}) {
      const Vector2d middle(centre.x() * width, centre.y() * height);
      colour = mix(colour, box.picture, disc(at, middle, {25 * kMm, 25 * kMm}, soft));
      for (int k = 0; k < 5; ++k) {
        const Vector2d hole = middle + 13 * kMm * Vector2d(std::cos(1.2566 * k), std::sin(1.2566 * k));
        colour = mix(colour, 0.45 * box.picture, disc(at, hole, {2.5 * kMm, 2.5 * kMm}, soft));
      }
    }
  } else {
    colour = mix(colour, box.second, rectangle(at, {0, 0.42 * height}, {width, height}, soft));
    for (int k = 0; k < 6; ++k) {
      const Vector2d corner(0.1 * width + 0.28 * width * (k % 3), (k < 3 ? 0.5 : 0.74) * height);
      colour = mix(colour, box.picture, rectangle(at, corner, corner + Vector2d(0.22 * width, 0.18 * height), soft));
      colour = mix(colour, 0.6 * box.picture,
                   rectangle(at, corner + Vector2d(0.06, 0.05) * width, corner + Vector2d(0.16, 0.15) * width, soft));
    }
  }
  colour = mix(colour, box.letters, lettering(at, {0.1 * width, 0.08 * height}, {0.9 * width, 0.25 * height}, 1, text));
  return mix(colour, box.letters,
             lettering(at, {0.15 * width, 0.30 * height}, {0.7 * width, 0.38 * height}, 2, text + 1));
}

Mesh make_carton(const Carton& box) {
  constexpr double kPixel = 0.75 * kMm;
  std::array<Surface, 6> faces = rounded_box(box.size, 1.2 * kMm, 7 * kMm);
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const bool large = f == kFront || f == kBack;
    const bool upright = f != kTop && f != kBottom;
    const Vector2d size(large || !upright ? box.size.y() : box.size.x(), upright ? box.size.z() : box.size.x());
    faces[f].texture_width = static_cast<int>(size.x() / kPixel);
    faces[f].texture_height = static_cast<int>(size.y() / kPixel);
    const std::uint32_t text = box.text + 10 * static_cast<std::uint32_t>(f);
    faces[f].paint = [box, size, text, large, upright](double u, double v, const Vector3d&) {
      const Vector2d at(u * size.x(), v * size.y());
      if (large) return carton_front(box, at, text);
      const Colour ground = upright ? mix(box.ground, box.second, step(0.75, v, 0.01)) : box.ground;
      const Vector2d low = 0.15 * size;
      const Vector2d high = upright ? Vector2d(0.85 * size.x(), 0.65 * size.y()) : Vector2d(0.85 * size);
      return mix(ground, box.letters, lettering(at, low, high, upright ? 14 : 3, text));
    };
  }
  MeshBuilder mesh;
  mesh.add_closed(faces);
  return mesh.build();
}

/// Pips of a die's face at distance 1 from the middle.
std::vector<Vector2d> pips(int number) {
  std::vector<Vector2d> at;
  if (number % 2 == 1) at.emplace_back(0, 0);
  const auto add_pair = [&](double x, double y) {
    at.emplace_back(x, y);
    at.emplace_back(-x, -y);
  };
  if (number > 1) add_pair(1, 1);
  if (number > 3) add_pair(1, -1);
  if (number > 5) add_pair(1, 0);
  return at;
}

}  // namespace

Mesh make_cracker_box(RandomStream& random) {
  Carton box;
  box.size = {about(random, 60 * kMm), about(random, 140 * kMm), about(random, 200 * kMm)};
  box.ground = hsv(about(random, 0.99, 0.01), 0.85, 0.75);
  box.second = hsv(0.13, 0.75, 0.95);
  box.picture = hsv(0.09, 0.55, 0.80);
  box.letters = hsv(0.14, 0.15, 1.0);
  box.round_picture = true;
  box.text = 100;
  return make_carton(box);
}

Mesh make_cookie_box(RandomStream& random) {
  Carton box;
  box.size = {about(random, 56 * kMm), about(random, 142 * kMm), about(random, 190 * kMm)};
  box.ground = hsv(about(random, 0.62, 0.02), 0.75, 0.55);
  box.second = hsv(0.55, 0.25, 0.92);
  box.picture = hsv(0.06, 0.75, 0.45);
  box.letters = hsv(0.14, 0.8, 1.0);
  box.round_picture = false;
  box.text = 900;
  return make_carton(box);
}

Mesh make_dice(RandomStream& random) {
  const double side = about(random, 24 * kMm);
  constexpr std::array<int, 6> kNumbers{1, 6, 2, 5, 3, 4};  // opposite faces sum to seven
  const Colour ground = hsv(about(random, 0.12), 0.12, 0.93);
  std::array<Surface, 6> faces = rounded_box(Vector3d::Constant(side), 2.5 * kMm, 1.2 * kMm);
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const int number = kNumbers[f];
    const Colour ink = number == 1 ? hsv(0.99, 0.85, 0.8) : hsv(0.0, 0.0, 0.08);
    const double radius = number == 1 ? 0.17 : 0.1;
    faces[f].texture_width = 96;
    faces[f].texture_height = 96;
    faces[f].paint = [=](double u, double v, const Vector3d&) {
      double cover = 0;
      for (const Vector2d& pip : pips(number)) {
        cover += disc({u - 0.5, v - 0.5}, 0.27 * pip, {radius, radius}, 0.02);
      }
      return mix(ground, ink, cover);
    };
  }
  MeshBuilder mesh;
  mesh.add_closed(faces);
  return mesh.build();
}

Mesh make_toy_brick(RandomStream& random) {
  const double pitch = about(random, 16 * kMm);
  const double height = 1.2 * pitch;
  const Colour red = hsv(about(random, 0.36), 0.8, 0.62);
  MeshBuilder mesh;
  std::array<Surface, 6> faces = rounded_box({4 * pitch, 2 * pitch, height}, 0.8 * kMm, 3 * kMm);
  for (Surface& face : faces) {
    face.paint = plain(red);
    face.texture_width = face.texture_height = 8;
  }
  mesh.add_closed(faces);
  const double stud = 0.3 * pitch;
  const std::array<Corner, 4> outline{{{0, height / 2 - 2 * kMm, 0},
                                       {stud, height / 2 - 2 * kMm, 0},
                                       {stud, height / 2 + 0.28 * pitch, 0.6 * kMm},
                                       {0, height / 2 + 0.28 * pitch, 0}}};
  for (int k = 0; k < 8; ++k) {
    Surface cylinder = revolution(outline, 1.5 * kMm, 32);
    cylinder.paint = plain(red);
    cylinder.texture_width = cylinder.texture_height = 8;
    mesh.add_closed(moved(cylinder, {(k % 4 - 1.5) * pitch, (k < 4 ? -0.5 : 0.5) * pitch, 0}));
  }
  return mesh.build();
}

}  // namespace colonnade::datasets
