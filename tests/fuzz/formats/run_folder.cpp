// The folder of a run that is to be resumed: all that a run reads of it.

#include <colonnade/datasets/experiment_file.h>
#include <colonnade/ledger/project_ledger.h>
#include <nlohmann/json.hpp>

#include "../bundle.h"
#include "../format.h"
#include "episode_log.h"
#include "episode_row.h"
#include "learning.h"
#include "run_folder.h"
#include "summary.h"

namespace colonnade::fuzz {
namespace {

constexpr std::array<std::string_view, 12> kTokens{",",   "\"", "\"\"", "\n", "\r\n", "nan",
                                                   "inf", "-1", "{",    "}",  "null", "[[[[[[[["};

/// A run's first rows and cost, as it writes them.
std::vector<std::string> seeds() {
  runner::EpisodeRow row;
  row.experiment = "demo";
  row.object = row.result = "a cup, \"red\"";
  row.steps = 12;
  row.rotation_error_deg = 1.5;
  std::string rows = std::string(runner::csv_header()) + "\n";
  std::string traces;
  for (row.episode = 0; row.episode < 3; ++row.episode) {
    rows += runner::to_csv(row) + "\n";
    runner::Trace trace{row.episode, row.object, row.result, 2, {{"cup", {1, 2}}, {"bowl", {0.5}}}};
    traces += runner::to_json_line(trace) + "\n";
  }
  const nlohmann::ordered_json cost = {{"seconds", 1.5},       {"column_ms", 2.5},
                                       {"simulation_ms", 3.5}, {"sensations", 4},
                                       {"threads", 2},         {"operations", ledger::to_json(ledger::Operations())}};
  return {join({{"experiment.yaml", "name: demo\n"},
                {"episodes.csv", rows},
                {"evidence.jsonl", traces},
                {"memory.learning.json", cost.dump(2)}})};
}

void read(std::string_view input) {
  const Folder folder(input);
  const std::filesystem::path run = runner::folder_to_resume(folder.path(), {}, "experiment.yaml");
  (void)datasets::load_experiment((run / "experiment.yaml").string());
  const runner::LearningCost cost = runner::learning_cost(run / "memory.colonnade");
  const runner::EpisodeLog log(run, true);
  const std::vector<runner::EpisodeRow> rows = runner::read_episodes(run / "episodes.csv");
  if (static_cast<int>(rows.size()) != log.finished_before()) broken_promise("not the rows that were there");
  (void)runner::read_traces(run);
  (void)runner::summarise("demo", rows, cost, 1).dump();
}

}  // namespace

Format run_folder_format() { return {"run_folder", read, seeds, kTokens, mutate_bundle}; }

}  // namespace colonnade::fuzz
