#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/datasets/experiment.h>

#include "energy.h"

namespace CLI {
class App;
}

namespace colonnade::runner {

/// Options that say which experiment is meant; shared by the commands that run one.
struct ExperimentOptions {
  std::string name_or_file;
  std::vector<std::string> settings;  ///< a.b=c
  std::vector<std::string> objects;   ///< a,b,c; empty: not given
  std::optional<std::uint64_t> seed;
  std::optional<int> seeds;
  std::optional<int> threads;
  std::optional<std::filesystem::path> data;
  std::string backend = "auto";

  /// Adds --backend to a command that recognises ...
  void add_backend_to(CLI::App& command);
  /// ... the other options to a command, all but the name ...
  void add_to(CLI::App& command);
  /// ... and the name, as its first argument.
  void add_name_to(CLI::App& command);
  /// @throws InputError (see datasets::load_experiment).
  [[nodiscard]] datasets::Experiment load() const;
  [[nodiscard]] std::filesystem::path data_directory() const;
};

/// Options that say how energy is reckoned; shared by the commands that take some.
struct EnergyArguments {
  std::filesystem::path project_ledger = "runs/ledger.jsonl";
  std::optional<double> watts_per_core;
  std::string grid = "world";
  std::optional<double> pue;
  std::vector<std::string> tables;

  void add_to(CLI::App& command);
  /// @throws InputError for unknown tables and grids.
  [[nodiscard]] EnergyOptions load() const;
};

// Each adds one command to the program. They print to standard output and throw InputError for bad input.
void add_run_command(CLI::App& program, const std::vector<std::string>& command_line);
void add_learn_command(CLI::App& program);
void add_recognise_command(CLI::App& program);
void add_inspect_command(CLI::App& program);
void add_bench_command(CLI::App& program);
void add_ledger_command(CLI::App& program);
void add_list_command(CLI::App& program);
void add_scaling_command(CLI::App& program, const std::vector<std::string>& command_line);

}  // namespace colonnade::runner
