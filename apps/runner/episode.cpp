#include "episode.h"

#include <numbers>

#include <colonnade/ledger/column_operations.h>
#include <colonnade/sensors/simulated_world.h>

#include "agents.h"
#include "cpu_clock.h"
#include "recognition.h"

namespace colonnade::runner {

namespace {

constexpr double kDegrees = 180.0 / std::numbers::pi;
constexpr double kMillimetres = 1000.0;

void note_pose(EpisodeRow& row, const cortex::Percept& percept, const ReferencePoints& reference,
               const cortex::Pose& X_WO_true) {
  const cortex::Pose& X_WO = percept.ranked[0].X_WO;
  row.rotation_error_deg = kDegrees * cortex::rotation_distance(X_WO.linear(), X_WO_true.linear());
  row.rotation_error_declared_symmetry_deg = kDegrees * cortex::declared_rotation_error(percept, X_WO_true.linear());
  row.translation_error_mm = kMillimetres * (X_WO * reference.center_O - X_WO_true * reference.center_O).norm();
  const double distance_m = add_s(reference, X_WO, X_WO_true);
  row.add_s_mm = kMillimetres * distance_m;
  row.add_s_ok = distance_m < 0.1 * reference.diameter_m;
}

void note_work(EpisodeRow& row, cortex::Region& region) {
  cortex::Statistics work;
  for (std::size_t c = 0; c < region.size(); ++c) {
    const cortex::Column& column = region.column(c);
    work += column.statistics();
    row.operations += ledger::operations_of(column.statistics(), column.memory().memory_bytes());
  }
  row.hypotheses_mean = row.steps > 0 ? work.population_sum / row.steps : 0.0;
  row.hypothesis_steps = work.hypothesis_steps;
  row.synaptic_operations = work.synaptic_operations;
  row.bytes_moved = work.bytes_moved;
}

/// The first column speaks for all: each gathers evidence of its own, and the oracle rides in every one.
void note_oracle(EpisodeRow& row, const cortex::Column& column) {
  row.oracle_evidence = column.oracle_evidence();
  if (!row.oracle_evidence || row.correct) return;
  const cortex::Percept& percept = column.percept();
  const double best = percept.ranked_count > 0 ? percept.ranked[0].evidence : 0.0;
  row.verdict = *row.oracle_evidence > best ? "proposal" : "evidence";
}

}  // namespace

EpisodeOutcome run_episode(const datasets::Experiment& experiment, const EpisodeTask& task, sensors::Agent& agent,
                           cortex::Region& region, std::span<const std::string> names, bool oracle,
                           EpisodeSampler* sampler) {
  const Object& object = *task.object;
  const sensors::SimulatedWorld world{object.scene, sensors::centred_pose(object.scene->mesh(), task.R_WO)};
  EpisodeOutcome outcome;
  EpisodeRow& row = outcome.row;
  row.experiment = experiment.name;
  row.seed = task.seed;
  row.episode = task.episode;
  row.object = object.name;
  row.rotation = Eigen::Quaterniond(task.R_WO);
  outcome.trace.episode = task.episode;
  outcome.trace.object = object.name;

  {
    const CpuTimer timer(row.simulation_ms);
    agent.begin(world, episode_seed(task.seed, Task::recognise, object.name, task.rotation));
  }
  for (std::size_t c = 0; c < region.size(); ++c) region.column(c).clear_statistics();
  {
    const CpuTimer timer(row.column_ms);
    region.reset();
  }
  if (oracle) {
    for (std::size_t c = 0; c < region.size(); ++c) {
      cortex::Column& column = region.column(c);
      if (const auto id = column.memory().find(object.name)) column.set_oracle(*id, world.X_WO.inverse());
    }
  }

  if (sampler != nullptr) {
    recording::EpisodeRecord episode;
    episode.number = task.episode;
    episode.object = object.name;
    episode.X_WO = world.X_WO;
    sampler->begin(episode);
  }
  const Effort effort = recognise(experiment.test, agent, region, [&](const std::optional<cortex::Goal>& goal) {
    outcome.trace.record(region.percept(), names);
    if (sampler != nullptr) sampler->step(region, agent, goal);
  });
  if (sampler != nullptr) sampler->end(region.percept(), region.column(0).memory());
  row.steps = effort.steps;
  row.column_ms += effort.column_ms;
  row.simulation_ms += effort.simulation_ms;

  const cortex::Percept& percept = region.percept();
  row.timeout = !percept.decided;
  if (percept.object().valid()) row.result = names[percept.object().value()];
  row.correct = row.result == object.name;
  row.confidence = percept.confidence();
  row.best_evidence = percept.ranked_count > 0 ? percept.ranked[0].evidence : 0.0;
  if (row.correct) note_pose(row, percept, object.reference, world.X_WO);
  note_work(row, region);
  if (oracle) note_oracle(row, region.column(0));
  outcome.trace.result = row.result;
  outcome.trace.keep_best(5);
  return outcome;
}

}  // namespace colonnade::runner
