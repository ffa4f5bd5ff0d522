#pragma once

#include <string>
#include <vector>

#include <colonnade/datasets/experiment.h>
#include <rapidcheck.h>

#include "experiment_fields.h"

namespace colonnade::datasets {

/// Draws every field of an experiment anew within its own range. Values that contradict each other may come out.
class RandomFields {
 public:
  void text(const char* name, std::string& value) {
    if (std::string(name) == "name" || std::string(name) == "object_set") return;  // have rules of their own
    value = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f'));
    if (*rc::gen::inRange(0, 4) == 0) value += "\n\té~";
  }
  void texts(const char*, std::vector<std::string>& values) {
    values = *rc::gen::unique<std::vector<std::string>>(
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f'))));
  }
  void flag(const char*, bool& value) { value = *rc::gen::arbitrary<bool>(); }
  template <class Number>
  void number(const char*, Number& value, double min, double max) {
    const double share = *rc::gen::inRange(0, 1'000'001) * 1e-6;
    value = static_cast<Number>(min + share * (max - min));
  }
  template <class Enum, std::size_t N>
  void choice(const char*, Enum& value, const std::array<std::pair<std::string_view, Enum>, N>& names) {
    value = names[*rc::gen::inRange(std::size_t{0}, N)].second;
  }
  void rotations(const char*, std::vector<EulerDegrees>& values) {
    values.assign(*rc::gen::inRange<std::size_t>(1, 20), {});
    for (EulerDegrees& angles : values) {
      for (double& angle : angles) number("", angle, -360, 360);
    }
  }
  template <class Visit>
  void section(const char*, Visit&& visit) {
    visit(*this);
  }
};

/// Any experiment that passes the checks.
inline Experiment random_experiment() {
  Experiment experiment;
  RandomFields fields;
  visit_fields(experiment, fields);
  experiment.columns = *rc::gen::element(1, 5);
  const bool surface = experiment.agent == Agent::surface;
  experiment.learning.movement = surface ? Movement::random_walk : Movement::saccades;
  experiment.test.movement = *rc::gen::element(Movement::automatic, surface ? Movement::explore : Movement::spiral);
  experiment.test.count = *rc::gen::inRange(1, static_cast<int>(experiment.learning.rotations.size()) + 1);
  experiment.test.max_sensations = experiment.column.min_sensations + *rc::gen::inRange(0, 100);
  return experiment;
}

}  // namespace colonnade::datasets
