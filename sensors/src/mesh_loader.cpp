#include <algorithm>
#include <cmath>
#include <string>

#include <assimp/material.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/Importer.hpp>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/mesh_loader.h>

#include "image_file.h"

namespace colonnade::sensors {
namespace {

std::uint8_t to_byte(float channel) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(channel, 0.0f, 1.0f) * 255));
}

/// The name of the first diffuse texture among the materials in use; empty when there is none.
std::string texture_name(const aiScene& scene) {
  for (unsigned m = 0; m < scene.mNumMeshes; ++m) {
    aiString name;
    const aiMaterial& material = *scene.mMaterials[scene.mMeshes[m]->mMaterialIndex];
    if (material.GetTexture(aiTextureType_DIFFUSE, 0, &name) == AI_SUCCESS) return name.C_Str();
  }
  return {};
}

void check_faces(const aiMesh& part, const std::string& path) {
  for (unsigned i = 0; i < part.mNumFaces; ++i) {
    if (part.mFaces[i].mNumIndices == 0) throw InputError(path + ": face " + std::to_string(i) + " has no vertices");
  }
}

void append(const aiMesh& part, bool textured, const std::string& path, TexturedMesh& mesh) {
  const auto first = static_cast<std::uint32_t>(mesh.positions.size());
  if (textured && !part.HasTextureCoords(0)) throw InputError(path + ": a part of the mesh lacks texture coordinates");
  for (unsigned i = 0; i < part.mNumVertices; ++i) {
    const aiVector3D& p = part.mVertices[i];
    mesh.positions.emplace_back(p.x, p.y, p.z);
    if (textured) mesh.uvs.emplace_back(part.mTextureCoords[0][i].x, part.mTextureCoords[0][i].y);
    if (!textured) {
      const aiColor4D colour = part.HasVertexColors(0) ? part.mColors[0][i] : aiColor4D(0.5f, 0.5f, 0.5f, 1.0f);
      mesh.colours.push_back({to_byte(colour.r), to_byte(colour.g), to_byte(colour.b)});
    }
  }
  for (unsigned i = 0; i < part.mNumFaces; ++i) {
    const aiFace& face = part.mFaces[i];
    if (face.mNumIndices != 3) continue;  // stray points and lines
    mesh.triangles.push_back({first + face.mIndices[0], first + face.mIndices[1], first + face.mIndices[2]});
  }
}

}  // namespace

TexturedMesh load_mesh(const std::filesystem::path& path) {
  require_file(path, "mesh");
  Assimp::Importer importer;
  const auto demand = [&](const aiScene* scene) {
    if (scene == nullptr || scene->mNumMeshes == 0) {
      throw InputError(path.string() + ": not a readable mesh: " + importer.GetErrorString());
    }
  };
  // Validated apart: the steps after it trust the indices, and abort the program where a face has none.
  const aiScene* scene = importer.ReadFile(path.string(), aiProcess_ValidateDataStructure);
  demand(scene);
  for (unsigned m = 0; m < scene->mNumMeshes; ++m) check_faces(*scene->mMeshes[m], path.string());
  scene = importer.ApplyPostProcessing(aiProcess_Triangulate | aiProcess_JoinIdenticalVertices | aiProcess_FlipUVs |
                                       aiProcess_PreTransformVertices);
  demand(scene);
  TexturedMesh mesh;
  const std::string texture = texture_name(*scene);
  if (const auto image = path.parent_path() / texture; !texture.empty()) {
    mesh.texture = to_rgb(read_image(image), image.string());
  }
  for (unsigned m = 0; m < scene->mNumMeshes; ++m) append(*scene->mMeshes[m], !texture.empty(), path.string(), mesh);
  check(mesh, path.string());
  return mesh;
}

}  // namespace colonnade::sensors
