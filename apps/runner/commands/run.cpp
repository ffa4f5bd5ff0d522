#include <memory>

#include <CLI/CLI.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "option_checks.h"
#include "run_experiment.h"
#include "run_folder.h"
#include "summary_text.h"

namespace colonnade::runner {

void add_run_command(CLI::App& program, const std::vector<std::string>& command_line) {
  struct Options {
    ExperimentOptions experiment;
    EnergyArguments energy;
    std::filesystem::path output;
    std::optional<std::filesystem::path> memory;
    bool resume = false;
    bool oracle = false;
    int max_episodes = 0;
    std::filesystem::path record;
    std::string record_episodes;
    RecordDetail record_detail = RecordDetail::standard;
  };
  CLI::App* command = program.add_subcommand("run", "Learn objects, recognise them, and report");
  auto options = std::make_shared<Options>();
  options->experiment.add_name_to(*command);
  options->experiment.add_to(*command);
  options->experiment.add_backend_to(*command);
  options->energy.add_to(*command);
  command->add_option("--output", options->output, "Folder of the results (default: runs/NAME/TIME)");
  command->add_option("--memory", options->memory, "Recognise with this learned memory instead of learning");
  command->add_flag("--resume", options->resume, "Go on with an interrupted run (default: the newest one)");
  command->add_flag("--oracle", options->oracle, "Follow the true hypothesis, to tell why episodes fail");
  command->add_option("--max-episodes", options->max_episodes, "Only the first so many episodes")
      ->check(whole_number(1));
  CLI::Option* record =
      command->add_option("--record", options->record, "Record the episodes into this file, for colonnade-viewer");
  command->add_option("--record-episodes", options->record_episodes, "Only these, as in 0-9,20 (default: all)")
      ->needs(record);
  command->add_option("--record-detail", options->record_detail, "How much of each step")
      ->transform(one_of({"brief", "standard", "full"}))
      ->needs(record);
  command->callback([options, &command_line] {
    RunRequest request;
    request.experiment = options->experiment.load();
    request.energy = options->energy.load();
    request.data = options->experiment.data_directory();
    std::filesystem::path folder = options->output;
    const std::filesystem::path runs = folder_of_runs(request.experiment.name);
    if (options->resume) folder = folder_to_resume(folder, runs, kExperimentFile);
    request.output = [&] {
      if (folder.empty()) folder = make_run_folder(runs);
      return folder;
    };
    request.memory = options->memory;
    request.resume = options->resume;
    request.oracle = options->oracle;
    request.max_episodes = options->max_episodes;
    request.backend = cuda::parse_backend(options->experiment.backend);
    if (!options->record.empty()) {
      request.record = RecordRequest{options->record, {}, options->record_detail};
      if (!options->record_episodes.empty()) request.record->episodes = parse_ranges(options->record_episodes);
    }
    request.command_line = command_line;
    nlohmann::ordered_json summary;
    with_advice([&] { summary = run_experiment(request); },
                [&] {
                  const bool begun = !folder.empty() && std::filesystem::exists(folder / kExperimentFile);
                  return begun ? kGoOnWithResume : "nothing was done yet";
                });
    print_out("{}", summary_text(summary));
    print_out("  report            {}\n", (folder / "report.html").string());
  });
}

}  // namespace colonnade::runner
