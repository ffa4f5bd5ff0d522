#pragma once

#include <filesystem>

#include <colonnade/sensors/textured_mesh.h>

#include "mesh_contents.h"

namespace colonnade::sensors {

/// Puts the parts of a mesh file together, with the colours of their materials, textures and vertices as load_mesh
/// says. The mesh is not checked. @throws InputError for a broken material library or texture, and for parts that
/// refer to what is not there
TexturedMesh paint_mesh(MeshContents contents, const std::filesystem::path& path);

}  // namespace colonnade::sensors
