#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mesh_contents.h"

namespace colonnade::sensors {

/// A material with all that is known of it.
struct Material {
  MeshMaterial source;
  std::filesystem::path folder;  ///< that its texture's path is relative to
  bool named = false;            ///< by the mesh's author, not by its reader
  bool vertices_count = false;   ///< vertices' colours are multiplied with the material's (glTF)
  bool unreadable = false;       ///< what it names is not there, which was said: its colour is not known
};

/// The materials of a mesh file at `path`, those of OBJ as its material libraries define them. Puts into `warnings`
/// what is missing. @throws InputError for a broken library
std::vector<Material> look_up_materials(const MeshContents& contents, const std::filesystem::path& path,
                                        std::vector<std::string>& warnings);

}  // namespace colonnade::sensors
