#include <colonnade/sensors/mesh_loader.h>

#include <stdexcept>
#include <string>
#include <system_error>

#include <colonnade/cortex/error.h>

#include "../image_file.h"
#include "isolated.h"
#include "mesh_contents.h"
#include "mesh_import.h"
#include "mesh_painter.h"
#include "packing.h"

namespace colonnade::sensors {
namespace {

// Meshes of a million triangles take some seconds and a gigabyte; broken ones that want much more are not worth it.
IsolationLimits limits_for(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size_B = std::filesystem::file_size(path, error);
  const std::size_t known_B = error ? 0 : static_cast<std::size_t>(size_B);
  return {static_cast<unsigned>(20 + known_B / 500'000), (std::size_t{4} << 30) + 64 * known_B};
}

// Assimp reads, among many other things, past the end of what it has: no text filter would find all files that crash
// it. Hence the child process.
MeshContents import_isolated(const std::filesystem::path& path) {
  const std::string bytes = run_isolated(path.string(), limits_for(path), [&path] {
    Packer packer;
    packer(import_mesh(path));
    return packer.take();
  });
  MeshContents contents;
  try {
    Unpacker unpack(bytes);
    unpack(contents);
  } catch (const std::runtime_error& error) {  // the child's memory was damaged
    throw InputError(path.string() + ": not a readable mesh (" + error.what() + ")");
  }
  return contents;
}

}  // namespace

TexturedMesh load_mesh(const std::filesystem::path& path) {
  require_file(path, "mesh");
  TexturedMesh mesh = paint_mesh(import_isolated(path), path);
  check(mesh, path.string());
  return mesh;
}

}  // namespace colonnade::sensors
