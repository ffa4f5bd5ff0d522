#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include <colonnade/sensors/mesh_loader.h>

#include "mesh_files.h"

namespace colonnade::sensors {
namespace {

constexpr Rgb kRed{255, 0, 0}, kGreen{0, 255, 0}, kBlue{0, 0, 255}, kGrey{128, 128, 128}, kWhite{255, 255, 255};

/// A tetrahedron with texture coordinates, each face in the material that `face` names (empty: none is named).
std::string tetrahedron(const std::array<std::string, 4>& face, const std::string& head = "mtllib a.mtl\n") {
  std::string text = head + "v 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nvt 0.1 0.1\nvt 0.2 0.1\nvt 0.1 0.2\n";
  const std::array<std::string, 4> corners{"1/1 3/3 2/2", "1/1 2/2 4/3", "1/1 4/2 3/3", "2/1 3/2 4/3"};
  for (std::size_t i = 0; i < 4; ++i) {
    if (!face[i].empty()) text += "usemtl " + face[i] + "\n";
    text += "f " + corners[i] + "\n";
  }
  return text;
}

std::string all(const std::string& material) { return tetrahedron({material, material, material, material}); }

/// The colour in the middle of the triangle nearest to a point of the tetrahedron's faces.
Rgb colour_near(const TexturedMesh& mesh, const Eigen::Vector3f& p) {
  const auto middle = [&](std::size_t i) -> Eigen::Vector3f {
    return (mesh.positions[mesh.triangles[i][0]] + mesh.positions[mesh.triangles[i][1]] +
            mesh.positions[mesh.triangles[i][2]]) /
           3;
  };
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    if ((middle(i) - p).norm() < (middle(nearest) - p).norm()) nearest = i;
  }
  return colour_at(mesh, nearest, 1.0F / 3, 1.0F / 3);
}

/// Colours of the faces z = 0, y = 0, x = 0, and the slanted one.
std::array<Rgb, 4> faces(const TexturedMesh& mesh) {
  constexpr float k = 0.1F / 3;
  return {colour_near(mesh, {k, k, 0}), colour_near(mesh, {k, 0, k}), colour_near(mesh, {0, k, k}),
          colour_near(mesh, {k, k, k})};
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

/// A PPM of one colour.
std::string plain_image(const Rgb& colour, int size = 4) {
  std::string text = "P6 " + std::to_string(size) + " " + std::to_string(size) + " 255\n";
  for (int i = 0; i < size * size; ++i) text.append(colour.begin(), colour.end());
  return text;
}

using MeshColour = MeshFile;

TEST_F(MeshColour, MaterialsEachHaveTheirOwnColourOrTexture) {
  write("a.mtl",
        "\xEF\xBB\xBFnewmtl red\r\nKd 1 0 0\r\nnewmtl of blue\r\nKd 0 0 1 # comment\r\n"
        "newmtl g\nKd 1 1 1\nmap_Kd green.ppm\nnewmtl b\nmap_Kd \"my blue.ppm\"\n");
  write("green.ppm", plain_image(kGreen));
  write("my blue.ppm", plain_image(kBlue));
  const TexturedMesh mesh = load_mesh(write("a.obj", tetrahedron({"red", "of blue", "g", "b"})));
  EXPECT_EQ(faces(mesh), (std::array{kRed, kBlue, kGreen, kBlue}));
  EXPECT_EQ(joined(mesh.warnings), "");
}

TEST_F(MeshColour, ATextureIsMultipliedWithKdUnlessThatIsBlack) {
  write("a.mtl", "newmtl m\nKd 0.5 0.5 0.5\nmap_Kd i.ppm\nnewmtl n\nKd 0 0 0\nmap_Kd i.ppm\nnewmtl o\nmap_Kd i.ppm\n");
  write("i.ppm", plain_image({200, 100, 40}));
  const TexturedMesh mesh = load_mesh(write("a.obj", tetrahedron({"m", "n", "o", "o"})));
  const Rgb plain{200, 100, 40};
  EXPECT_EQ(faces(mesh), (std::array{Rgb{100, 50, 20}, plain, plain, plain}));
  EXPECT_EQ(mesh.textures.size(), 1U) << "one image, one texture";
}

TEST_F(MeshColour, FacesBeforeAnyMaterialDoNotGetThatOfOthers) {
  write("a.mtl", "newmtl red\nKd 1 0 0\n");
  const TexturedMesh mesh = load_mesh(write("a.obj", tetrahedron({"", "red", "", ""})));
  EXPECT_EQ(faces(mesh), (std::array{kGrey, kRed, kRed, kRed}));
  EXPECT_NE(joined(mesh.warnings).find("no colour"), std::string::npos) << joined(mesh.warnings);
}

TEST_F(MeshColour, TexturesAreFoundHoweverTheirPathIsWritten) {
  write("maps/my red.ppm", plain_image(kRed));
  write("red.ppm", plain_image(kRed));
  const std::filesystem::path path = write("a.obj", all("m"));
  for (const char* const written :
       {"maps\\my red.ppm", "maps/my%20red.ppm", "MAPS/My Red.PPM", "C:\\Users\\me\\red.ppm", "/home/me/Red.ppm",
        "./maps/../red.ppm", "-clamp on -o 0 0 0 -s 1 1 1 -bm 2 red.ppm", "other/folder/red.ppm"}) {
    write("a.mtl", "newmtl m\nmap_Kd " + std::string(written) + "\n");
    const TexturedMesh mesh = load_mesh(path);
    EXPECT_EQ(faces(mesh)[0], kRed) << written;
    EXPECT_EQ(joined(mesh.warnings), "") << written;
  }
}

TEST_F(MeshColour, TexturesAreScaledMovedAndClamped) {
  // Left half red, right half blue; the coordinates used are about 0.13.
  std::string image = "P6 8 1 255\n";
  for (int i = 0; i < 8; ++i) image.append(i < 4 ? "\xFF\0\0" : "\0\0\xFF", 3);
  write("i.ppm", image);
  write("a.mtl",
        "newmtl a\nmap_Kd i.ppm\nnewmtl b\nmap_Kd -o 0.5 0 i.ppm\nnewmtl c\nmap_Kd -s 5 1 i.ppm\n"
        "newmtl d\nmap_Kd -clamp on -s 10 1 i.ppm\n");
  EXPECT_EQ(faces(load_mesh(write("a.obj", tetrahedron({"a", "b", "c", "d"})))),
            (std::array{kRed, kBlue, kBlue, kBlue}));
}

TEST_F(MeshColour, WhatIsMissingIsGreyAndSaid) {
  const auto warnings = [this](const std::string& mtl, const std::string& material = "m") {
    write("a.mtl", mtl);
    const TexturedMesh mesh = load_mesh(write("a.obj", all(material)));
    EXPECT_EQ(faces(mesh), (std::array{kGrey, kGrey, kGrey, kGrey})) << mtl;
    return joined(mesh.warnings);
  };
  const auto expect = [](const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  };
  expect(warnings("newmtl other\nKd 1 0 0\n"), {"a.obj", "\"m\"", "not defined"});
  expect(warnings("newmtl m\nKd 1 0 0\nmap_Kd gone.png\n"), {"a.obj", "\"m\"", "gone.png", "missing"});
  expect(warnings("newmtl m\nKs 1 1 1\n"), {"a.obj", "\"m\"", "no colour"});
  expect(warnings("newmtl m\nKd spectral file.rfl\n"), {"\"m\"", "no colour"});
  write("i.tga", "no picture that is known");
  expect(warnings("newmtl m\nmap_Kd i.tga\n"), {"\"m\"", "i.tga", "no format"});
  std::filesystem::remove(folder_ / "a.mtl");
  const TexturedMesh mesh = load_mesh(folder_ / "a.obj");
  expect(joined(mesh.warnings), {"a.mtl", "missing", "\"m\""});
  expect(joined(load_mesh(write("plain.obj", kTetrahedron)).warnings), {"plain.obj", "no colour"});
}

TEST_F(MeshColour, BrokenMaterialLibrariesAreRefused) {
  const std::filesystem::path path = write("a.obj", all("m"));
  const auto refused = [&](const std::string& mtl) {
    write("a.mtl", mtl);
    return error_of([&] { (void)load_mesh(path); });
  };
  for (const char* const mtl : {"map_Kd t.png", "# a\nKd 1 0 0\nnewmtl m\n", "newmtl m\nKd 1 0\n", "newmtl m\nKd\n",
                                "newmtl m\nKd 0,5 0,5 0,5\n", "newmtl m\nKd nan 0 0\n", "newmtl m\nKd -1 0 0\n"}) {
    const std::string message = refused(mtl);
    EXPECT_NE(message.find(std::string(mtl).starts_with("map") ? "a.mtl:1: " : "a.mtl:2: "), std::string::npos)
        << mtl << message;
  }
  EXPECT_EQ(refused(std::string("\0\1\xFF\n\n\r map_\0Kd", 12)), "") << "nothing in it, so m is not defined";
}

TEST_F(MeshColour, ColoursOfSomeVerticesStayWhereTheyAre) {
  const TexturedMesh mesh = load_mesh(write("a.obj",
                                            "v 0 0 0\nv .1 0 0 1 0 0 1\nv 0 +.1 0 1. 0 0\nv 0 0 .1 1 1 0 0 # w, r g b\n"
                                            "v 0.1 0 0 1\nv 0 0.1 0\nv 0 0 0.1 1 0 0\n"
                                            "f 1 6 5\nf 1 5 7\nf 1 7 6\nf 2 3 7\n"));
  EXPECT_EQ(faces(mesh)[0], kGrey) << "its three vertices have none";
  EXPECT_EQ(faces(mesh)[3], kRed);
  EXPECT_NE(joined(mesh.warnings).find("some vertices"), std::string::npos);
}

TEST_F(MeshColour, ColoursUpTo255AreTakenForBytes) {
  const TexturedMesh mesh =
      load_mesh(write("a.obj",
                      "v 0 0 0 200 20 0\nv 0.1 0 0 200 20 0\nv 0 0.1 0 200 20 0\nv 0 0 0.1 200 20 0\n"
                      "f 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n"));
  EXPECT_EQ(faces(mesh)[3], (Rgb{200, 20, 0}));
}

TEST_F(MeshColour, VerticesAtOnePlaceKeepTheirOwnColours) {
  std::string text;
  for (const char* const colour : {" 1 0 0\n", " 0 0 1\n"}) {
    for (const char* const p : {"v 0 0 0", "v 0.1 0 0", "v 0 0.1 0", "v 0 0 0.1"}) text += std::string(p) + colour;
  }
  const TexturedMesh mesh = load_mesh(write("a.obj", text + "f 1 3 2\nf 5 6 8\nf 1 4 3\nf 6 7 8\n"));
  EXPECT_EQ(faces(mesh), (std::array{kRed, kBlue, kRed, kBlue}));
}

TEST_F(MeshColour, FaceColoursOfPly) {
  const std::string head =
      "element vertex 4\nproperty float x\nproperty float y\nproperty float z\nelement face 4\n"
      "property list uchar int vertex_indices\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
      "end_header\n";
  const std::string ascii = "ply\r\nformat ascii 1.0\ncomment a\n" + head +
                            "0 0 0\n0.1 0 0\n0 0.1 0\n0 0 0.1\n3 0 2 1 255 0 0\n3 0 1 3 0 255 0\n3 0 3 2 0 0 255\n"
                            "3 1 2 3 255 255 255\n";
  const std::array expected{kRed, kGreen, kBlue, kWhite};
  EXPECT_EQ(faces(load_mesh(write("a.ply", ascii))), expected);

  for (const std::endian order : {std::endian::little, std::endian::big}) {
    std::string binary =
        std::string("ply\nformat binary_") + (order == std::endian::little ? "little" : "big") + "_endian 1.0\n" + head;
    const auto put = [&](auto number) {
      std::array<char, sizeof number> bytes;
      std::memcpy(bytes.data(), &number, sizeof number);
      if (order != std::endian::native) std::reverse(bytes.begin(), bytes.end());
      binary.append(bytes.data(), bytes.size());
    };
    for (const float x : {0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F}) put(x);
    const std::array<std::array<std::int32_t, 3>, 4> corners{{{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}}};
    for (std::size_t i = 0; i < 4; ++i) {
      binary += '\3';
      for (const std::int32_t corner : corners[i]) put(corner);
      binary.append(expected[i].begin(), expected[i].end());
    }
    EXPECT_EQ(faces(load_mesh(write("b.ply", binary))), expected);
  }
}

/// A glTF file of the tetrahedron; `material` is JSON, `more` further members of the file.
std::string gltf(const std::string& material, const std::string& attributes, const std::string& more) {
  return R"({"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
    "buffers": [{"byteLength": 240, "uri": "a%20b.bin"}], "bufferViews": [
      {"buffer": 0, "byteOffset": 0, "byteLength": 48}, {"buffer": 0, "byteOffset": 48, "byteLength": 32},
      {"buffer": 0, "byteOffset": 80, "byteLength": 24}, {"buffer": 0, "byteOffset": 104, "byteLength": 64}],
    "accessors": [
      {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [0.1, 0.1, 0.1]},
      {"bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC2"},
      {"bufferView": 2, "componentType": 5123, "count": 12, "type": "SCALAR"},
      {"bufferView": 3, "componentType": 5126, "count": 4, "type": "VEC4"}],
    "meshes": [{"primitives": [{"attributes": {"POSITION": 0)" +
         attributes + R"(}, "indices": 2, "material": 0}]}], "materials": [{"pbrMetallicRoughness": )" + material +
         "}]" + more + "}";
}

std::string gltf_buffer() {
  std::string bytes;
  const auto put = [&bytes](auto number) { bytes.append(reinterpret_cast<const char*>(&number), sizeof number); };
  for (const float x : {0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F, 0.0F, 0.0F, 0.0F, 0.1F}) put(x);
  for (const float uv : {0.1F, 0.1F, 0.2F, 0.1F, 0.1F, 0.2F, 0.2F, 0.2F}) put(uv);
  for (const int corner : {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3}) put(static_cast<std::uint16_t>(corner));
  for (int i = 0; i < 4; ++i) {
    for (const float channel : {1.0F, 0.2158605F, 0.0F, 1.0F}) put(channel);  // 128 in sRGB
  }
  bytes.resize(240);
  return bytes;
}

TEST_F(MeshColour, GltfFactorsTexturesAndVertexColours) {
  write("a b.bin", gltf_buffer());
  // The upper left quarter is blue (glTF's v points downwards).
  std::string image = "P6 4 4 255\n";
  for (int i = 0; i < 16; ++i) image.append(i % 4 < 2 && i < 8 ? "\0\0\xFF" : "\xFF\0\0", 3);
  write("Base Color.ppm", image);
  const std::string textured = R"(, "images": [{"uri": "Base%20Color.ppm"}], "textures": [{"source": 0}])";
  const auto first = [this](const std::string& text) {
    const TexturedMesh mesh = load_mesh(write("a.gltf", text));
    EXPECT_EQ(joined(mesh.warnings), "") << text;
    return faces(mesh)[0];
  };
  EXPECT_EQ(first(gltf(R"({"baseColorFactor": [0.2158605, 1, 0, 1]})", "", "")), (Rgb{128, 255, 0}))
      << "factors are linear, here are amounts as in textures";
  EXPECT_EQ(first(gltf("{}", "", "")), kWhite) << "as glTF defines it";
  EXPECT_EQ(first(gltf("{}", R"(, "COLOR_0": 3)", "")), (Rgb{255, 128, 0}));
  EXPECT_EQ(first(gltf(R"({"baseColorFactor": [0, 1, 1, 1]})", R"(, "COLOR_0": 3)", "")), (Rgb{0, 128, 0}));
  EXPECT_EQ(first(gltf(R"({"baseColorTexture": {"index": 0}})", R"(, "TEXCOORD_0": 1)", textured)), kBlue);
  EXPECT_EQ(first(gltf(R"({"baseColorTexture": {"index": 0}, "baseColorFactor": [1, 1, 0.2158605, 1]})",
                       R"(, "TEXCOORD_0": 1)", textured)),
            (Rgb{0, 0, 128}));
  EXPECT_EQ(first(gltf(R"({"baseColorTexture": {"index": 0, "extensions": {"KHR_texture_transform":
                          {"offset": [0.5, 0.5]}}}})",
                       R"(, "TEXCOORD_0": 1)", textured + R"(, "extensionsUsed": ["KHR_texture_transform"])")),
            kRed);
}

TEST_F(MeshColour, EmbeddedTexturesOfGltf) {
  write("a b.bin", gltf_buffer());
  const auto with_image = [](const std::string& base64) {
    return gltf(R"({"baseColorTexture": {"index": 0}})", R"(, "TEXCOORD_0": 1)",
                R"(, "images": [{"uri": "data:image/png;base64,)" + base64 + R"("}], "textures": [{"source": 0}])");
  };
  const std::string red =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
  EXPECT_EQ(faces(load_mesh(write("a.gltf", with_image(red))))[0], kRed);
  EXPECT_NE(error_of([&] { (void)load_mesh(write("a.gltf", with_image(red.substr(0, 60)))); }).find("embedded texture"),
            std::string::npos);
}

TEST_F(MeshColour, TexturesOfEveryKindOfPixels) {
  write("a.mtl", "newmtl m\nmap_Kd i.pnm\n");
  const std::filesystem::path path = write("a.obj", all("m"));
  const auto shown = [&](const std::string& image) {
    write("i.pnm", image);
    return faces(load_mesh(path))[0];
  };
  EXPECT_EQ(shown("P5 1 1 255\n\x46"), (Rgb{70, 70, 70}));
  EXPECT_EQ(shown(std::string("P5 1 1 65535\n\x80\x80", 15)), (Rgb{128, 128, 128}));
  EXPECT_EQ(shown(std::string("P6 1 1 65535\n\xFF\xFF\x80\x80\0\0", 19)), (Rgb{255, 128, 0}));
  EXPECT_EQ(shown("P1 1 1\n0\n"), kWhite);
}

TEST_F(MeshColour, TexturesAreTakenAsStored) {
  std::filesystem::copy_file(std::filesystem::path(COLONNADE_TEST_DIR) / "pictures" / "turned.jpg",
                             folder_ / "turned.jpg");
  write("a.mtl", "newmtl m\nmap_Kd turned.jpg\n");
  const TexturedMesh mesh = load_mesh(write("a.obj", all("m")));
  ASSERT_EQ(mesh.textures.size(), 1U);
  EXPECT_EQ(mesh.textures[0].width, 32) << "stored as 32 x 16; EXIF says that it is to be shown turned by 90 degrees";
  EXPECT_EQ(mesh.textures[0].height, 16);
  EXPECT_GT(mesh.textures[0].pixels[0][0], 240) << "red at the left";
  EXPECT_LT(mesh.textures[0].pixels[0][2], 15);
}

}  // namespace
}  // namespace colonnade::sensors
