#include <CLI/CLI.hpp>

#include <colonnade/datasets/experiment_file.h>
#include <colonnade/datasets/objects.h>
#include <fmt/core.h>

#include "commands.h"

namespace colonnade::runner {

void add_list_command(CLI::App& program) {
  program.add_subcommand("list", "Experiments and object sets")->callback([] {
    fmt::print("Experiments:\n");
    for (const std::string& name : datasets::experiment_names()) {
      fmt::print("  {:<52} {}\n", name, datasets::load_experiment(name).description);
    }
    fmt::print("\nObject sets:\n");
    for (const std::string& name : datasets::object_set_names()) fmt::print("  {}\n", name);
  });
}

}  // namespace colonnade::runner
