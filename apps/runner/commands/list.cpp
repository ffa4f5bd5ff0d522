#include <CLI/CLI.hpp>

#include <colonnade/datasets/experiment_file.h>
#include <colonnade/datasets/objects.h>
#include <fmt/core.h>

#include "commands.h"
#include "console.h"

namespace colonnade::runner {

void add_list_command(CLI::App& program) {
  program.add_subcommand("list", "Experiments and object sets")->callback([] {
    print_out("Experiments:\n");
    for (const std::string& name : datasets::experiment_names()) {
      print_out("  {:<52} {}\n", name, datasets::load_experiment(name).description);
    }
    print_out("\nObject sets:\n");
    for (const std::string& name : datasets::object_set_names()) print_out("  {}\n", name);
  });
}

}  // namespace colonnade::runner
