#include "program.h"

#include <filesystem>

#include <CLI/CLI.hpp>

#include <colonnade/datasets/objects.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include "command_line.h"
#include "commands/commands.h"
#include "commands/option_checks.h"
#include "console.h"
#include "contestant.h"
#include "interrupt.h"
#include "program_frame.h"
#include "run_folder.h"
#include "study.h"

namespace colonnade::benchmark {

namespace {

/// Replaces what the command line names.
struct Changes {
  std::optional<std::string> object_set;
  std::optional<std::vector<int>> object_counts, views;
  std::optional<int> seeds, tests, pixels, sequential_objects, sequential_views, growth_views, search_objects,
      search_views, search_tests, timing_repeats;
  std::optional<std::uint64_t> first_seed;
  std::optional<double> inferences;
  std::vector<std::string> contestants, sequential, growth, search;

  void add_to(CLI::App& program) {
    using runner::number, runner::whole_number;
    program.add_option("--object-set", object_set, "builtin, distinct10, similar10, all77, ycb");
    program.add_option("--object-counts", object_counts, "Learning curves for the first so many objects")
        ->delimiter(',')
        ->check(whole_number(1));
    program.add_option("--views", views, "Training views per object, rising")->delimiter(',')->check(whole_number(1));
    program.add_option("--seeds", seeds, "Seeds")->check(whole_number(1));
    program.add_option("--first-seed", first_seed, "First seed")->check(whole_number(0, runner::kLargestSeed));
    program.add_option("--tests", tests, "Test views per object and seed")->check(whole_number(1));
    program.add_option("--pixels", pixels, "Side of the images")->check(whole_number(64, 2048));
    // Names hold commas, so these come one each; "none" empties the list.
    const auto list = [&](const char* option, std::vector<std::string>& names, const char* text) {
      program.add_option(option, names, text + std::string("; none: none"))
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    };
    list("--contestant", contestants, "Contestant of the learning curves, as in --contestant cnn_small:width=2");
    list("--sequential", sequential, "Contestant of the continual task");
    list("--growth", growth, "Contestant of the task of diminishing returns");
    list("--search", search, "Settings to try");
    program.add_option("--sequential-objects", sequential_objects, "Objects of the continual task")
        ->check(whole_number(1));
    program.add_option("--sequential-views", sequential_views, "Views of each")->check(whole_number(1));
    program.add_option("--growth-views", growth_views, "Views per object of the growth and timing tasks")
        ->check(whole_number(1));
    program.add_option("--search-objects", search_objects, "Built-in objects of the search")->check(whole_number(1));
    program.add_option("--search-views", search_views, "Views of each")->check(whole_number(1));
    program.add_option("--search-tests", search_tests, "Test views of each")->check(whole_number(1));
    program.add_option("--timing-repeats", timing_repeats, "Interleaved windows of the timing task; 0: none")
        ->check(whole_number(0));
    program.add_option("--inferences", inferences, "Recognitions of the life-cycle total")->check(number(1, 1e18));
  }

  void apply(Study& s) const {
    const auto set = [](auto& member, const auto& value) {
      if (value) member = *value;
    };
    set(s.object_set, object_set);
    set(s.object_counts, object_counts);
    set(s.views, views);
    set(s.seeds, seeds);
    set(s.first_seed, first_seed);
    set(s.tests, tests);
    set(s.pixels, pixels);
    set(s.sequential_objects, sequential_objects);
    set(s.sequential_views, sequential_views);
    set(s.growth_views, growth_views);
    set(s.search_objects, search_objects);
    set(s.search_views, search_views);
    set(s.search_tests, search_tests);
    set(s.timing_repeats, timing_repeats);
    set(s.inferences, inferences);
    const auto replace = [](std::vector<std::string>& member, const std::vector<std::string>& names) {
      if (!names.empty()) member = names;
      std::erase(member, "none");
    };
    replace(s.contestants, contestants);
    replace(s.sequential, sequential);
    replace(s.growth, growth);
    replace(s.search, search);
  }
};

void run(CLI::App& program, int argc, char** argv) {
  Changes changes;
  runner::EnergyArguments energy;
  StudyRun request;
  bool full = false;
  std::optional<std::string> thinned;
  std::optional<std::filesystem::path> data;
  auto* full_flag = program.add_flag(
      "--full", full, "The whole study on the 77 YCB objects (hours) instead of the embedded one (minutes)");
  program.add_option("--thinned", thinned, "What of it fits into an hour: all77 or distinct10")->excludes(full_flag);
  program.add_flag("--resume", request.resume, "Go on with an interrupted study (default: the newest one)");
  program.add_option("--output", request.output, "Folder of the results (default: runs/benchmark/TIME)");
  program.add_option("--data", data, "Data directory (or the environment variable COLONNADE_DATA)");
  changes.add_to(program);
  energy.add_to(program);
  program.parse(argc, argv);

  request.study = thinned ? thinned_study(*thinned) : full ? full_study() : quick_study();
  changes.apply(request.study);
  request.energy = energy.load();
  request.data = datasets::data_directory(data);
  request.runs = runner::folder_of_runs("benchmark");
  if (request.resume) request.output = runner::folder_to_resume(request.output, request.runs, kStudyFile);
  request.command_line.assign(argv, argv + argc);
  if (!has_cnns()) {
    runner::print_out("This build has no CNNs: libtorch was not found (Debian: libtorch-dev, libopenblas-dev).\n");
  }
  const std::filesystem::path folder = run_study(request);
  runner::print_out("report: {}\n", (folder / "report.html").string());
}

}  // namespace

int run_benchmark(int argc, char** argv) {
  CLI::App program("Samples and energy: cortical columns against dense CNNs, on the same RGB-D images.",
                   "colonnade-benchmark");
  runner::catch_interrupts();
  return runner::run_guarded([&] {
    try {
      run(program, argc, argv);
    } catch (const CLI::ParseError& error) {
      return runner::end_of_parsing(program, error);
    }
    return 0;
  });
}

}  // namespace colonnade::benchmark
