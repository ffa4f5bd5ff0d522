#pragma once

#include <filesystem>

#include "mesh_contents.h"

namespace colonnade::sensors {

/// Reads a mesh file with Assimp. Texture files and an OBJ's material libraries are named, not read.
/// @throws InputError with the reason: not a mesh, broken. Assimp crashes on some broken files: see run_isolated.
MeshContents import_mesh(const std::filesystem::path& path);

}  // namespace colonnade::sensors
