#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/cuda/backend.h>
#include <colonnade/datasets/experiment.h>
#include <nlohmann/json_fwd.hpp>

#include "energy.h"
#include "recorder.h"

namespace colonnade::runner {

/// The configuration of a run, in its folder: written when the run begins.
inline constexpr const char* kExperimentFile = "experiment.yaml";

/// What `colonnade run` was asked for.
struct RunRequest {
  datasets::Experiment experiment;
  std::filesystem::path data;  ///< empty: none given
  /// Says the run's folder, and may make it; called once the input has been checked, so that bad input leaves none.
  std::function<std::filesystem::path()> output;
  std::optional<std::filesystem::path> memory;  ///< recognise with this learned memory instead of learning
  bool resume = false;
  bool oracle = false;
  int max_episodes = 0;  ///< 0: all
  cuda::Backend backend = cuda::Backend::automatic;
  std::optional<RecordRequest> record;
  EnergyOptions energy;
  std::vector<std::string> command_line;
};

/// Learns, recognises, and leaves everything in the output folder: experiment.yaml, manifest.json, the memories,
/// episodes.csv, evidence.jsonl, ledger.jsonl, summary.json, report.html. Enters the run into the project's ledger.
/// @returns the summary.
/// @throws InputError for bad input, Interrupted (the run can be resumed).
nlohmann::ordered_json run_experiment(const RunRequest& request);

/// The number of threads that an experiment asks for: its own number, or the machine's cores.
[[nodiscard]] int thread_count(const datasets::Experiment& experiment);

}  // namespace colonnade::runner
