#include "map_reader.h"

#include <algorithm>

namespace colonnade::datasets {

MapReader::MapReader(const Value& map, Places& places) : places_(&places), map_(map) {
  if (!map.node().IsMap()) map.fail_type("a map of keys and values");
  for (const auto& entry : map.node()) {
    const Value key(entry.first, map.path(), map.source());
    if (!entry.first.IsScalar()) key.fail_type("a key");
    const std::string& name = entry.first.Scalar();
    const std::string path = map.path().empty() ? name : map.path() + "." + name;
    // yaml-cpp lets the same key pass twice, and takes the place of a value that is not there from the next line.
    const YAML::Mark mark = entry.second.IsNull() ? entry.first.Mark() : entry.second.Mark();
    if (!entries_.try_emplace(name, entry.second, path, map.source(), mark).second)
      key.fail("key \"" + name + "\" stands twice");
    keys_.emplace_back(name, entry.first.Mark());
  }
}

const Value* MapReader::find(const char* name) {
  known_.emplace_back(name);
  const auto found = entries_.find(name);
  if (found == entries_.end()) return nullptr;
  (*places_)[found->second.path()] = found->second.place();
  return &found->second;
}

void MapReader::finish() const {
  for (const auto& [name, mark] : keys_) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    throw InputError(map_.source().place(mark) + ": " + (map_.path().empty() ? "" : map_.path() + ": ") +
                     "unknown key \"" + name + "\"" + suggest(name, known_));
  }
}

}  // namespace colonnade::datasets
