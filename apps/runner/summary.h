#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <colonnade/ledger/operations.h>
#include <nlohmann/json_fwd.hpp>

#include "episode_row.h"

namespace colonnade::runner {

/// What learning cost; noted beside the memory, so that later runs on it can still report it.
struct LearningCost {
  double seconds = 0;        ///< wall clock, simulation included, over all sessions of the run
  double column_ms = 0;      ///< CPU time in the columns
  double simulation_ms = 0;  ///< CPU time in world, sensors and policies
  std::size_t sensations = 0;
  ledger::Operations operations;  ///< of the columns, making the memories ready for use included
  std::size_t segments = 0;       ///< over all columns
  std::size_t memory_bytes = 0;   ///< over all columns
  int threads = 1;
};

/// The figures of a run from its rows; keys are described in docs/howto/results_folder.md. Figures without a value (a
/// mean over no episode) are null.
[[nodiscard]] nlohmann::ordered_json summarise(const std::string& experiment, std::span<const EpisodeRow> rows,
                                               const LearningCost& learning, int threads);

/// Largest resident set of this process so far, MB.
[[nodiscard]] double peak_rss_mb();

}  // namespace colonnade::runner
