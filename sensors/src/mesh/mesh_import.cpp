#include "mesh_import.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include <assimp/config.h>
#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/Importer.hpp>

#include <colonnade/cortex/error.h>

#include "obj_text.h"
#include "ply_colours.h"
#include "regular_files.h"

namespace colonnade::sensors {
namespace {

using Colour = std::array<float, 3>;

/// glTF gives colours as amounts of light; textures, and everything here, are in sRGB.
float to_srgb(float linear) {
  const float c = std::clamp(linear, 0.0f, 1.0f);
  return c <= 0.0031308f ? 12.92f * c : 1.055f * std::pow(c, 1 / 2.4f) - 0.055f;
}

/// The formats that differ from others in what their colours mean.
enum class Format { kObj, kPly, kGltf, kOther };

Format format_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (ending == ".obj") return Format::kObj;
  if (ending == ".ply") return Format::kPly;
  return ending == ".gltf" || ending == ".glb" ? Format::kGltf : Format::kOther;
}

Colour colour_of(const aiColor4D& c, Format format) {
  return format == Format::kGltf ? Colour{to_srgb(c.r), to_srgb(c.g), to_srgb(c.b)} : Colour{c.r, c.g, c.b};
}

std::string copy(const aiString& text) { return {text.C_Str(), text.length}; }

struct Source {
  MeshMaterial material;
  unsigned uv_channel = 0;
};

Source source_of(const aiMaterial& material, const aiScene& scene, Format format) {
  Source source;
  source.material.name = copy(material.GetName());
  if (format == Format::kObj) return source;  // its library says more
  aiString texture;
  std::array<aiTextureMapMode, 3> modes{aiTextureMapMode_Wrap, aiTextureMapMode_Wrap, aiTextureMapMode_Wrap};
  for (const aiTextureType type : {aiTextureType_BASE_COLOR, aiTextureType_DIFFUSE}) {
    if (material.GetTexture(type, 0, &texture, nullptr, &source.uv_channel, nullptr, nullptr, modes.data()) ==
        AI_SUCCESS) {
      const auto [embedded, index] = scene.GetEmbeddedTextureAndIndex(texture.C_Str());
      source.material.texture = embedded != nullptr ? "*" + std::to_string(index) : copy(texture);
      source.material.repeats = modes[0] != aiTextureMapMode_Clamp;
      break;
    }
  }
  aiColor4D colour;
  const bool coloured = (format == Format::kGltf && material.Get(AI_MATKEY_BASE_COLOR, colour) == AI_SUCCESS) ||
                        material.Get(AI_MATKEY_COLOR_DIFFUSE, colour) == AI_SUCCESS;
  // Assimp puts a grey of 0.6 where a file is silent. Beside a texture, colours count in glTF (and OBJ) alone.
  constexpr float kSilent = 0.6f;
  const bool silent = colour.r == kSilent && colour.g == kSilent && colour.b == kSilent;
  if (coloured && (format == Format::kGltf || (!silent && source.material.texture.empty()))) {
    source.material.colour = colour_of(colour, format);
  }
  return source;
}

MeshPart part_of(const aiMesh& mesh, unsigned uv_channel, Format format) {
  MeshPart part;
  part.material = mesh.mMaterialIndex;
  part.positions.reserve(mesh.mNumVertices);
  part.triangles.reserve(mesh.mNumFaces);
  const bool coloured = mesh.HasVertexColors(0);
  const bool mapped = uv_channel < AI_MAX_NUMBER_OF_TEXTURECOORDS && mesh.HasTextureCoords(uv_channel);
  for (unsigned i = 0; i < mesh.mNumVertices; ++i) {
    const aiVector3D& p = mesh.mVertices[i];
    part.positions.push_back({p.x, p.y, p.z});
    if (mapped) part.uvs.push_back({mesh.mTextureCoords[uv_channel][i].x, mesh.mTextureCoords[uv_channel][i].y});
    if (coloured) part.colours.push_back(colour_of(mesh.mColors[0][i], format));
  }
  for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
    const aiFace& face = mesh.mFaces[i];
    if (face.mNumIndices != 3) continue;  // stray points and lines
    part.triangles.push_back({face.mIndices[0], face.mIndices[1], face.mIndices[2]});
  }
  return part;
}

void check_faces(const aiScene& scene) {
  for (unsigned m = 0; m < scene.mNumMeshes; ++m) {
    const aiMesh& mesh = *scene.mMeshes[m];
    for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
      const aiFace& face = mesh.mFaces[i];
      if (face.mNumIndices == 0) throw InputError("face " + std::to_string(i) + " has no vertices");
      for (unsigned k = 0; k < face.mNumIndices; ++k) {
        if (face.mIndices[k] < mesh.mNumVertices) continue;
        throw InputError("face " + std::to_string(i) + " refers to vertex " + std::to_string(face.mIndices[k]) +
                         " of " + std::to_string(mesh.mNumVertices));
      }
    }
  }
}

/// Joining vertices saves memory, but Assimp joins those of different colours, too.
bool has_only_positions_and_uvs(const aiScene& scene) {
  return std::all_of(scene.mMeshes, scene.mMeshes + scene.mNumMeshes,
                     [](const aiMesh* mesh) { return !mesh->HasVertexColors(0) && mesh->GetNumUVChannels() <= 1; });
}

template <class T>
void replace(T*& array, std::vector<T> values) {
  delete[] array;
  array = new T[values.size()];
  std::copy(values.begin(), values.end(), array);
}

/// Gives each face vertices of its own, in its colour.
void paint_faces(aiMesh& mesh, const std::vector<Colour>& colours) {
  std::vector<aiVector3D> positions;
  std::vector<aiVector3D> uvs;
  std::vector<aiColor4D> painted;
  for (unsigned i = 0; i < mesh.mNumFaces; ++i) {
    aiFace& face = mesh.mFaces[i];
    for (unsigned k = 0; k < face.mNumIndices; ++k) {
      positions.push_back(mesh.mVertices[face.mIndices[k]]);
      if (mesh.HasTextureCoords(0)) uvs.push_back(mesh.mTextureCoords[0][face.mIndices[k]]);
      painted.emplace_back(colours[i][0], colours[i][1], colours[i][2], 1.0f);
      face.mIndices[k] = static_cast<unsigned>(positions.size() - 1);
    }
  }
  delete[] mesh.mNormals;
  mesh.mNormals = nullptr;
  if (mesh.HasTextureCoords(0)) replace(mesh.mTextureCoords[0], std::move(uvs));
  mesh.mNumVertices = static_cast<unsigned>(positions.size());
  replace(mesh.mVertices, std::move(positions));
  replace(mesh.mColors[0], std::move(painted));
}

EmbeddedTexture texture_of(const aiTexture& texture) {
  const std::size_t size_B =
      texture.mHeight == 0 ? texture.mWidth : std::size_t{texture.mWidth} * texture.mHeight * sizeof(aiTexel);
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(texture.pcData);
  return {texture.mWidth, texture.mHeight, std::vector<std::uint8_t>(bytes, bytes + (bytes == nullptr ? 0 : size_B))};
}

}  // namespace

MeshContents import_mesh(const std::filesystem::path& path) {
  const Format format = format_of(path);
  MeshContents contents;
  contents.has_libraries = format == Format::kObj;
  contents.multiplies_vertex_colours = format == Format::kGltf;
  std::vector<Colour> face_colours;
  const auto edit = [&](std::string text) {
    if (format == Format::kPly) face_colours = ply_face_colours(text);
    if (format != Format::kObj) return text;
    ObjText obj = tidy_obj(text);
    contents.libraries = std::move(obj.libraries);
    return std::move(obj.text);
  };
  auto* const files = new RegularFiles(path, edit);
  Assimp::Importer importer;
  importer.SetIOHandler(files);  // which owns it
  const auto demand = [&](const aiScene* scene) {
    if (scene != nullptr && scene->mNumMeshes > 0) return;
    const std::string reason = importer.GetErrorString();
    throw InputError("not a readable mesh" + (reason.empty() ? "" : ": " + reason));
  };
  // Validated apart: the steps after it trust the indices, and abort the program where a face has none.
  const aiScene* scene = importer.ReadFile(path.string(), aiProcess_ValidateDataStructure);
  demand(scene);
  check_faces(*scene);
  aiMesh& first = *scene->mMeshes[0];
  if (!face_colours.empty() && scene->mNumMeshes == 1 && !first.HasVertexColors(0)) {
    if (face_colours.size() != first.mNumFaces) throw InputError("not a readable mesh: its faces' colours are broken");
    paint_faces(first, face_colours);
  }
  // Textures' transforms are meant for coordinates that are not flipped yet. The scale is that of formats with units.
  demand(importer.ApplyPostProcessing(aiProcess_TransformUVCoords | aiProcess_GlobalScale));
  const unsigned join = has_only_positions_and_uvs(*scene) ? aiProcess_JoinIdenticalVertices : 0u;
  scene =
      importer.ApplyPostProcessing(aiProcess_Triangulate | join | aiProcess_FlipUVs | aiProcess_PreTransformVertices);
  demand(scene);

  std::vector<unsigned> uv_channels;
  for (unsigned i = 0; i < scene->mNumMaterials; ++i) {
    Source source = source_of(*scene->mMaterials[i], *scene, format);
    contents.materials.push_back(std::move(source.material));
    uv_channels.push_back(source.uv_channel);
  }
  for (unsigned i = 0; i < scene->mNumMeshes; ++i) {
    const aiMesh& mesh = *scene->mMeshes[i];
    contents.parts.push_back(part_of(mesh, uv_channels.at(mesh.mMaterialIndex), format));
  }
  for (unsigned i = 0; i < scene->mNumTextures; ++i) contents.textures.push_back(texture_of(*scene->mTextures[i]));
  contents.missing = files->missing();
  return contents;
}

}  // namespace colonnade::sensors
