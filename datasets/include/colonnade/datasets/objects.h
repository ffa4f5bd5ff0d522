#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::datasets {

/// Names of the object sets: `builtin` (generated, nothing to download), and of the YCB objects (Calli et al. 2015)
/// `distinct10`, `similar10`, `all77` as Monty uses them, and `ycb`, everything that the data directory has.
[[nodiscard]] std::vector<std::string> object_set_names();

/// Objects that can be loaded by name.
class ObjectSet {
 public:
  /// The name of the set.
  [[nodiscard]] const std::string& set() const noexcept { return set_; }
  /// Names of its objects, in the set's order.
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

  /// @throws InputError when the name is not in the set (says which are near), or not in the data directory.
  void require(std::string_view name) const;
  /// The object's mesh, in metres. May be called from several threads at the same time.
  /// @throws InputError as require(), or when the files are missing or broken.
  [[nodiscard]] sensors::TexturedMesh load(std::string_view name) const;

 private:
  friend ObjectSet open_objects(std::string_view, const std::filesystem::path&, std::uint64_t);

  std::string set_;
  std::vector<std::string> names_;
  std::filesystem::path index_;               // where files_ are from
  std::vector<std::filesystem::path> files_;  // parallel to names_, empty where the index has none; generated: no files
  std::uint64_t seed_ = 0;
};

/// Opens a set of objects. The data directory may have only some of them.
/// @param data_directory holds `ycb/index.csv` and the meshes (datasets/download_ycb.sh lays them out); the built-in
///   objects need none.
/// @param seed of the shapes and prints of the built-in objects; scanned objects do not depend on it.
/// @throws InputError: no such set, no data directory, an empty one, a missing or broken index.
[[nodiscard]] ObjectSet open_objects(std::string_view set, const std::filesystem::path& data_directory = {},
                                     std::uint64_t seed = 1);

/// The objects of an experiment: the wanted ones, or all of the set when none are named; then the first `max_objects`
/// (0: all). @throws InputError for a name that is not in the set (says which are near), and for one of these objects
/// that is not in the data directory.
[[nodiscard]] std::vector<std::string> select_objects(const ObjectSet& set, std::span<const std::string> wanted,
                                                      int max_objects);

/// The data directory: the option if there is one, or else the environment variable COLONNADE_DATA, or else empty.
[[nodiscard]] std::filesystem::path data_directory(const std::optional<std::filesystem::path>& option);

}  // namespace colonnade::datasets
