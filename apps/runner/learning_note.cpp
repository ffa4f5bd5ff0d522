#include "learning_note.h"

#include <algorithm>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/project_ledger.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"

namespace colonnade::runner {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kParts = "parts";
constexpr const char* kObjects = "objects";
constexpr const char* kLearned = "learned";

Json to_json(const LearningCost& cost) {
  return {{"seconds", cost.seconds},
          {"column_ms", cost.column_ms},
          {"simulation_ms", cost.simulation_ms},
          {"sensations", cost.sensations},
          {"operations", ledger::to_json(cost.operations)},
          {"threads", cost.threads}};
}

LearningCost cost_from(const Json& json) {
  LearningCost cost;
  json.at("seconds").get_to(cost.seconds);
  json.at("column_ms").get_to(cost.column_ms);
  json.at("simulation_ms").get_to(cost.simulation_ms);
  json.at("sensations").get_to(cost.sensations);
  json.at("threads").get_to(cost.threads);
  if (json.contains("operations")) cost.operations = ledger::operations_from_json(json.at("operations"));
  return cost;
}

}  // namespace

LearningNote::LearningNote(const std::filesystem::path& memory)
    : file_(memory.parent_path() / (memory.stem().string() + ".learning.json")) {}

LearningNote::LearningNote(const std::filesystem::path& memory, std::size_t objects) : LearningNote(memory) {
  if (!std::filesystem::exists(file_)) return;
  try {
    read(objects);
  } catch (const Json::exception& error) {
    throw InputError(fmt::format("{}: no note of what learning cost ({})", file_.string(), error.what()));
  }
}

void LearningNote::read(std::size_t objects) {
  const Json json = Json::parse(read_file(file_));
  if (!json.contains(kParts)) {  // an older note: all in one
    parts_.push_back({0, {}, cost_from(json)});
    return;
  }
  for (const Json& part : json.at(kParts)) {
    parts_.push_back({part.at(kObjects).get<std::size_t>(), part.at(kLearned).get<std::string>(), cost_from(part)});
  }
  std::erase_if(parts_, [objects](const Part& part) { return part.objects > objects; });
}

void LearningNote::add(std::size_t objects, const std::string& learned, const LearningCost& cost) {
  parts_.push_back({objects, learned, cost});
}

void LearningNote::save() const {
  Json parts = Json::array();
  for (const Part& part : parts_) {
    Json json = {{kObjects, part.objects}, {kLearned, part.learned}};
    json.update(to_json(part.cost));
    parts.push_back(std::move(json));
  }
  write_file(file_, Json{{kParts, parts}}.dump(2) + "\n");
}

bool LearningNote::has_indexes(std::size_t objects) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [objects](const Part& part) { return part.learned.empty() && part.objects == objects; });
}

LearningCost LearningNote::total() const {
  LearningCost sum;
  for (const Part& part : parts_) {
    sum.seconds += part.cost.seconds;
    sum.column_ms += part.cost.column_ms;
    sum.simulation_ms += part.cost.simulation_ms;
    sum.sensations += part.cost.sensations;
    sum.operations += part.cost.operations;
    sum.threads = part.cost.threads;
  }
  return sum;
}

}  // namespace colonnade::runner
