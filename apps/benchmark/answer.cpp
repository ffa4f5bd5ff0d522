#include "answer.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

/// Of some curves, the one that needs the fewest views for a target; none when none reaches it.
const Curve* quickest(const std::vector<const Curve*>& curves, Measure measure, double target) {
  const Curve* best = nullptr;
  double fewest = 0;
  for (const Curve* curve : curves) {
    const auto views = crossing(*curve, measure, target).views;
    if (views && (best == nullptr || *views < fewest)) {
      best = curve;
      fewest = *views;
    }
  }
  return best;
}

/// Of some curves that reach a target, the one for which `joules` at the views it needs are fewest; none when none
/// does.
template <class Joules>
std::optional<ledger::ModelledJoules> cheapest(const std::vector<const Curve*>& curves, Measure measure, double target,
                                               const Joules& joules) {
  std::optional<ledger::ModelledJoules> fewest;
  for (const Curve* curve : curves) {
    const auto views = crossing(*curve, measure, target).views;
    if (!views) continue;
    const ledger::ModelledJoules needed = joules(*curve, *views);
    if (!fewest || needed.middle() < fewest->middle()) fewest = needed;
  }
  return fewest;
}

constexpr double kTargets[] = {0.99, 0.97, 0.95, 0.9, 0.8, 0.5};

std::string times(double factor, const char* more, const char* less) {
  return factor >= 1 ? fmt::format("{:.3g} times {}", factor, more) : fmt::format("{:.3g} times {}", 1 / factor, less);
}

/// The curves of one number of objects and condition.
struct Group {
  std::vector<const Curve*> columns, cnns, references;
};

/// Column and CNN at one target that the column reaches.
std::string compare_at(const StudyRun& run, const Group& group, Measure measure, double target) {
  const Curve& column = *quickest(group.columns, measure, target);
  const double views = *crossing(column, measure, target).views;
  std::string text =
      fmt::format("for {:.0f} %, {} needs {:.3g} views per object", 100 * target, column.contestant, views);
  if (const Curve* reference = quickest(group.references, measure, target); reference != nullptr) {
    text += fmt::format(", {} {:.3g}", reference->contestant, *crossing(*reference, measure, target).views);
  }
  const Curve* cnn = quickest(group.cnns, measure, target);
  if (cnn == nullptr) {
    return text + fmt::format(", and no CNN reaches it within {} views.", group.cnns.front()->points.back().views);
  }
  const double cnn_views = *crossing(*cnn, measure, target).views;
  text += fmt::format(", the best CNN ({}) {:.3g}: {}.", cnn->contestant, cnn_views,
                      times(cnn_views / views, "as many", "fewer"));
  for (const ledger::EnergyTable& table : run.energy.tables) {
    const auto cheapest_of = [&](const auto& joules_at) {
      return *cheapest(group.cnns, measure, target,
                       [&](const Curve& curve, double at) { return joules_at(curve, at, table); });
    };
    const double learning = ledger::ratio(cheapest_of(learning_joules_at), learning_joules_at(column, views, table));
    const double recognition =
        ledger::ratio(cheapest_of(recognition_joules_at), recognition_joules_at(column, views, table));
    text += fmt::format(" By {}, the cheapest CNN's learning costs {}, the cheapest one's recognition {}.", table.title,
                        times(learning, "as much", "less"), times(recognition, "as much", "less"));
  }
  return text;
}

std::string compare(const StudyRun& run, const Group& group, Measure measure) {
  const Curve& any = *group.columns.front();
  std::string text = fmt::format("{} objects, {}, {}: ", any.objects, any.condition,
                                 measure == Measure::named ? "naming" : "pose (ADD-S below a tenth of the diameter)");
  // The highest target that a CNN alone reaches, the highest that a column does, and the highest that both do.
  bool cnn_reached = false;
  bool column_reached = false;
  for (const double target : kTargets) {
    const Curve* cnn = quickest(group.cnns, measure, target);
    if (quickest(group.columns, measure, target) == nullptr) {
      if (cnn == nullptr || cnn_reached) continue;
      text +=
          fmt::format("for {:.0f} %, {} needs {:.3g} views per object, and no column reaches it within {} views.",
                      100 * target, cnn->contestant, *crossing(*cnn, measure, target).views, any.points.back().views);
      cnn_reached = true;
      continue;
    }
    if (!column_reached || cnn != nullptr) {
      text += (column_reached || cnn_reached ? " And " : "") + compare_at(run, group, measure, target);
    }
    column_reached = true;
    if (cnn != nullptr) return text;
  }
  if (column_reached) return text;
  return text + fmt::format("{}Colonnade does not reach 50 % with up to {} views.", cnn_reached ? " " : "",
                            any.points.back().views);
}

/// Of each contestant the mean over seeds.
std::string continual_sentence(const std::vector<Json>& jobs) {
  struct Sum {
    std::string contestant;
    int seeds = 0;
    double one_by_one = 0, together = 0;  ///< accuracies
  };
  std::vector<Sum> sums;  // in the order of the jobs
  for (const Json& job : jobs) {
    if (job.at("task") != "continual") continue;
    const std::string name = job.at("contestant").get<std::string>();
    auto sum = std::find_if(sums.begin(), sums.end(), [&](const Sum& s) { return s.contestant == name; });
    if (sum == sums.end()) sum = sums.insert(sums.end(), Sum{.contestant = name});
    ++sum->seeds;
    sum->one_by_one += job.at("accuracy").back().get<double>();
    const Json& together = job.at("together");
    sum->together += together.at("correct").get<double>() / together.at("tests").get<double>();
  }
  if (sums.empty()) return {};
  std::string text;
  for (const Sum& sum : sums) {
    text += fmt::format("{}{} {:.1f} % ({:.1f} % learned together)", text.empty() ? "" : ", ", sum.contestant,
                        100 * sum.one_by_one / sum.seeds, 100 * sum.together / sum.seeds);
  }
  return "Objects one after the other, without revisits, accuracy over all after the last: " + text + ".";
}

}  // namespace

std::vector<std::string> answer(const StudyRun& run, const std::vector<Curve>& curves, const std::vector<Json>& jobs) {
  std::vector<std::string> sentences;
  for (const int objects : run.study.object_counts) {
    for (const Condition condition : kConditions) {
      Group group;
      for (const Curve& curve : curves) {
        if (curve.objects != objects || curve.condition != name_of(condition)) continue;
        if (names_cnn(curve.contestant)) {
          group.cnns.push_back(&curve);
        } else if (curve.contestant.starts_with("column")) {
          group.columns.push_back(&curve);
        } else {
          group.references.push_back(&curve);
        }
      }
      if (group.columns.empty() || group.cnns.empty()) continue;
      sentences.push_back(compare(run, group, Measure::named));
      sentences.push_back(compare(run, group, Measure::posed));
    }
  }
  if (sentences.empty()) sentences.emplace_back("Columns and CNNs were not both run, so nothing is compared.");
  if (std::string text = continual_sentence(jobs); !text.empty()) sentences.push_back(std::move(text));
  sentences.emplace_back(
      "No pretrained network took part: no weights were at hand, and its row is left out rather than guessed.");
  return sentences;
}

}  // namespace colonnade::benchmark
