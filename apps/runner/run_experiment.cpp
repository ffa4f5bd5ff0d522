#include "run_experiment.h"

#include <algorithm>
#include <thread>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment_file.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "manifest.h"
#include "report.h"
#include "testing.h"

namespace colonnade::runner {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kMemoryFile = "memory.colonnade";

/// The configuration, without what may differ between the sessions of one run.
std::string resumable_configuration(datasets::Experiment experiment) {
  experiment.threads = 0;
  return datasets::to_yaml(experiment);
}

bool has_memory(const fs::path& folder, int columns) {
  const std::vector<fs::path> files = memory_files(folder / kMemoryFile, columns);
  return std::any_of(files.begin(), files.end(), [](const fs::path& file) { return fs::exists(file); });
}

/// Refuses a folder that holds another run.
void check_configuration(const RunRequest& request, const fs::path& folder) {
  const fs::path file = folder / kExperimentFile;
  if (request.resume && fs::exists(file)) {
    const datasets::Experiment before = datasets::load_experiment(file.string());
    if (resumable_configuration(before) != resumable_configuration(request.experiment)) {
      throw InputError(fmt::format("{}: the run to resume had another configuration", file.string()));
    }
  } else if (fs::exists(folder / "episodes.csv") || has_memory(folder, request.experiment.columns)) {
    throw InputError(
        fmt::format("{}: holds a run already; resume it with --resume, or name another folder", folder.string()));
  }
}

Memories load_memories(const RunRequest& request, std::span<const Object> objects) {
  Memories memories;
  for (const fs::path& file : memory_files(*request.memory, request.experiment.columns)) {
    memories.push_back(cortex::Memory::load(file));
    // The memory's encoders make the codes, whatever the experiment says: its record must not say otherwise.
    check_encoders(*memories.back(), request.experiment.column.encoders, file);
  }
  for (const Object& object : objects) check_known(memories, object.name, *request.memory);
  return memories;
}

/// Notes how large the memories are, with their indexes: a loaded one that nothing was recognised with has none yet.
void note_size(const Memories& memories, int threads, LearningCost& cost) {
  for (const auto& memory : memories) {
    memory->consolidate(threads);
    cost.segments += memory->segment_count();
    cost.memory_bytes += memory->memory_bytes();
  }
}

ledger::Operations operations_of_episodes(const fs::path& folder) {
  ledger::Operations sum;
  for (const EpisodeRow& row : read_episodes(folder / "episodes.csv")) sum += row.operations;
  return sum;
}

}  // namespace

int thread_count(const datasets::Experiment& experiment) {
  if (experiment.threads > 0) return experiment.threads;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Json run_experiment(const RunRequest& request) {
  const datasets::Experiment& experiment = request.experiment;
  const int threads = thread_count(experiment);
  Compute compute(request.backend);
  const std::vector<Object> objects = load_objects(experiment, request.data, threads);
  const std::vector<EpisodeTask> tasks = test_tasks(experiment, objects, request.max_episodes);

  LearningCost learning;
  Memories memories;
  if (request.memory) {
    memories = load_memories(request, objects);
    learning = learning_cost(memory_files(*request.memory, experiment.columns).front(), memories);
  }
  ledger::prepare_ledger(request.energy.project_ledger);

  const fs::path folder = request.output();
  check_configuration(request, folder);
  make_folder(folder);
  std::optional<Recorder> recorder;
  if (request.record) {
    recorder.emplace(*request.record, experiment);
    recorder->add(objects);
  }
  // Last of all that may be refused: a folder with this file is one to go on with.
  write_file(folder / kExperimentFile, datasets::to_yaml(experiment));
  const Json manifest = make_manifest(request.command_line, experiment.seed, experiment.seeds, threads);
  write_file(folder / "manifest.json", manifest.dump(2) + "\n");

  const fs::path own_ledger = folder / "ledger.jsonl";
  EnergyRecorder energy(request.energy, own_ledger, experiment.name, request.resume);
  const Observers observers{recorder ? &*recorder : nullptr, &energy};
  if (!request.memory) {
    const auto files = memory_files(folder / kMemoryFile, experiment.columns);
    energy.record(
        "learn",
        [&] { memories = learn_objects(experiment, objects, files, request.resume, threads, learning, observers); },
        [&] { return learning.operations; });
  }
  if (recorder) recorder->add(memories);

  EpisodeLog log(folder, request.resume);
  const auto recognised = [&] { return operations_of_episodes(folder); };
  energy.record(
      "recognise",
      [&] {
        energy.go_on_from(recognised());
        run_tests(experiment, tasks, memories, compute, request.oracle, threads, log, observers);
      },
      recognised);
  if (recorder) recorder->writer().finish();
  note_size(memories, threads, learning);

  // From the files, so that a resumed run reports exactly what an uninterrupted one does.
  const std::vector<EpisodeRow> rows = read_episodes(folder / "episodes.csv");
  Json summary = summarise(experiment.name, rows, learning, threads);
  summary["energy"] = energy_summary(request.energy, own_ledger, summary.at("operations"));
  write_file(folder / "summary.json", summary.dump(2) + "\n");
  const std::vector<Trace> traces = read_traces(folder);
  write_file(folder / "report.html",
             make_report({summary, manifest, datasets::to_yaml(experiment), rows, traces, memories.front().get()}));
  return summary;
}

}  // namespace colonnade::runner
