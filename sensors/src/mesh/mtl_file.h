#pragma once

#include <filesystem>
#include <vector>

#include "mesh_contents.h"

namespace colonnade::sensors {

/// Reads the colours of a material library (MTL): newmtl, Kd, and map_Kd with its options -clamp, -o and -s. Read here
/// and not by Assimp, whose reader crashes on broken ones and does not tell a missing colour from a grey one.
/// @throws InputError with path and line: a colour before any newmtl, a colour that is none.
std::vector<MeshMaterial> read_mtl(const std::filesystem::path& path);

}  // namespace colonnade::sensors
