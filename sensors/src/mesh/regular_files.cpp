#include "regular_files.h"

#include <cstring>
#include <fstream>
#include <memory>
#include <string_view>

#include <assimp/MemoryIOWrapper.h>

#include <colonnade/cortex/error.h>

#include "find_file.h"

namespace colonnade::sensors {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  std::string bytes(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  file.seekg(0);
  if (size < 0 || !file.read(bytes.data(), size)) throw InputError(path.string() + ": cannot be read");
  return bytes;
}

std::filesystem::path RegularFiles::find(const char* path) const {
  if (path == mesh_) return mesh_;
  // Assimp puts the mesh's folder before what the mesh names.
  const std::string folder = mesh_.parent_path().string();
  std::string_view written(path);
  if (!folder.empty() && written.starts_with(folder)) {
    written.remove_prefix(folder.size());
    while (written.starts_with('/') || written.starts_with("./")) written.remove_prefix(written[0] == '/' ? 1 : 2);
  }
  return find_file(mesh_.parent_path(), std::string(written)).value_or("");
}

bool RegularFiles::Exists(const char* path) const { return !find(path).empty(); }

Assimp::IOStream* RegularFiles::Open(const char* path, const char* mode) {
  if (std::string_view(mode).find_first_of("wa+") != std::string_view::npos) return nullptr;
  const std::filesystem::path found = find(path);
  if (found.empty()) {
    missing_.emplace_back(path);
    return nullptr;
  }
  if (found == mesh_) {
    if (!text_) text_ = edit_(read_file(found));
    return new Assimp::MemoryIOStream(reinterpret_cast<const std::uint8_t*>(text_->data()), text_->size());
  }
  const std::string bytes = read_file(found);
  auto copy = std::make_unique<std::uint8_t[]>(bytes.size() + 1);
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  auto stream = std::make_unique<Assimp::MemoryIOStream>(copy.get(), bytes.size(), true);
  (void)copy.release();
  return stream.release();
}

}  // namespace colonnade::sensors
