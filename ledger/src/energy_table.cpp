#include <colonnade/ledger/energy_table.h>

#include <cmath>
#include <initializer_list>
#include <utility>

#include <colonnade/cortex/error.h>
#include <colonnade/files/json.h>
#include <colonnade/files/text.h>

#include "embedded.h"

namespace colonnade::ledger {

namespace {

using files::Json;

/// A number, or [low, high].
Picojoules read_range(const Json& section, const char* key, const std::string& place) {
  const auto refuse = [&](const std::string& why) { throw InputError(place + ": '" + key + "' " + why); };
  if (!section.contains(key)) refuse("is missing");
  const Json& value = section.at(key);
  Picojoules range;
  if (value.is_number()) {
    range.low = range.high = value.get<double>();
  } else if (value.is_array() && value.size() == 2 && value[0].is_number() && value[1].is_number()) {
    range = {value[0].get<double>(), value[1].get<double>()};
  } else {
    refuse("must be a number or [low, high], not " + value.dump());
  }
  if (!(range.low >= 0) || !(range.high >= range.low) || !std::isfinite(range.high)) {
    refuse("must be a range of picojoules from 0 up, not " + value.dump());
  }
  return range;
}

void check_keys(const Json& section, std::initializer_list<const char*> known, const std::string& place) {
  if (!section.is_object()) throw InputError(place + ": must be a map, not " + section.dump());
  for (const auto& [key, value] : section.items()) {
    bool found = false;
    for (const char* name : known) found = found || key == name;
    if (!found) throw InputError(place + ": unknown key '" + key + "'");
  }
}

}  // namespace

EnergyTable parse_energy_table(std::string_view text, const std::string& place) {
  const Json json = files::parse_json(text, place);
  check_keys(json, {"title", "source", "note", "picojoules", "picojoules_per_64_bit"}, place);
  const auto text_of = [&](const char* key) {
    if (!json.contains(key) || !json.at(key).is_string()) throw InputError(place + ": '" + key + "' must be a text");
    return json.at(key).get<std::string>();
  };
  EnergyTable table;
  table.name = std::filesystem::path(place).stem().string();
  table.title = text_of("title");
  table.source = text_of("source");
  table.note = text_of("note");
  for (const char* key : {"picojoules", "picojoules_per_64_bit"}) {
    if (!json.contains(key)) throw InputError(place + ": '" + key + "' is missing");
  }
  const Json& operations = json.at("picojoules");
  check_keys(operations, {"mac_fp32", "accumulate", "flop", "byte_compare", "lookup", "permanence_update"}, place);
  table.mac_fp32 = read_range(operations, "mac_fp32", place);
  table.accumulate = read_range(operations, "accumulate", place);
  table.flop = read_range(operations, "flop", place);
  table.byte_compare = read_range(operations, "byte_compare", place);
  table.lookup = read_range(operations, "lookup", place);
  table.permanence_update = read_range(operations, "permanence_update", place);
  const Json& memory = json.at("picojoules_per_64_bit");
  check_keys(memory, {kMemoryLevelNames[0], kMemoryLevelNames[1], kMemoryLevelNames[2], kMemoryLevelNames[3]}, place);
  for (std::size_t i = 0; i < kMemoryLevels; ++i) table.per_64_bit[i] = read_range(memory, kMemoryLevelNames[i], place);
  return table;
}

EnergyTable load_energy_table(const std::filesystem::path& file) {
  return parse_energy_table(files::read_file(file), file.string());
}

const std::vector<EnergyTable>& builtin_energy_tables() {
  static const std::vector<EnergyTable> tables = [] {
    std::vector<EnergyTable> all;
    for (const EmbeddedFile& file : embedded_files()) {
      if (file.name != "grid_carbon") all.push_back(parse_energy_table(file.text, std::string(file.name) + ".json"));
    }
    return all;
  }();
  return tables;
}

EnergyTable find_energy_table(const std::string& name_or_file) {
  if (name_or_file.ends_with(".json")) return load_energy_table(name_or_file);
  std::string known;
  for (const EnergyTable& table : builtin_energy_tables()) {
    if (table.name == name_or_file) return table;
    known += (known.empty() ? "" : ", ") + table.name;
  }
  throw InputError("no energy table '" + name_or_file + "'; there are: " + known + ", or a file ending in .json");
}

ModelledJoules model_energy(const Operations& o, const EnergyTable& table) {
  ModelledJoules sum;
  const auto add = [&sum](std::uint64_t count, const Picojoules& each, double unit = 1) {
    sum.low += 1e-12 * static_cast<double>(count) / unit * each.low;
    sum.high += 1e-12 * static_cast<double>(count) / unit * each.high;
  };
  add(o.effective_macs, table.mac_fp32);
  add(o.effective_acs, table.accumulate);
  add(o.flops, table.flop);
  add(o.byte_compares, table.byte_compare);
  add(o.lookups, table.lookup);
  add(o.permanence_updates, table.permanence_update);
  for (std::size_t i = 0; i < kMemoryLevels; ++i) add(o.bytes[i], table.per_64_bit[i], 8);
  return sum;
}

}  // namespace colonnade::ledger
