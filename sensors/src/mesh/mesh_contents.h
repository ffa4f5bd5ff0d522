#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace colonnade::sensors {

/// What a mesh file says of a material. Colours are shares of 1, or of 255 where any of the file's is above 1.5.
struct MeshMaterial {
  std::string name;
  std::optional<std::array<float, 3>> colour;  ///< where the file gives one
  std::string texture;                         ///< as the file writes it; "*N" is the N-th embedded one
  bool repeats = true;                         ///< whether the texture does, outside 0 to 1
  std::array<float, 2> uv_scale{1, 1};         ///< texture coordinates (v upwards) are scaled, then moved
  std::array<float, 2> uv_offset{0, 0};
};

/// Triangles of one material.
struct MeshPart {
  std::uint32_t material = 0;
  std::vector<std::array<float, 3>> positions;
  std::vector<std::array<float, 2>> uvs;      ///< one a vertex, or none; (0, 0) is the texture's top left
  std::vector<std::array<float, 3>> colours;  ///< one a vertex, or none; below 0: this vertex has none
  std::vector<std::array<std::uint32_t, 3>> triangles;
};

/// An image inside a mesh file: a file's bytes, or pixels (height > 0) of blue, green, red, alpha.
struct EmbeddedTexture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> bytes;
};

/// A mesh file as its reader understands it, before anything else is looked up.
struct MeshContents {
  std::vector<MeshMaterial> materials;
  std::vector<MeshPart> parts;
  std::vector<EmbeddedTexture> textures;
  bool has_libraries = false;              ///< materials are names alone, which libraries define (OBJ)
  std::vector<std::string> libraries;      ///< as mtllib lines name them
  bool multiplies_vertex_colours = false;  ///< with those of materials and textures (glTF)
  std::vector<std::string> missing;        ///< other files that the mesh wants and that are not there
};

// For Packer and Unpacker: every field, in one order.
template <class Archive, class Value>
requires std::is_same_v<std::remove_const_t<Value>, MeshMaterial>
void pack_fields(Archive& archive, Value& value) {
  archive(value.name), archive(value.colour), archive(value.texture), archive(value.repeats);
  archive(value.uv_scale), archive(value.uv_offset);
}
template <class Archive, class Value>
requires std::is_same_v<std::remove_const_t<Value>, MeshPart>
void pack_fields(Archive& archive, Value& value) {
  archive(value.material), archive(value.positions), archive(value.uvs), archive(value.colours);
  archive(value.triangles);
}
template <class Archive, class Value>
requires std::is_same_v<std::remove_const_t<Value>, EmbeddedTexture>
void pack_fields(Archive& archive, Value& value) { archive(value.width), archive(value.height), archive(value.bytes); }
template <class Archive, class Value>
requires std::is_same_v<std::remove_const_t<Value>, MeshContents>
void pack_fields(Archive& archive, Value& value) {
  archive(value.materials), archive(value.parts), archive(value.textures), archive(value.has_libraries);
  archive(value.libraries), archive(value.multiplies_vertex_colours), archive(value.missing);
}

}  // namespace colonnade::sensors
