#pragma once

#include <filesystem>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// Loads a mesh with its texture or vertex colours (OBJ with MTL and PNG or JPEG; anything else that Assimp reads,
/// too). All parts of the file become one mesh; units are taken as metres.
/// @throws InputError naming the file and what is wrong with it: missing, unreadable, truncated, too few triangles,
/// missing or broken texture.
[[nodiscard]] TexturedMesh load_mesh(const std::filesystem::path& path);

}  // namespace colonnade::sensors
