#include <colonnade/datasets/objects.h>

#include <algorithm>
#include <cstdlib>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/mesh_loader.h>

#include "builtin/catalogue.h"
#include "near_names.h"
#include "ycb.h"

namespace colonnade::datasets {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBuiltin = "builtin";
constexpr std::string_view kEverything = "ycb";

std::size_t index_of(const ObjectSet& set, std::string_view name) {
  const auto found = std::find(set.names().begin(), set.names().end(), name);
  if (found != set.names().end()) return static_cast<std::size_t>(found - set.names().begin());
  throw InputError("object \"" + std::string(name) + "\" is not in the set " + set.set() + suggest(name, set.names()));
}

}  // namespace

std::vector<std::string> object_set_names() { return {"builtin", "distinct10", "similar10", "all77", "ycb"}; }

ObjectSet open_objects(std::string_view set, const fs::path& data_directory, std::uint64_t seed) {
  const std::vector<std::string> sets = object_set_names();
  if (std::find(sets.begin(), sets.end(), set) == sets.end()) {
    throw InputError("unknown object set \"" + std::string(set) + "\"" + suggest(set, sets));
  }
  ObjectSet objects;
  objects.set_ = set;
  objects.seed_ = seed;
  if (set == kBuiltin) {
    objects.names_ = builtin_names();
    return objects;
  }
  if (data_directory.empty()) {
    throw InputError("object set " + objects.set_ +
                     " needs the YCB meshes, but no data directory is given: use --data DIR or set COLONNADE_DATA "
                     "(datasets/download_ycb.sh fetches the meshes)");
  }
  objects.index_ = data_directory / "ycb" / "index.csv";
  std::vector<YcbObject> scanned = read_ycb_index(data_directory);
  if (set == kEverything) {
    for (YcbObject& object : scanned) {
      objects.names_.push_back(std::move(object.name));
      objects.files_.push_back(std::move(object.mesh));
    }
    return objects;
  }
  for (const std::string_view name : ycb_set(set)) {
    const auto found =
        std::find_if(scanned.begin(), scanned.end(), [&](const YcbObject& object) { return object.name == name; });
    objects.names_.emplace_back(name);
    objects.files_.push_back(found == scanned.end() ? fs::path() : found->mesh);
  }
  return objects;
}

void ObjectSet::require(std::string_view name) const {
  const std::size_t index = index_of(*this, name);
  if (files_.empty() || !files_[index].empty()) return;
  throw InputError(index_.string() + ": object \"" + std::string(name) + "\" of the set " + set_ +
                   " is missing (datasets/download_ycb.sh fetches it); use --set object_set=ycb for all that is there");
}

sensors::TexturedMesh ObjectSet::load(std::string_view name) const {
  require(name);
  const std::size_t index = index_of(*this, name);
  return files_.empty() ? make_builtin(name, seed_) : sensors::load_mesh(files_[index]);
}

std::vector<std::string> select_objects(const ObjectSet& set, std::span<const std::string> wanted, int max_objects) {
  std::vector<std::string> names(wanted.begin(), wanted.end());
  for (const std::string& name : names) (void)index_of(set, name);
  if (names.empty()) names = set.names();
  if (max_objects > 0) names.resize(std::min(names.size(), static_cast<std::size_t>(max_objects)));
  for (const std::string& name : names) set.require(name);
  return names;
}

fs::path data_directory(const std::optional<fs::path>& option) {
  if (option) return *option;
  const char* variable = std::getenv("COLONNADE_DATA");
  return variable != nullptr ? variable : "";
}

}  // namespace colonnade::datasets
