#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "atomic_file.h"
#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "learning.h"
#include "run_experiment.h"

namespace colonnade::runner {

namespace {

namespace fs = std::filesystem;

void learn(const ExperimentOptions& options, const EnergyOptions& energy, const fs::path& first_file, bool resume) {
  const datasets::Experiment experiment = options.load();
  const std::vector<fs::path> files = memory_files(first_file, experiment.columns);
  const auto is_there = [](const fs::path& file) { return fs::exists(file); };
  if (const auto file = std::find_if(files.begin(), files.end(), is_there); !resume && file != files.end()) {
    throw InputError(fmt::format("{}: is there already; go on with --resume, or name another file", file->string()));
  }
  const int threads = thread_count(experiment);
  LearningCost cost;
  Memories memories;
  const auto work = [&] {
    const std::vector<Object> objects = load_objects(experiment, options.data_directory(), threads);
    ledger::prepare_ledger(energy.project_ledger);
    if (first_file.has_parent_path()) make_folder(first_file.parent_path());
    EnergyRecorder recorder(energy, ledger_file(files.front()), experiment.name, resume);
    recorder.record(
        "learn",
        [&] {
          memories = learn_objects(experiment, objects, files, resume, threads, cost, {nullptr, &recorder});
        },
        [&] { return cost.operations; });
  };
  with_advice(work, [&] {
    return std::any_of(files.begin(), files.end(), is_there) ? kGoOnWithResume : "nothing was learned yet";
  });
  for (std::size_t c = 0; c < files.size(); ++c) {
    print_out("{}: {} objects, {} segments\n", files[c].string(), memories[c]->object_count(),
              memories[c]->segment_count());
  }
}

}  // namespace

void add_learn_command(CLI::App& program) {
  struct Options {
    ExperimentOptions experiment;
    EnergyArguments energy;
    fs::path output = "memory.colonnade";
    bool resume = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("learn", "Learn an experiment's objects into a memory file");
  options->experiment.add_name_to(*command);
  options->experiment.add_to(*command);
  options->energy.add_to(*command);
  command->add_option("--output", options->output, "The memory file")->capture_default_str();
  command->add_flag("--resume", options->resume, "Go on with the objects that the file holds already");
  command->callback(
      [options] { learn(options->experiment, options->energy.load(), options->output, options->resume); });
}

}  // namespace colonnade::runner
