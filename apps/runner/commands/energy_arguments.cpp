#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "commands.h"
#include "option_checks.h"

namespace colonnade::runner {

void EnergyArguments::add_to(CLI::App& command) {
  command.add_option("--ledger", project_ledger, "The project's cumulative ledger")->capture_default_str();
  command.add_option("--watts-per-core", watts_per_core, "Stated power of a busy core, for estimates without a sensor")
      ->check(number(1e-6, 1e6));
  command.add_option("--grid", grid, "Grid factor: world, strubell, or a country's ISO code (DEU, USA, ...)")
      ->capture_default_str();
  command.add_option("--pue", pue, "Power usage effectiveness of the building")->check(number(1, 10));
  command.add_option("--energy-table", tables, "Use these energy tables only: names, or files ending in .json")
      ->delimiter(',');
}

EnergyOptions EnergyArguments::load() const {
  EnergyOptions options;
  options.project_ledger = project_ledger;
  if (watts_per_core) options.power = {*watts_per_core, fmt::format("stated: {:g} W a core", *watts_per_core)};
  options.carbon = ledger::find_carbon_convention(grid);
  if (pue) options.carbon.pue = *pue;
  if (!tables.empty()) options.tables.clear();
  for (const std::string& name : tables) {
    ledger::EnergyTable table = ledger::find_energy_table(name);
    for (const ledger::EnergyTable& other : options.tables) {
      if (other.name == table.name) {
        throw InputError(fmt::format("--energy-table: two tables are named '{}'", table.name));
      }
    }
    options.tables.push_back(std::move(table));
  }
  return options;
}

}  // namespace colonnade::runner
