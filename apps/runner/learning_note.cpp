#include "learning_note.h"

#include <algorithm>

#include <colonnade/files/json.h>
#include <colonnade/ledger/project_ledger.h>

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

LearningCost cost_from(const files::JsonValue& json) {
  LearningCost cost;
  json.get_to("seconds", cost.seconds);
  json.get_to("column_ms", cost.column_ms);
  json.get_to("simulation_ms", cost.simulation_ms);
  json.get_to("sensations", cost.sensations);
  json.get_to("threads", cost.threads);
  if (json.has("operations")) cost.operations = ledger::read_operations(json.at("operations"));
  return cost;
}

}  // namespace

LearningNote::LearningNote(const std::filesystem::path& memory)
    : file_(memory.parent_path() / (memory.stem().string() + ".learning.json")) {}

LearningNote::LearningNote(const std::filesystem::path& memory, std::size_t objects) : LearningNote(memory) {
  if (std::filesystem::exists(file_)) read(objects);
}

void LearningNote::read(std::size_t objects) {
  const Json json = files::read_json(file_);
  const files::JsonValue note(json, file_.string());
  if (!note.has(kParts)) {  // an older note: all in one
    parts_.push_back({0, {}, cost_from(note)});
    return;
  }
  const files::JsonValue parts = note.at(kParts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const files::JsonValue part = parts.at(i);
    parts_.push_back({part.at(kObjects).integer<std::size_t>(), part.at(kLearned).text(), cost_from(part)});
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
