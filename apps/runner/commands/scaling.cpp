#include <memory>

#include <CLI/CLI.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "charts.h"
#include "commands.h"
#include "console.h"
#include "interrupt.h"
#include "option_checks.h"
#include "run_experiment.h"
#include "run_folder.h"
#include "summary_text.h"

namespace colonnade::runner {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

double number(const Json& summary, const char* key) {
  return summary.at(key).is_number() ? summary.at(key).get<double>() : 0.0;
}

std::string csv_table(const std::vector<Json>& summaries) {
  std::string csv =
      "objects,episodes,accuracy,steps_mean,column_ms_per_episode,column_us_per_step,hypotheses_per_step_mean,"
      "synaptic_operations_per_episode,bytes_moved_per_episode,segments,memory_bytes,learning_seconds\n";
  for (const Json& s : summaries) {
    csv += fmt::format("{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{},{},{:.6g}\n",
                       s.at("objects").get<int>(), s.at("episodes").get<int>(), number(s, "accuracy"),
                       number(s, "steps_mean"), number(s, "column_ms_per_episode"), number(s, "column_us_per_step"),
                       number(s, "hypotheses_per_step_mean"), number(s, "synaptic_operations_per_episode"),
                       number(s, "bytes_moved_per_episode"), s.at("segments").get<std::size_t>(),
                       s.at("memory_bytes").get<std::size_t>(), number(s, "learning_seconds"));
  }
  return csv;
}

/// A figure against the number of objects, beside what growth in proportion to it would be.
std::string plot(const std::vector<Json>& summaries, const char* key, const char* label) {
  Series measured{"measured", {}, {}};
  Series linear{"in proportion", {}, {}};
  for (const Json& s : summaries) {
    measured.x.push_back(number(s, "objects"));
    measured.y.push_back(number(s, key));
    linear.x.push_back(number(s, "objects"));
    linear.y.push_back(measured.y.front() * linear.x.back() / linear.x.front());
  }
  const std::vector<Series> both{measured, linear};
  return standalone_svg(scatter_chart(both, "objects", label));
}

void scale(const ExperimentOptions& options, const EnergyOptions& energy, const std::vector<int>& counts,
           const fs::path& output, const std::vector<std::string>& command_line) {
  fs::path folder = output;
  std::vector<Json> summaries;
  for (const int count : counts) {
    ExperimentOptions part = options;
    part.settings.push_back(fmt::format("max_objects={}", count));
    RunRequest request;
    request.experiment = part.load();
    request.energy = energy;
    request.data = options.data_directory();
    const std::string name = fmt::format("{:03}_objects", count);
    request.output = [&] {
      if (folder.empty()) folder = make_run_folder(folder_of_runs(request.experiment.name + "_scaling"));
      return folder / name;
    };
    request.resume = !folder.empty() && fs::exists(folder / name / kExperimentFile);
    request.command_line = command_line;
    request.backend = cuda::parse_backend(options.backend);
    with_advice([&] { summaries.push_back(run_experiment(request)); },
                [&] {
                  return folder.empty() ? std::string("nothing was done yet")
                                        : fmt::format("go on with --output {}", folder.string());
                });
    print_out("{}", summary_text(summaries.back()));
    write_file(folder / "scaling.csv", csv_table(summaries));
    write_file(folder / "column_us_per_step.svg", plot(summaries, "column_us_per_step", "column µs a sensation"));
    write_file(folder / "column_ms_per_episode.svg", plot(summaries, "column_ms_per_episode", "column ms an episode"));
  }
  print_out("\nTable and plots: {}\n", folder.string());
}

}  // namespace

void add_scaling_command(CLI::App& program, const std::vector<std::string>& command_line) {
  struct Options {
    ExperimentOptions experiment;
    EnergyArguments energy;
    std::vector<int> counts{10, 20, 40, 77};
    fs::path output;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("scaling", "Cost of recognition against the number of objects");
  options->experiment.add_name_to(*command);
  options->experiment.add_to(*command);
  options->experiment.add_backend_to(*command);
  options->energy.add_to(*command);
  command->add_option("--objects-counts", options->counts, "Numbers of objects")
      ->delimiter(',')
      ->check(whole_number(1))
      ->capture_default_str();
  command->add_option("--output", options->output, "Folder of the results (default: runs/NAME_scaling/TIME)");
  command->callback([options, &command_line] {
    scale(options->experiment, options->energy.load(), options->counts, options->output, command_line);
  });
}

}  // namespace colonnade::runner
