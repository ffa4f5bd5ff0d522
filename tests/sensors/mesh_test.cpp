#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/mesh_loader.h>

#include "mesh_files.h"
#include "shapes.h"

namespace colonnade::sensors {
namespace {

namespace fs = std::filesystem;
using cortex::Vector3;

TEST_F(MeshFile, LoadsAPlainObj) {
  const TexturedMesh mesh = load_mesh(write("a.obj", kTetrahedron));
  EXPECT_EQ(mesh.triangles.size(), 4U);
  EXPECT_NEAR(diameter(mesh), 0.1 * std::sqrt(2.0), 0.0015);
  EXPECT_LT((bounding_box(mesh).size() - Vector3(0.1, 0.1, 0.1)).norm(), 1e-6);
  EXPECT_NEAR(surface_area(mesh), 0.005 * 3 + 0.01 * std::sqrt(3.0) / 2, 1e-6);
}

TEST_F(MeshFile, RefusesWhatIsBroken) {
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / "missing.obj"); }).find("missing.obj"), std::string::npos);
  EXPECT_NE(error_of([&] { (void)load_mesh(write("empty.obj", "")); }).find("empty.obj"), std::string::npos);
  EXPECT_NE(error_of([&] { (void)load_mesh(write("junk.obj", "\x01\x02 not a mesh")); }), "");
  EXPECT_NE(error_of([&] { (void)load_mesh(write("vertices_only.obj", "v 0 0 0\nv 1 0 0\nv 0 1")); }), "");
  EXPECT_NE(error_of([&] { (void)load_mesh(write("index.obj", std::string(kTetrahedron) + "f 1 2 9\n")); }), "");
  EXPECT_NE(error_of([&] { (void)load_mesh(write("nan.obj", "v nan 0 0\n" + std::string(kTetrahedron))); }), "");
}

// Assimp's readers pass on what they did not find; its later steps crash on it.
TEST_F(MeshFile, RefusesPlyFilesThatAreCutShortOrPointNowhere) {
  const std::string head =
      "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
      "element face 4\nproperty list uchar int vertex_indices\nend_header\n";
  const std::string vertices = "0 0 0\n0.1 0 0\n0 0.1 0\n0 0 0.1\n";
  const std::string faces = "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n";
  EXPECT_EQ(load_mesh(write("whole.ply", head + vertices + faces)).triangles.size(), 4U);
  const auto refused = [this](const std::string& text) {
    return error_of([&] { (void)load_mesh(write("a.ply", text)); });
  };
  EXPECT_NE(refused(head + vertices).find("a.ply"), std::string::npos);
  EXPECT_NE(refused(head + vertices + "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 99\n").find("a.ply"), std::string::npos);
  EXPECT_NE(refused(head + vertices + "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 -5\n").find("a.ply"), std::string::npos);

  std::string binary = head;
  binary.replace(binary.find("ascii"), 5, "binary_little_endian");
  const auto append = [&binary](const auto& number) {
    binary.append(reinterpret_cast<const char*>(&number), sizeof(number));
  };
  for (const float x : {0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F}) append(x);
  for (const std::array<std::int32_t, 3>& face : {std::array{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}) {
    binary += '\3';
    append(face);
  }
  EXPECT_EQ(load_mesh(write("binary.ply", binary)).triangles.size(), 4U);
  for (const std::size_t missing : {1U, 6U, 20U, 52U, 60U, 90U}) {
    EXPECT_NE(refused(binary.substr(0, binary.size() - missing)).find("a.ply"), std::string::npos) << missing;
  }
}

TEST_F(MeshFile, RefusesPathsThatLeadNowhere) {
  fs::create_symlink("loop.obj", folder_ / "loop.obj");
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / "loop.obj"); }).find("loop.obj"), std::string::npos);
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / (std::string(300, 'x') + ".obj")); }).find("xxx"),
            std::string::npos);
}

TEST_F(MeshFile, RefusesFewerThanFourTriangles) {
  const std::string message = error_of(
      [&] { (void)load_mesh(write("three.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\n")); });
  EXPECT_NE(message.find("three.obj"), std::string::npos) << message;
  EXPECT_NE(message.find("3 triangles"), std::string::npos) << message;
}

TEST_F(MeshFile, RefusesABrokenTexture) {
  write("a.mtl", "newmtl m\nmap_Kd picture.png\n");
  const std::string obj =
      "mtllib a.mtl\nvt 0 0\nv 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nusemtl m\n"
      "f 1/1 3/1 2/1\nf 1/1 2/1 4/1\nf 1/1 4/1 3/1\nf 2/1 3/1 4/1\n";
  const fs::path path = write("a.obj", obj);
  write("picture.png", "\x89PNG\r\n\x1a\n broken");
  const std::string message = error_of([&] { (void)load_mesh(path); });
  EXPECT_NE(message.find("picture.png"), std::string::npos) << message;
  EXPECT_NE(message.find("not a readable image"), std::string::npos) << message;

  // A header that promises 100,000 x 100,000 pixels.
  std::string huge("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\x86\xa0\0\1\x86\xa0\x8\2\0\0\0", 29);
  huge += std::string("\x27\x30\x9c\x9f", 4);
  write("picture.png", huge);
  EXPECT_NE(error_of([&] { (void)load_mesh(path); }).find("picture.png: not a readable image"), std::string::npos);
}

TEST(TexturedMesh, ChecksItsParts) {
  const auto broken = [](auto change) {
    TexturedMesh mesh = box(0.1, 0.1, 0.1);
    change(mesh);
    return error_of([&] { check(mesh, "thing"); });
  };
  EXPECT_EQ(broken([](TexturedMesh&) {}), "");
  EXPECT_NE(broken([](TexturedMesh& m) { m.triangles[3][1] = 77; }).find("vertex 77"), std::string::npos);
  EXPECT_NE(
      broken([](TexturedMesh& m) { m.positions[5].x() = std::numeric_limits<float>::quiet_NaN(); }).find("vertex 5"),
      std::string::npos);
  EXPECT_NE(broken([](TexturedMesh& m) {
              for (auto& p : m.positions) p.setZero();
            }).find("no extent"),
            std::string::npos);
  for (const float units : {1e3F, 1e-3F}) {
    EXPECT_NE(broken([units](TexturedMesh& m) {
                for (auto& p : m.positions) p *= units;
              }).find("positions in metres"),
              std::string::npos);
  }
  const std::string far = broken([](TexturedMesh& m) {
    for (auto& p : m.positions) p += Eigen::Vector3f(5e6F, 0, 0);
  });
  EXPECT_NE(far.find("5000000"), std::string::npos) << far;
  EXPECT_NE(far.find("too coarse"), std::string::npos) << far;
  EXPECT_EQ(broken([](TexturedMesh& m) {
              for (auto& p : m.positions) p += Eigen::Vector3f(100, 0, 0);
            }),
            "");
  EXPECT_NE(broken([](TexturedMesh& m) { m.texture_of.assign(m.triangles.size(), 0); }).find("texture 0 of 0"),
            std::string::npos);
  EXPECT_NE(broken([](TexturedMesh& m) { m.texture_of.assign(2, kNoTexture); }).find("2 of 12"), std::string::npos);
  EXPECT_NE(broken([](TexturedMesh& m) { m.colours.pop_back(); }).find("colours"), std::string::npos);
  EXPECT_NE(broken([](TexturedMesh& m) {
              m.textures.push_back({2, 2, std::vector<Rgb>(3)});
            }).find("2 x 2"),
            std::string::npos);
  EXPECT_NE(broken([](TexturedMesh& m) {
              m.textures.push_back({1, 1, std::vector<Rgb>(1)});
            }).find("texture coordinates"),
            std::string::npos);
}

TEST(TexturedMesh, SamplesTheSurfaceByArea) {
  const TexturedMesh mesh = box(0.3, 0.1, 0.1);
  const std::vector<Vector3> points = sample_surface(mesh, 7000, 3);
  int ends = 0;
  for (const Vector3& p : points) {
    EXPECT_NEAR((p.cwiseAbs() - Vector3(0.15, 0.05, 0.05)).maxCoeff(), 0, 1e-6);
    ends += std::abs(std::abs(p.x()) - 0.15) < 1e-6 ? 1 : 0;
  }
  EXPECT_NEAR(ends, 1000, 120) << "the two ends are 1/7 of the area";
  EXPECT_EQ(points, sample_surface(mesh, 7000, 3));
  EXPECT_NE(points, sample_surface(mesh, 7000, 4));
}

TEST(TexturedMesh, CentredPosePutsTheBoxAtTheOrigin) {
  TexturedMesh mesh = box(0.3, 0.1, 0.1);
  for (auto& p : mesh.positions) p += Eigen::Vector3f(1, 2, 3);
  const cortex::Pose X_WO = centred_pose(mesh, cortex::rotation_from_euler_xyz(1, 2, 3));
  EXPECT_LT((X_WO * Vector3(1, 2, 3)).norm(), 1e-6);
}

TEST(YcbMesh, LoadsWithItsTexture) {
  const char* data = std::getenv("COLONNADE_DATA");
  if (data == nullptr) GTEST_SKIP() << "COLONNADE_DATA is not set";
  const TexturedMesh mesh = load_mesh(fs::path(data) / "ycb" / "025_mug" / "mesh.obj");
  EXPECT_EQ(mesh.triangles.size(), 16384U);
  EXPECT_EQ(mesh.textures.at(0).width, 1024);
  EXPECT_EQ(mesh.uvs.size(), mesh.positions.size());
}

}  // namespace
}  // namespace colonnade::sensors
