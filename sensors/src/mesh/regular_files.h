#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>

namespace colonnade::sensors {

/// The files that Assimp may see: regular ones, found as find_file does, whole in memory, and read only. Pipes, devices
/// and folders, which a mesh may name, are not there.
class RegularFiles : public Assimp::IOSystem {
 public:
  using Edit = std::function<std::string(std::string)>;

  /// @param edit is applied to the text of the mesh itself.
  RegularFiles(std::filesystem::path mesh, Edit edit) : mesh_(std::move(mesh)), edit_(std::move(edit)) {}

  bool Exists(const char* path) const override;
  char getOsSeparator() const override { return '/'; }
  Assimp::IOStream* Open(const char* path, const char* mode) override;
  void Close(Assimp::IOStream* file) override { delete file; }

  /// What was asked for and not there.
  [[nodiscard]] const std::vector<std::string>& missing() const { return missing_; }

 private:
  [[nodiscard]] std::filesystem::path find(const char* path) const;

  std::filesystem::path mesh_;
  Edit edit_;
  std::optional<std::string> text_;  // of the mesh, which is opened several times
  std::vector<std::string> missing_;
};

/// All bytes of a file. @throws InputError naming it when it cannot be read
std::string read_file(const std::filesystem::path& path);

}  // namespace colonnade::sensors
