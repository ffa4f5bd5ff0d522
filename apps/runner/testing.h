#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include <colonnade/datasets/experiment.h>

#include "compute/compute.h"
#include "episode.h"
#include "episode_log.h"
#include "learning.h"

namespace colonnade::runner {

/// Names of a memory's objects, by id.
[[nodiscard]] std::vector<std::string> object_names(const cortex::Memory& memory);

/// The test episodes of an experiment: seeds x objects x rotations, in this order.
/// @param most only the first so many; 0: all.
/// @throws InputError with the figures when there are more than can be held.
[[nodiscard]] std::vector<EpisodeTask> test_tasks(const datasets::Experiment& experiment,
                                                  std::span<const Object> objects, int most = 0);

/// Runs the tasks that the log does not have yet, in parallel, and commits their rows. Each thread has its own columns
/// on the shared memories; the rows depend neither on the number of threads nor on what computes, but for the times in
/// them.
/// The recorder among the observers records the episodes that it wants.
/// @throws InputError when the log or the recording cannot be written; Interrupted.
void run_tests(const datasets::Experiment& experiment, std::span<const EpisodeTask> tasks, const Memories& memories,
               Compute& compute, bool oracle, int threads, EpisodeLog& log, const Observers& observers = {});

}  // namespace colonnade::runner
