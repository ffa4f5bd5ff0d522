#include "experiment_check.h"

#include <algorithm>
#include <set>

#include <colonnade/datasets/objects.h>

namespace colonnade::datasets {

namespace {

class Checker {
 public:
  explicit Checker(const Places& places) : places_(places) {}

  void demand(bool good, const std::string& path, const std::string& message) const {
    if (good) return;
    const auto place = places_.find(path);
    throw InputError((place != places_.end() ? place->second + ": " : "") + path + ": " + message);
  }

  /// The one of two contradicting values that was set by someone (the first, if both were).
  [[nodiscard]] std::string set_one(const std::string& first, const std::string& second) const {
    return places_.contains(first) || !places_.contains(second) ? first : second;
  }

 private:
  const Places& places_;
};

bool is_file_name(const std::string& name) {
  constexpr std::string_view kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         name.find_first_not_of(kAllowed) == std::string::npos;
}

bool fits(Movement movement, Agent agent) {
  switch (movement) {
    case Movement::automatic:
      return true;
    case Movement::explore:
    case Movement::random_walk:
    case Movement::curvature:
      return agent == Agent::surface;
    case Movement::spiral:
    case Movement::saccades:
      return agent == Agent::distant;
  }
  return false;
}

void check_objects(const Experiment& e, const Checker& checker) {
  const std::vector<std::string> sets = object_set_names();
  checker.demand(std::find(sets.begin(), sets.end(), e.object_set) != sets.end(), "object_set",
                 "unknown object set \"" + e.object_set + "\"" + suggest(e.object_set, sets));
  std::set<std::string> seen;
  for (const std::string& name : e.objects) {
    checker.demand(seen.insert(name).second, "objects", "\"" + name + "\" stands twice");
  }
}

}  // namespace

void check(const Experiment& e, const Places& places) {
  const Checker checker(places);
  checker.demand(is_file_name(e.name), "name",
                 "\"" + e.name + "\" cannot name a folder; use up to 100 letters, digits, _, - and .");
  check_objects(e, checker);
  checker.demand(e.columns == 1 || e.columns == 5, "columns", std::to_string(e.columns) + " is neither 1 nor 5");

  const std::string agent(name_of(e.agent, kAgentNames));
  const auto check_movement = [&](Movement movement, const std::string& path) {
    checker.demand(
        fits(movement, e.agent), checker.set_one(path, "agent"),
        "movement \"" + std::string(name_of(movement, kMovementNames)) + "\" is not for a " + agent + " agent");
  };
  check_movement(e.learning.movement, "learning.movement");
  check_movement(e.test.movement, "test.movement");

  const std::size_t learned = e.learning.rotations.size();
  checker.demand(learned > 0, "learning.rotations", "at least one rotation is needed");
  if (e.test.rotations == TestRotations::random) {
    checker.demand(e.test.count > 0, checker.set_one("test.count", "test.rotations"),
                   "random rotations need a test.count of at least 1");
  } else {
    checker.demand(
        static_cast<std::size_t>(e.test.count) <= learned, checker.set_one("test.count", "learning.rotations"),
        std::to_string(e.test.count) + " test rotations, but only " + std::to_string(learned) + " are learned");
  }
  checker.demand(e.column.min_sensations <= e.test.max_sensations,
                 checker.set_one("test.max_sensations", "column.min_sensations"),
                 "test.max_sensations " + std::to_string(e.test.max_sensations) + " is below column.min_sensations " +
                     std::to_string(e.column.min_sensations));
}

}  // namespace colonnade::datasets
