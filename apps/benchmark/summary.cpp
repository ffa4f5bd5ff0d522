#include <cmath>
#include <map>
#include <set>

#include <colonnade/ledger/project_ledger.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "analysis.h"
#include "answer.h"
#include "job_log.h"
#include "outputs.h"
#include "settings.h"
#include "statistics.h"
#include "tasks.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

constexpr double kTargets[] = {0.5, 0.8, 0.9, 0.95, 0.97, 0.99};

Json maybe(const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); }

Json curve_rows(const std::vector<Curve>& curves, const std::vector<ledger::EnergyTable>& tables) {
  Json rows = Json::array();
  for (const Curve& curve : curves) {
    for (const CurvePoint& p : curve.points) {
      const auto named = runner::wilson_interval(p.correct, p.tests);
      const auto posed = runner::wilson_interval(p.posed, p.tests);
      Json row = {{"contestant", curve.contestant},
                  {"settings", p.settings},
                  {"objects", curve.objects},
                  {"condition", curve.condition},
                  {"views_per_object", p.views},
                  {"training_pixels", p.training_pixels},
                  {"seeds", p.seeds},
                  {"tests", p.tests},
                  {"correct", p.correct},
                  {"accuracy", p.accuracy()},
                  {"accuracy_low", named[0]},
                  {"accuracy_high", named[1]},
                  {"posed", p.posed},
                  {"pose_share", p.pose_share()},
                  {"pose_low", posed[0]},
                  {"pose_high", posed[1]},
                  {"rotation_error_deg_median", maybe(p.rotation_error_deg)},
                  {"add_s_mm_median", maybe(p.add_s_mm)},
                  {"footprint_bytes", p.footprint_bytes},
                  {"learning_dense_macs", p.learning.dense_macs},
                  {"learning_effective_macs", p.learning.effective_macs},
                  {"recognition_dense_macs", p.recognition.dense_macs},
                  {"recognition_effective_macs", p.recognition.effective_macs},
                  {"recognition_byte_compares", p.recognition.byte_compares},
                  {"learning_cpu_seconds", p.learning_cpu_seconds},
                  {"recognition_cpu_seconds", p.recognition_cpu_seconds}};
      for (const ledger::EnergyTable& table : tables) {
        const ledger::ModelledJoules learning = ledger::model_energy(p.learning, table);
        const ledger::ModelledJoules recognition = ledger::model_energy(p.recognition, table);
        row["learning_joules_low_" + table.name] = learning.low;
        row["learning_joules_high_" + table.name] = learning.high;
        row["recognition_joules_low_" + table.name] = recognition.low;
        row["recognition_joules_high_" + table.name] = recognition.high;
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

/// Operations of all trials whose best settings the contestant has.
ledger::Operations search_operations(const std::vector<Json>& jobs, const std::string& contestant) {
  const std::string kind = Settings(contestant).searched_kind();
  ledger::Operations sum;
  for (const Json& job : jobs) {
    if (job.at("task") == "search" && Settings(job.at("contestant").get<std::string>()).kind() == kind) {
      sum += ledger::operations_from_json(job.at("total_operations"));
    }
  }
  return sum;
}

Json target_rows(const std::vector<Curve>& curves) {
  Json rows = Json::array();
  for (const Curve& curve : curves) {
    for (const Measure measure : {Measure::named, Measure::posed}) {
      for (const double target : kTargets) {
        const Crossing c = crossing(curve, measure, target);
        rows.push_back({{"contestant", curve.contestant},
                        {"objects", curve.objects},
                        {"condition", curve.condition},
                        {"measure", measure == Measure::named ? "named" : "posed"},
                        {"target", target},
                        {"views_per_object", maybe(c.views)},
                        {"low", maybe(c.low)},
                        {"high", maybe(c.high)},
                        {"most_views_tried", curve.points.back().views}});
      }
    }
  }
  return rows;
}

Json energy_rows(const StudyRun& run, const std::vector<Json>& jobs, const std::vector<Curve>& curves) {
  Json rows = Json::array();
  for (const Curve& curve : curves) {
    const ledger::Operations search = search_operations(jobs, curve.contestant);
    for (const Measure measure : {Measure::named, Measure::posed}) {
      for (const double target : kTargets) {
        const Crossing c = crossing(curve, measure, target);
        if (!c.views) continue;
        for (const ledger::EnergyTable& table : run.energy.tables) {
          const ledger::ModelledJoules learning = learning_joules_at(curve, *c.views, table);
          const ledger::ModelledJoules recognition = recognition_joules_at(curve, *c.views, table);
          const ledger::ModelledJoules searched = ledger::model_energy(search, table);
          const ledger::ModelledJoules life = learning + searched + recognition * run.study.inferences;
          rows.push_back({{"contestant", curve.contestant},
                          {"objects", curve.objects},
                          {"condition", curve.condition},
                          {"measure", measure == Measure::named ? "named" : "posed"},
                          {"target", target},
                          {"table", table.name},
                          {"learning_joules", learning.middle()},
                          {"search_joules", searched.middle()},
                          {"learning_and_search_joules", (learning + searched).middle()},
                          {"recognition_joules", recognition.middle()},
                          {"inferences", run.study.inferences},
                          {"life_cycle_joules", life.middle()}});
        }
      }
    }
  }
  return rows;
}

Json continual_rows(const std::vector<Json>& jobs, const std::vector<ledger::EnergyTable>& tables) {
  Json rows = Json::array();
  for (const Json& job : jobs) {
    if (job.at("task") != "continual") continue;
    ledger::Operations added, preparation;
    double seconds = 0;
    for (const Json& one : job.at("added")) {
      added += ledger::operations_from_json(one.at("operations"));
      if (one.contains("preparation")) preparation += ledger::operations_from_json(one.at("preparation"));
      seconds += one.at("cpu_seconds").get<double>();
    }
    const auto objects = job.at("objects").get<std::uint64_t>();
    const Json& together = job.at("together");
    Json row = {{"contestant", job.at("contestant")},
                {"seed", job.at("seed")},
                {"objects", objects},
                {"views_per_object", job.at("views")},
                {"tests", job.at("tests")},
                {"accuracy_after_last", job.at("accuracy").back()},
                {"accuracy_together", together.at("correct").get<double>() / together.at("tests").get<double>()},
                {"forgetting", job.at("forgetting")},
                {"cpu_seconds_per_added_object", seconds / static_cast<double>(objects)}};
    for (const ledger::EnergyTable& table : tables) {
      row["joules_per_added_object_" + table.name] = ledger::model_energy(added / objects, table).middle();
      row["preparation_joules_" + table.name] = ledger::model_energy(preparation, table).middle();
    }
    row["accuracy_after_each"] = job.at("accuracy");
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Where operations go, of contestants that say so: learning and one clean recognition, each at the most views of the
/// first seed.
Json event_rows(const std::vector<Json>& jobs, const std::vector<ledger::EnergyTable>& tables) {
  std::map<std::pair<std::string, int>, const Json*> widest;
  for (const Json& job : jobs) {
    if (job.at("task") != "curve" || job.at("learning").at("events").empty()) continue;
    const Json*& known = widest[{job.at("contestant").get<std::string>(), job.at("objects").get<int>()}];
    if (known == nullptr || job.at("views").get<int>() > known->at("views").get<int>()) known = &job;
  }
  Json rows = Json::array();
  for (const auto& [key, job] : widest) {
    for (const auto& [phase, cost] :
         {std::pair{"learning", &job->at("learning")}, {"recognition", &job->at("conditions").at("clean")}}) {
      for (const Json& event : cost->at("events")) {
        const ledger::Operations operations = ledger::operations_from_json(event.at("operations"));
        Json row = {{"contestant", key.first},
                    {"objects", key.second},
                    {"views_per_object", job->at("views")},
                    {"phase", phase},
                    {"event", event.at("event")},
                    {"count", event.at("count")},
                    {"macs", operations.effective_macs},
                    {"dram_bytes", operations.bytes.back()}};
        for (const ledger::EnergyTable& table : tables) {
          row["microjoules_" + table.name] = 1e6 * ledger::model_energy(operations, table).middle();
        }
        rows.push_back(std::move(row));
      }
    }
  }
  return rows;
}

}  // namespace

Json summarise(const StudyRun& run, const std::vector<Json>& jobs) {
  const std::vector<Curve> curves = curves_of(jobs, "curve");
  Json s;
  s["study"] = to_json(run.study);
  s["answer"] = answer(run, curves, jobs);
  s["curve"] = curve_rows(curves, run.energy.tables);
  s["targets"] = target_rows(curves);
  s["energy"] = energy_rows(run, jobs, curves);
  s["continual"] = continual_rows(jobs, run.energy.tables);
  s["growth"] = curve_rows(curves_of(jobs, "growth"), run.energy.tables);
  Json search = Json::array();
  for (const Json& job : jobs) {
    if (job.at("task") == "search") {
      const Json& clean = job.at("conditions").at("clean");
      search.push_back({{"contestant", job.at("contestant")},
                        {"tests", clean.at("tests")},
                        {"correct", clean.at("correct")},
                        {"posed", clean.at("posed")},
                        {"learning_cpu_seconds", job.at("learning").at("cpu_seconds")}});
    }
    if (job.at("task") == "timing") s["timing"] = job;
  }
  s["search"] = search;
  s["events"] = event_rows(jobs, run.energy.tables);
  Json best = Json::object();
  for (const auto& [kind, settings] : best_settings(jobs)) best[kind] = settings;
  s["settings"] = best;
  std::set<std::string> revisions;
  for (const Json& job : jobs) revisions.insert(job.at(kRevisionKey).get<std::string>());
  s["revisions"] = revisions;
  std::map<std::string, ledger::Measurement> phases;
  for (const auto& entry : ledger::read_entries(run.output / "ledger.jsonl")) phases[entry.kind] += entry.measurement;
  Json machine = Json::object();
  for (const auto& [kind, sum] : phases) machine[kind] = ledger::to_json(sum, run.energy.carbon);
  s["machine"] = machine;
  return s;
}

}  // namespace colonnade::benchmark
