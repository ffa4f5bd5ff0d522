#include "testing.h"

#include <algorithm>
#include <atomic>
#include <memory>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/rotations.h>
#include <fmt/core.h>

#include "agents.h"
#include "energy.h"
#include "parallel.h"
#include "progress.h"

namespace colonnade::runner {

namespace {

/// What one thread needs for itself.
struct Worker {
  Worker(const datasets::Experiment& experiment, const Memories& memories, const Compute& compute, Recorder* recorder)
      : agent(make_agent(experiment, Task::recognise)), region(compute.columns(memories, experiment.column)) {
    if (recorder != nullptr) sampler.emplace(*recorder);
  }

  std::unique_ptr<sensors::Agent> agent;
  cortex::Region region;
  std::optional<EpisodeSampler> sampler;
};

/// The report is made from all rows at once, each of them as text, as numbers and in columns.
constexpr std::size_t kBytesAnEpisode = 1200;
/// Days of work on most machines, and 2.4 GB for the report.
constexpr std::size_t kMostEpisodes = 2'000'000;

std::size_t episode_count(const datasets::Experiment& experiment, std::size_t objects, int most) {
  const datasets::Test& test = experiment.test;
  const std::size_t rotations =
      test.count > 0 ? static_cast<std::size_t>(test.count) : experiment.learning.rotations.size();
  const std::size_t all = static_cast<std::size_t>(experiment.seeds) * objects * rotations;
  const std::size_t count = most > 0 ? std::min(all, static_cast<std::size_t>(most)) : all;
  if (count <= kMostEpisodes) return count;
  throw InputError(fmt::format(
      "seeds={} x {} objects x test.count={} are {} episodes, which would take {:.3g} GB of memory; a run has at most "
      "{}",
      experiment.seeds, objects, rotations, count, 1e-9 * static_cast<double>(count * kBytesAnEpisode), kMostEpisodes));
}

/// Curves of evidence are kept for every failure, and for the first rotation of each object under the first seed.
bool keep_trace(const EpisodeRow& row, const EpisodeTask& task, const EpisodeTask& first) {
  return !row.correct || (task.seed == first.seed && task.rotation == 0);
}

}  // namespace

std::vector<std::string> object_names(const cortex::Memory& memory) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < memory.object_count(); ++i) names.push_back(memory.name(cortex::ObjectId(i)));
  return names;
}

std::vector<EpisodeTask> test_tasks(const datasets::Experiment& experiment, std::span<const Object> objects, int most) {
  const std::size_t count = episode_count(experiment, objects.size(), most);
  std::vector<EpisodeTask> tasks;
  tasks.reserve(count);
  for (int s = 0; s < experiment.seeds; ++s) {
    const std::uint64_t seed = experiment.seed + static_cast<std::uint64_t>(s);
    for (const Object& object : objects) {
      std::uint32_t number = 0;
      for (const cortex::Rotation& R_WO : datasets::test_rotations(experiment, seed, object.name)) {
        if (tasks.size() == count) return tasks;
        tasks.push_back({&object, R_WO, seed, number++, static_cast<int>(tasks.size())});
      }
    }
  }
  return tasks;
}

void run_tests(const datasets::Experiment& experiment, std::span<const EpisodeTask> tasks, const Memories& memories,
               Compute& compute, bool oracle, int threads, EpisodeLog& log, const Observers& observers) {
  Recorder* const recorder = observers.recorder;
  const int count = static_cast<int>(tasks.size());
  const int first = log.finished_before();
  if (first >= count) return;
  compute.prepare(memories, experiment.column, threads);
  const std::vector<std::string> names = object_names(*memories.front());
  std::vector<std::unique_ptr<Worker>> workers(static_cast<std::size_t>(threads));
  std::atomic<int> finished{0};
  std::atomic<int> correct{0};
  Progress progress("Recognising", count, first);
  parallel_for(first, count, threads, [&](int index, int thread) {
    std::unique_ptr<Worker>& worker = workers[static_cast<std::size_t>(thread)];
    if (!worker) worker = std::make_unique<Worker>(experiment, memories, compute, recorder);
    const EpisodeTask& task = tasks[static_cast<std::size_t>(index)];
    EpisodeSampler* sampler = recorder != nullptr && recorder->wants(task.episode) ? &*worker->sampler : nullptr;
    EpisodeOutcome outcome = run_episode(experiment, task, *worker->agent, worker->region, names, oracle, sampler);
    correct += outcome.row.correct;
    const int done = ++finished;
    std::optional<Trace> trace;
    if (keep_trace(outcome.row, task, tasks.front())) trace = std::move(outcome.trace);
    if (observers.energy != nullptr) observers.energy->note();
    log.commit(std::move(outcome.row), std::move(trace));
    progress.advance(fmt::format("{:.1f} % correct", 100.0 * correct / done));
  });
}

}  // namespace colonnade::runner
