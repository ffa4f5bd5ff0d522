#include <algorithm>
#include <map>
#include <numeric>

#include <colonnade/datasets/objects.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace colonnade::datasets {
namespace {

using sensors::TexturedMesh;
using Edge = std::pair<std::size_t, std::size_t>;

/// For each vertex the first one at the same place: seams and poles have several.
std::vector<std::size_t> welded(const TexturedMesh& mesh) {
  std::map<std::array<float, 3>, std::size_t> first;
  std::vector<std::size_t> weld;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const Eigen::Vector3f p = mesh.positions[i] + Eigen::Vector3f::Zero();  // -0 becomes 0
    weld.push_back(first.try_emplace({p.x(), p.y(), p.z()}, i).first->second);
  }
  return weld;
}

Eigen::Vector3d corner(const TexturedMesh& mesh, std::size_t triangle, std::size_t k) {
  return mesh.positions[mesh.triangles[triangle][k]].cast<double>();
}

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/// Volume of each connected part; positive when its triangles turn outwards.
std::vector<double> part_volumes(const TexturedMesh& mesh) {
  const std::vector<std::size_t> weld = welded(mesh);
  std::vector<std::size_t> parent(mesh.positions.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  for (const auto& triangle : mesh.triangles) {
    for (std::size_t k = 0; k < 3; ++k) {
      parent[root_of(parent, weld[triangle[k]])] = root_of(parent, weld[triangle[(k + 1) % 3]]);
    }
  }
  std::map<std::size_t, double> volumes;
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    volumes[root_of(parent, weld[mesh.triangles[t][0]])] +=
        corner(mesh, t, 0).dot(corner(mesh, t, 1).cross(corner(mesh, t, 2))) / 6;
  }
  std::vector<double> result;
  for (const auto& [root, volume] : volumes) result.push_back(volume);
  return result;
}

class BuiltinObject : public testing::TestWithParam<std::string> {
 protected:
  static TexturedMesh load(std::uint64_t seed) { return open_objects("builtin", {}, seed).load(GetParam()); }
};

// Every edge of a closed surface is run through once in each direction.
TEST_P(BuiltinObject, IsClosed) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const TexturedMesh mesh = load(seed);
    const std::vector<std::size_t> weld = welded(mesh);
    std::map<Edge, int> edges;
    for (const auto& triangle : mesh.triangles) {
      for (std::size_t k = 0; k < 3; ++k) ++edges[{weld[triangle[k]], weld[triangle[(k + 1) % 3]]}];
    }
    std::size_t open = 0;
    for (const auto& [edge, count] : edges) {
      const auto back = edges.find({edge.second, edge.first});
      if (count != 1 || back == edges.end()) ++open;
    }
    EXPECT_EQ(open, 0U) << "seed " << seed;
  }
}

TEST_P(BuiltinObject, TurnsOutwards) {
  const TexturedMesh mesh = load(1);
  for (const double volume : part_volumes(mesh)) EXPECT_GT(volume, 1e-9);
}

TEST_P(BuiltinObject, HasSoundTriangles) {
  const TexturedMesh mesh = load(1);
  sensors::check(mesh, GetParam());
  EXPECT_GE(mesh.triangles.size(), 5000U);
  EXPECT_LE(mesh.triangles.size(), 20000U);
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
    const Eigen::Vector3d a = corner(mesh, t, 1) - corner(mesh, t, 0);
    const Eigen::Vector3d b = corner(mesh, t, 2) - corner(mesh, t, 0);
    EXPECT_GT(a.cross(b).norm() / 2, 1e-13) << "triangle " << t;
  }
}

TEST_P(BuiltinObject, StandsOnTheTableInItsSize) {
  const auto box = sensors::bounding_box(load(1));
  EXPECT_EQ(box.min.z(), 0);
  EXPECT_GT(box.size().minCoeff(), 0.008);
  EXPECT_GT(box.size().maxCoeff(), 0.02);
  EXPECT_LT(box.size().maxCoeff(), 0.30);
}

TEST_P(BuiltinObject, IsPainted) {
  const TexturedMesh mesh = load(1);
  ASSERT_EQ(mesh.uvs.size(), mesh.positions.size());
  for (const Eigen::Vector2f& uv : mesh.uvs) {
    EXPECT_TRUE((uv.array() > 0).all() && (uv.array() < 1).all()) << uv.transpose();
  }
  const std::size_t pixels = mesh.textures.at(0).pixels.size();
  EXPECT_EQ(pixels,
            static_cast<std::size_t>(mesh.textures.at(0).width) * static_cast<std::size_t>(mesh.textures.at(0).height));
  EXPECT_LE(pixels, std::size_t{1} << 19);
}

TEST_P(BuiltinObject, DependsOnTheSeedOnly) {
  const TexturedMesh one = load(1);
  const TexturedMesh again = load(1);
  EXPECT_EQ(one.positions, again.positions);
  EXPECT_EQ(one.triangles, again.triangles);
  EXPECT_EQ(one.uvs, again.uvs);
  EXPECT_EQ(one.textures.at(0).pixels, again.textures.at(0).pixels);
  const TexturedMesh other = load(2);
  EXPECT_NE(one.positions, other.positions);
  EXPECT_NE(one.textures.at(0).pixels, other.textures.at(0).pixels);
}

INSTANTIATE_TEST_SUITE_P(All, BuiltinObject, testing::ValuesIn(open_objects("builtin").names()),
                         [](const auto& object) { return object.param; });

TEST(BuiltinObjects, AreAtLeastSixteen) {
  EXPECT_GE(open_objects("builtin").names().size(), 16U);
  EXPECT_THAT(error_of([] { (void)open_objects("builtin").load("mugg"); }),
              "object \"mugg\" is not in the set builtin; did you mean mug?");
}

// Look-alikes are close in size but never the same: no two objects agree in all three extents.
TEST(BuiltinObjects, AreAllDifferent) {
  const ObjectSet set = open_objects("builtin");
  std::vector<Eigen::Vector3d> sizes;
  for (const std::string& name : set.names()) {
    const Eigen::Vector3d size = sensors::bounding_box(set.load(name)).size();
    for (const Eigen::Vector3d& other : sizes) EXPECT_GT((size - other).norm(), 1e-3) << name;
    sizes.push_back(size);
  }
}

}  // namespace
}  // namespace colonnade::datasets
