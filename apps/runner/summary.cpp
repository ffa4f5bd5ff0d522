#include "summary.h"

#include <sys/resource.h>

#include <cmath>
#include <set>
#include <vector>

#include <colonnade/ledger/project_ledger.h>
#include <nlohmann/json.hpp>

#include "statistics.h"

namespace colonnade::runner {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

/// The values of one column over the rows that have one.
template <class Get>
std::vector<double> column(std::span<const EpisodeRow> rows, Get get) {
  std::vector<double> values;
  for (const EpisodeRow& row : rows) {
    if (const std::optional<double> value = get(row)) values.push_back(*value);
  }
  return values;
}

double sum(const std::vector<double>& values) {
  return values.empty() ? 0.0 : mean(values) * static_cast<double>(values.size());
}

}  // namespace

double peak_rss_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;  // Linux counts in KiB
}

Json summarise(const std::string& experiment, std::span<const EpisodeRow> rows, const LearningCost& learning,
               int threads) {
  using Maybe = std::optional<double>;
  std::set<std::string> objects;
  std::set<std::uint64_t> seeds;
  int correct = 0;
  int timeouts = 0;
  int add_s_ok = 0;
  int proposal_failures = 0;
  int evidence_failures = 0;
  for (const EpisodeRow& row : rows) {
    objects.insert(row.object);
    seeds.insert(row.seed);
    correct += row.correct;
    timeouts += row.timeout;
    add_s_ok += row.add_s_ok;
    proposal_failures += row.verdict == "proposal";
    evidence_failures += row.verdict == "evidence";
  }
  const int episodes = static_cast<int>(rows.size());
  const double share = episodes > 0 ? 1.0 / episodes : std::nan("");
  const auto steps = column(rows, [](const EpisodeRow& r) { return Maybe(r.steps); });
  const auto errors = column(rows, [](const EpisodeRow& r) { return r.rotation_error_deg; });
  const auto declared = column(rows, [](const EpisodeRow& r) { return r.rotation_error_declared_symmetry_deg; });
  const auto translation = column(rows, [](const EpisodeRow& r) { return r.translation_error_mm; });
  const auto add_s = column(rows, [](const EpisodeRow& r) { return r.add_s_mm; });
  const auto column_ms = column(rows, [](const EpisodeRow& r) { return Maybe(r.column_ms); });
  const auto simulation_ms = column(rows, [](const EpisodeRow& r) { return Maybe(r.simulation_ms); });
  const auto hypotheses = column(rows, [](const EpisodeRow& r) { return Maybe(r.hypotheses_mean * r.steps); });
  const auto operations =
      column(rows, [](const EpisodeRow& r) { return Maybe(static_cast<double>(r.synaptic_operations)); });
  const auto bytes = column(rows, [](const EpisodeRow& r) { return Maybe(static_cast<double>(r.bytes_moved)); });
  const auto hypothesis_steps =
      column(rows, [](const EpisodeRow& r) { return Maybe(static_cast<double>(r.hypothesis_steps)); });

  Json s;
  s["experiment"] = experiment;
  s["objects"] = objects.size();
  s["episodes"] = episodes;
  s["correct"] = correct;
  s["accuracy"] = number(correct * share);
  s["accuracy_ci95"] = wilson_interval(correct, episodes);
  s["timeouts"] = timeouts;
  s["steps_mean"] = number(mean(steps));
  s["steps_median"] = number(median(steps));
  s["rotation_error_deg_mean"] = number(mean(errors));
  s["rotation_error_declared_symmetry_deg_mean"] = number(mean(declared));
  s["rotation_error_declared_symmetry_deg_median"] = number(median(declared));
  s["translation_error_mm_median"] = number(median(translation));
  s["add_s_mm_median"] = number(median(add_s));
  s["add_s_recall_10pct"] = number(add_s_ok * share);
  s["learning_seconds"] = learning.seconds;
  s["column_ms_per_episode"] = number(mean(column_ms));
  s["column_us_per_step"] = number(1000.0 * sum(column_ms) / sum(steps));
  s["simulation_ms_per_episode"] = number(mean(simulation_ms));
  s["hypotheses_per_step_mean"] = number(sum(hypotheses) / sum(steps));
  s["hypothesis_steps_per_episode"] = number(mean(hypothesis_steps));
  s["segments"] = learning.segments;
  s["memory_bytes"] = learning.memory_bytes;
  s["peak_rss_mb"] = peak_rss_mb();
  s["synaptic_operations_per_episode"] = number(mean(operations));
  s["bytes_moved_per_episode"] = number(mean(bytes));
  s["threads"] = threads;
  s["seeds"] = std::vector<std::uint64_t>(seeds.begin(), seeds.end());
  s["failures_of_proposal"] = proposal_failures;
  s["failures_of_evidence"] = evidence_failures;
  s["learning"] = {{"column_ms", learning.column_ms},
                   {"simulation_ms", learning.simulation_ms},
                   {"sensations", learning.sensations},
                   {"threads", learning.threads}};
  ledger::Operations recognition;
  for (const EpisodeRow& row : rows) recognition += row.operations;
  s["operations"] = {{"learning", ledger::to_json(learning.operations)},
                     {"recognition", ledger::to_json(recognition)},
                     {"per_episode", ledger::to_json(recognition / static_cast<std::uint64_t>(episodes))}};
  return s;
}

}  // namespace colonnade::runner
