#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <colonnade/cortex/region.h>
#include <colonnade/datasets/experiment.h>
#include <colonnade/sensors/agent.h>

#include "episode_row.h"
#include "objects.h"
#include "recorder.h"
#include "trace.h"

namespace colonnade::runner {

/// One test: an object in a rotation, to be recognised.
struct EpisodeTask {
  const Object* object = nullptr;
  cortex::Rotation R_WO = cortex::Rotation::Identity();
  std::uint64_t seed = 0;
  std::uint32_t rotation = 0;  ///< its number among the object's
  int episode = 0;             ///< its number in the run
};

struct EpisodeOutcome {
  EpisodeRow row;
  Trace trace;
};

/// Lets the region's columns sense the object until they decide or may not sense any longer.
/// @param names of the objects in the columns' memory, by id.
/// @param oracle slips the true hypothesis in as a silent passenger, to tell failures of proposal from those of
/// evidence.
/// @param sampler records the episode, if there is one.
[[nodiscard]] EpisodeOutcome run_episode(const datasets::Experiment& experiment, const EpisodeTask& task,
                                         sensors::Agent& agent, cortex::Region& region,
                                         std::span<const std::string> names, bool oracle,
                                         EpisodeSampler* sampler = nullptr);

}  // namespace colonnade::runner
