// Meshes with their materials and textures; the first file of a bundle is the mesh.

#include <colonnade/sensors/mesh_loader.h>
#include <colonnade/sensors/simulated_world.h>
#include <opencv2/imgcodecs.hpp>

#include "../bundle.h"
#include "../format.h"

namespace colonnade::fuzz {
namespace {

using namespace sensors;

constexpr std::array<std::string_view, 44> kTokens{"v ",
                                                   "vt ",
                                                   "vn ",
                                                   "vp ",
                                                   "f ",
                                                   "l ",
                                                   "p ",
                                                   "o ",
                                                   "g ",
                                                   "s ",
                                                   "usemtl ",
                                                   "mtllib ",
                                                   "newmtl ",
                                                   "map_Kd ",
                                                   "map_Bump ",
                                                   "-o 1 1 1 ",
                                                   "Kd ",
                                                   "Ka ",
                                                   "d ",
                                                   "illum ",
                                                   "\\\n",
                                                   "/",
                                                   "//",
                                                   "-1",
                                                   "element face ",
                                                   "element vertex ",
                                                   "property list uchar int vertex_indices\n",
                                                   "property uchar red\n",
                                                   "end_header\n",
                                                   "format binary_little_endian 1.0\n",
                                                   "facet normal ",
                                                   "endfacet\n",
                                                   "outer loop\n",
                                                   "\"accessors\": ",
                                                   "\"bufferViews\": ",
                                                   "\"byteOffset\": ",
                                                   "\"byteStride\": ",
                                                   "\"count\": ",
                                                   "\"indices\": ",
                                                   "\"mesh\": 0",
                                                   "\"nodes\": [0]",
                                                   "\"baseColorFactor\": ",
                                                   "data:application/octet-stream;base64,",
                                                   "\"sparse\": "};

std::string encoded(const char* kind) {
  std::vector<unsigned char> bytes;
  cv::imencode(kind, cv::Mat(4, 4, CV_8UC3, cv::Scalar(10, 120, 240)), bytes);
  return {bytes.begin(), bytes.end()};
}

template <class... Numbers>
void append(std::string& bytes, Numbers... numbers) {
  (bytes.append(reinterpret_cast<const char*>(&numbers), sizeof numbers), ...);
}

constexpr float kSide = 0.1F;
constexpr std::array<std::array<float, 3>, 4> kCorners{{{0, 0, 0}, {kSide, 0, 0}, {0, kSide, 0}, {0, 0, kSide}}};
constexpr std::array<std::array<std::uint16_t, 3>, 4> kFaces{{{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}};

std::string textured_obj(const std::string& texture) {
  return join({{"a.obj",
                "mtllib a.mtl\nvt 0 0\nvt 1 0\nvt 0 1\nv 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nusemtl m\n"
                "f 1/1 3/2 2/3\nf 1/1 2/2 4/3\nf 1/1 4/3 3/2\nf 2/1 3/2 4/3\n"},
               {"a.mtl", "newmtl m\nKd 0.5 0.25 1\nmap_Kd " + texture + "\n"},
               {texture, encoded(texture.substr(texture.find('.')).c_str())}});
}

std::string binary_stl() {
  std::string bytes(80, ' ');
  append(bytes, static_cast<std::uint32_t>(kFaces.size()));
  for (const auto& face : kFaces) {
    append(bytes, 0.0F, 0.0F, 1.0F);
    for (const std::uint16_t corner : face)
      append(bytes, kCorners[corner][0], kCorners[corner][1], kCorners[corner][2]);
    append(bytes, std::uint16_t{0});
  }
  return join({{"a.stl", bytes}});
}

std::string binary_ply() {
  std::string bytes =
      "ply\nformat binary_little_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
      "element face 4\nproperty list uchar int vertex_indices\nend_header\n";
  for (const auto& corner : kCorners) append(bytes, corner[0], corner[1], corner[2]);
  for (const auto& face : kFaces) {
    append(bytes, std::uint8_t{3});
    for (const std::uint16_t corner : face) append(bytes, std::int32_t{corner});
  }
  return join({{"a.ply", bytes}});
}

std::string binary_gltf() {
  std::string json =
      R"({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],)"
      R"( "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],)"
      R"( "materials": [{"pbrMetallicRoughness": {"baseColorFactor": [1, 0.5, 0.25, 1]}}],)"
      R"( "accessors": [{"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3",)"
      R"( "min": [0, 0, 0], "max": [0.1, 0.1, 0.1]},)"
      R"( {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"}],)"
      R"( "bufferViews": [{"buffer": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 24}],)"
      R"( "buffers": [{"byteLength": 72}]})";
  json.resize((json.size() + 3) / 4 * 4, ' ');
  std::string data;
  for (const auto& corner : kCorners) append(data, corner[0], corner[1], corner[2]);
  for (const auto& face : kFaces) append(data, face[0], face[1], face[2]);
  std::string bytes = "glTF";
  append(bytes, std::uint32_t{2}, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + data.size()));
  append(bytes, static_cast<std::uint32_t>(json.size()));
  bytes += "JSON" + json;
  append(bytes, static_cast<std::uint32_t>(data.size()));
  bytes += std::string("BIN\0", 4) + data;
  return join({{"a.glb", bytes}});
}

std::vector<std::string> seeds() {
  return {textured_obj("a.png"), textured_obj("a.jpg"), textured_obj("a.bmp"),
          binary_stl(),          binary_ply(),          binary_gltf()};
}

void read(std::string_view input) {
  const Folder folder(input);
  const MeshScene scene(load_mesh(folder.first()));
  (void)diameter(scene.mesh());
  RgbdPatch patch;
  scene.render(PinholeCamera::square(16, 0.2, 1), cortex::Pose::Identity(), patch);
}

}  // namespace

Format mesh_format() { return {"mesh", read, seeds, kTokens, mutate_bundle}; }

}  // namespace colonnade::fuzz
