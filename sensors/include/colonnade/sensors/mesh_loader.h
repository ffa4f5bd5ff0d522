#pragma once

#include <filesystem>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// Loads a mesh with its colours, from any format that Assimp reads (OBJ with MTL, PLY, glTF, Collada, STL, ...). All
/// parts of the file become one mesh; units are metres, or those that the file states.
///
/// Colours are those of textures (in files of their own or embedded), of materials, of vertices, and of faces (PLY);
/// where there are several: the texture, times the material's colour in OBJ (map_Kd, Kd) and times material's and
/// vertices' colours in glTF; without texture, the vertices' before the material's. Textures' pixels are taken as
/// stored, without alpha. Colours of numbers above 1.5 are taken as shares of 255.
///
/// What the file names and is not there (material library, material, texture), or in no format that is read, or what it
/// gives no colour at all, is grey, and said so in the mesh's `warnings`.
///
/// The file is read in a child process, because broken ones crash the library or make it hang; so a program of several
/// threads may call this from all of them, but not while it holds locks that atfork handlers want.
/// @throws InputError naming the file and what is wrong with it: missing, unreadable, truncated, too few triangles,
/// a broken material library or texture, or what check() refuses.
[[nodiscard]] TexturedMesh load_mesh(const std::filesystem::path& path);

}  // namespace colonnade::sensors
