#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include <colonnade/cortex/frames.h>

namespace colonnade::sensors {

using Rgb = std::array<std::uint8_t, 3>;

/// An RGB image of 8 bits a channel, row-major, first row on top.
struct Texture {
  int width = 0;
  int height = 0;
  std::vector<Rgb> pixels;
  bool repeats = true;  ///< outside of coordinates 0 to 1; else its border goes on

  [[nodiscard]] bool empty() const { return pixels.empty(); }
};

inline constexpr std::uint32_t kNoTexture = 0xffffffff;

/// A triangle mesh in the object's frame O. Triangles are counter-clockwise as seen from outside. The colour of a point
/// is that of its texture times that of its vertices, where it has both (255 is one); grey where it has neither.
struct TexturedMesh {
  std::vector<Eigen::Vector3f> positions;               ///< metres, frame O
  std::vector<std::array<std::uint32_t, 3>> triangles;  ///< indices into positions
  std::vector<Eigen::Vector2f> uvs;  ///< one a vertex if there are textures; (0, 0) is a texture's top left
  std::vector<Texture> textures;
  std::vector<std::uint32_t> texture_of;  ///< one a triangle: its texture or kNoTexture; empty: all have the first one
  std::vector<Rgb> colours;               ///< one a vertex, or none
  std::vector<std::string> warnings;      ///< what was asked for and could not be had, a sentence each (see load_mesh)
};

/// The colour of a triangle's point (1 - a - b) of its first corner, a of the second and b of the third; textures are
/// interpolated. @pre check(mesh)
[[nodiscard]] Rgb colour_at(const TexturedMesh& mesh, std::size_t triangle, float a, float b);

/// @throws InputError naming `name` and the first thing wrong: fewer than 4 triangles, an index without a vertex, a
/// position that is not finite, no extent or one below 1 mm or above 10 m, positions so far from the origin that
/// single precision blurs the shape, or texture data whose sizes do not agree.
void check(const TexturedMesh& mesh, std::string_view name);

/// Axis-aligned bounding box, metres, frame O.
struct BoundingBox {
  cortex::Vector3 min = cortex::Vector3::Zero();
  cortex::Vector3 max = cortex::Vector3::Zero();

  [[nodiscard]] cortex::Vector3 centre() const { return 0.5 * (min + max); }
  [[nodiscard]] cortex::Vector3 size() const { return max - min; }
};
/// The box around all vertices. @pre the mesh has vertices
[[nodiscard]] BoundingBox bounding_box(const TexturedMesh& mesh);

/// Largest distance between two points of the mesh, metres; exact to 1 % (searched over a bundle of directions).
[[nodiscard]] double diameter(const TexturedMesh& mesh);

/// Area of all triangles, square metres.
[[nodiscard]] double surface_area(const TexturedMesh& mesh);

/// `count` points spread uniformly over the surface by area, metres, frame O; the same for the same seed.
[[nodiscard]] std::vector<cortex::Vector3> sample_surface(const TexturedMesh& mesh, std::size_t count,
                                                          std::uint64_t seed);

/// The pose that turns the object by R_WO and puts the centre of its bounding box (of frame O) at the origin of W.
[[nodiscard]] cortex::Pose centred_pose(const TexturedMesh& mesh, const cortex::Rotation& R_WO);

}  // namespace colonnade::sensors
