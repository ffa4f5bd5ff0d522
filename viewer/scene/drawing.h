#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <Eigen/Geometry>

#include "colour.h"

namespace colonnade::viewer {

struct Vertex {
  Eigen::Vector3f p;
  Eigen::Vector3f n;  ///< zero: not lit
  Rgba colour;
  float size = 0;  ///< radius of a point, metres
};

/// Vertices on the graphics card, drawn as round discs or as triangles. Immutable: the renderer knows it by its
/// address.
struct Mesh {
  enum class Kind { points, triangles };
  Kind kind = Kind::triangles;
  std::vector<Vertex> vertices;
  std::vector<std::uint32_t> indices;  ///< of triangles
};

/// One mesh somewhere.
struct Item {
  std::shared_ptr<const Mesh> mesh;
  Eigen::Isometry3f X_WM = Eigen::Isometry3f::Identity();
  float alpha = 1;
};

/// A word at a place.
struct Label {
  Eigen::Vector3f p_W;
  std::string text;
  Rgba colour;
};

/// Something that can be pointed at.
struct Spot {
  Eigen::Vector3f p_W;
  std::uint32_t what = 0;   ///< Thing
  std::uint32_t which = 0;  ///< its number
};

struct Drawing {
  std::vector<Item> items;
  std::vector<Label> labels;
  std::vector<Spot> spots;
  Eigen::Vector3f centre = Eigen::Vector3f::Zero();  ///< of what matters, for fitting the view
  float radius = 0.1f;
  Eigen::Vector3f from = Eigen::Vector3f::Zero();  ///< side from which it is best seen; zero: any
};

/// Collects triangles.
class MeshBuilder {
 public:
  void tube(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, Rgba colour);
  /// A tube of three sides, for what is too thin to look round.
  void thread(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, Rgba colour);
  void ball(const Eigen::Vector3f& centre, float radius, Rgba colour);
  /// An octahedron: looks unlike a ball.
  void diamond(const Eigen::Vector3f& centre, float radius, Rgba colour);
  /// Three crossed bars.
  void cross(const Eigen::Vector3f& centre, float radius, Rgba colour);
  /// A cone from its base to its tip.
  void cone(const Eigen::Vector3f& base, const Eigen::Vector3f& tip, float radius, Rgba colour);
  void triangle(const Eigen::Vector3f& a, const Eigen::Vector3f& b, const Eigen::Vector3f& c, Rgba colour);
  /// x, y, z as red-, green- and blue-like arms with one, two and three beads.
  void frame(const Eigen::Isometry3f& X, float length);
  [[nodiscard]] std::shared_ptr<const Mesh> take();

 private:
  void prism(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, int sides, Rgba colour);

  Mesh mesh_;
};

}  // namespace colonnade::viewer
