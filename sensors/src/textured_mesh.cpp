#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>

#include <Eigen/Geometry>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/textured_mesh.h>

#include "random.h"

namespace colonnade::sensors {
namespace {

// What is smaller or larger was most likely given in other units.
constexpr double kSmallest_m = 1e-3, kLargest_m = 10;

// Positions are told apart to this share of the size at least; what is coarser shows steps where it was smooth.
constexpr double kCoarsest = 1e-3;

double triangle_area(const TexturedMesh& mesh, const std::array<std::uint32_t, 3>& t) {
  const Eigen::Vector3d a = mesh.positions[t[0]].cast<double>();
  const Eigen::Vector3d b = mesh.positions[t[1]].cast<double>();
  const Eigen::Vector3d c = mesh.positions[t[2]].cast<double>();
  return 0.5 * (b - a).cross(c - a).norm();
}

/// Far from the origin, the numbers that a float can be lie far apart.
void check_precision(const TexturedMesh& mesh, std::string_view name) {
  const BoundingBox box = bounding_box(mesh);
  const double farthest_m = std::max(box.min.cwiseAbs().maxCoeff(), box.max.cwiseAbs().maxCoeff());
  const double step_m = farthest_m * static_cast<double>(std::numeric_limits<float>::epsilon());
  if (step_m <= kCoarsest * std::max(box.size().norm(), kSmallest_m)) return;
  throw InputError(std::string(name) + ": the mesh lies " + std::to_string(farthest_m) +
                   " m from the origin, where positions differ by steps of " + std::to_string(step_m) +
                   " m: too coarse for its shape; move it to the origin");
}

void check_textures(const TexturedMesh& mesh, std::string_view name) {
  const auto fail = [name](const std::string& what) { throw InputError(std::string(name) + ": " + what); };
  for (const Texture& texture : mesh.textures) {
    if (texture.empty() || texture.width <= 0 || texture.height <= 0 ||
        texture.pixels.size() != static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height)) {
      fail("the texture's pixels do not fill " + std::to_string(texture.width) + " x " +
           std::to_string(texture.height));
    }
  }
  if (!mesh.textures.empty() && mesh.uvs.size() != mesh.positions.size()) {
    fail("the mesh has a texture, but texture coordinates for " + std::to_string(mesh.uvs.size()) + " of " +
         std::to_string(mesh.positions.size()) + " vertices");
  }
  if (!mesh.texture_of.empty() && mesh.texture_of.size() != mesh.triangles.size()) {
    fail("the mesh says of " + std::to_string(mesh.texture_of.size()) + " of " + std::to_string(mesh.triangles.size()) +
         " triangles which texture they have");
  }
  for (const std::uint32_t texture : mesh.texture_of) {
    if (texture != kNoTexture && texture >= mesh.textures.size()) {
      fail("a triangle has texture " + std::to_string(texture) + " of " + std::to_string(mesh.textures.size()));
    }
  }
  for (std::size_t i = 0; i < mesh.uvs.size(); ++i) {
    if (!mesh.uvs[i].allFinite())
      fail("the texture coordinate of vertex " + std::to_string(i) + " is not a finite number");
  }
  if (!mesh.colours.empty() && mesh.colours.size() != mesh.positions.size()) {
    fail("the mesh has colours for " + std::to_string(mesh.colours.size()) + " of " +
         std::to_string(mesh.positions.size()) + " vertices");
  }
}

}  // namespace

void check(const TexturedMesh& mesh, std::string_view name) {
  const auto fail = [name](const std::string& what) { throw InputError(std::string(name) + ": " + what); };
  if (mesh.triangles.size() < 4) {
    fail("the mesh has " + std::to_string(mesh.triangles.size()) + " triangles; an object needs at least 4");
  }
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    if (!mesh.positions[i].allFinite()) fail("the position of vertex " + std::to_string(i) + " is not a finite number");
  }
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    for (const std::uint32_t vertex : mesh.triangles[i]) {
      if (vertex >= mesh.positions.size()) {
        fail("triangle " + std::to_string(i) + " refers to vertex " + std::to_string(vertex) + " of " +
             std::to_string(mesh.positions.size()));
      }
    }
  }
  check_precision(mesh, name);
  if (surface_area(mesh) <= 0) fail("the mesh has no extent");
  const double size_m = bounding_box(mesh).size().norm();
  if (size_m < kSmallest_m || size_m > kLargest_m) {
    fail("the mesh is " + std::to_string(size_m) +
         " m large; things are between 1 mm and 10 m, and positions in metres");
  }
  check_textures(mesh, name);
}

BoundingBox bounding_box(const TexturedMesh& mesh) {
  Eigen::Vector3f low = mesh.positions.front();
  Eigen::Vector3f high = low;
  for (const Eigen::Vector3f& p : mesh.positions) {
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  return {low.cast<double>(), high.cast<double>()};
}

double diameter(const TexturedMesh& mesh) {
  // The width in direction d is at most the diameter, and falls short of it by 1 - cos of d's angle to the longest
  // chord.
  constexpr int kDirections = 400;  // a Fibonacci half sphere: every direction within about 6 degrees, cos = 0.995
  double widest = 0;
  for (int i = 0; i < kDirections; ++i) {
    const double z = (i + 0.5) / kDirections;
    const double angle = i * std::numbers::pi * (3 - std::sqrt(5.0));
    const double r = std::sqrt(1 - z * z);
    const Eigen::Vector3f d = Eigen::Vector3d(r * std::cos(angle), r * std::sin(angle), z).cast<float>();
    float low = d.dot(mesh.positions.front());
    float high = low;
    for (const Eigen::Vector3f& p : mesh.positions) {
      const float along = d.dot(p);
      low = std::min(low, along);
      high = std::max(high, along);
    }
    widest = std::max(widest, static_cast<double>(high - low));
  }
  return widest;
}

double surface_area(const TexturedMesh& mesh) {
  return std::accumulate(mesh.triangles.begin(), mesh.triangles.end(), 0.0,
                         [&mesh](double sum, const auto& t) { return sum + triangle_area(mesh, t); });
}

std::vector<cortex::Vector3> sample_surface(const TexturedMesh& mesh, std::size_t count, std::uint64_t seed) {
  std::vector<double> cumulated(mesh.triangles.size());
  double sum = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) cumulated[i] = sum += triangle_area(mesh, mesh.triangles[i]);
  RandomStream random(seed, Purpose::kSurfaceSamples);
  std::vector<cortex::Vector3> points(count);
  for (cortex::Vector3& p : points) {
    const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), random.uniform() * sum);
    const auto index = std::min(static_cast<std::size_t>(found - cumulated.begin()), cumulated.size() - 1);
    const std::array<std::uint32_t, 3>& t = mesh.triangles[index];
    const double root = std::sqrt(random.uniform());
    const double b = root * (1 - random.uniform());
    const double c = root - b;
    p = (1 - root) * mesh.positions[t[0]].cast<double>() + b * mesh.positions[t[1]].cast<double>() +
        c * mesh.positions[t[2]].cast<double>();
  }
  return points;
}

cortex::Pose centred_pose(const TexturedMesh& mesh, const cortex::Rotation& R_WO) {
  return cortex::make_pose(R_WO, -(R_WO * bounding_box(mesh).centre()));
}

}  // namespace colonnade::sensors
