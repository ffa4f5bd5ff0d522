#include <memory>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "commands.h"
#include "console.h"

namespace colonnade::runner {

namespace {

/// What all runs of a project have taken, by kind. Estimates and measurements stand in columns of their own.
/// @param named whether somebody has named the ledger, which then must be there.
void print_ledger(const EnergyArguments& arguments, bool named) {
  const EnergyOptions options = arguments.load();
  if (named && !std::filesystem::exists(options.project_ledger)) {
    throw InputError(fmt::format("{}: no such ledger", options.project_ledger.string()));
  }
  const auto sums = ledger::totals(ledger::read_entries(options.project_ledger));
  print_out("{}\n", options.project_ledger.string());
  print_out("{:<12} {:>7} {:>12} {:>12} {:>12} {:>14} {:>14}\n", "kind", "runs", "wall s", "CPU s", "MACs",
            "measured J", "estimate J");
  for (const auto& [kind, sum] : sums) {
    const std::string measured =
        sum.measured_runs > 0 ? fmt::format("{:.4g} ({})", sum.measured.middle(), sum.measured_runs) : std::string("-");
    print_out("{:<12} {:>7} {:>12.1f} {:>12.1f} {:>12.4g} {:>14} {:>14.4g}\n", kind, sum.runs, sum.wall_seconds,
              sum.cpu_seconds, static_cast<double>(sum.operations.effective_macs), measured, sum.estimated.middle());
  }
  const auto all = sums.find("all");
  if (all == sums.end()) {
    print_out("no run yet\n");
    return;
  }
  for (const ledger::EnergyTable& table : options.tables) {
    const ledger::ModelledJoules joules = ledger::model_energy(all->second.operations, table);
    print_out("modelled, {}: {:.4g} to {:.4g} J\n", table.title, joules.low, joules.high);
  }
  const ledger::Carbon carbon = ledger::carbon_of(all->second.estimated, options.carbon);
  print_out("carbon of the estimate: {:.4g} kWh x PUE {:.2f} x {:.0f} g/kWh ({}) = {:.4g} g CO2e\n", carbon.kwh,
            carbon.pue, carbon.g_per_kwh, carbon.convention, carbon.grams);
}

}  // namespace

void add_ledger_command(CLI::App& program) {
  auto arguments = std::make_shared<EnergyArguments>();
  CLI::App* command = program.add_subcommand("ledger", "What all runs of this project have taken together");
  arguments->add_to(*command);
  command->callback([arguments, command] { print_ledger(*arguments, command->count("--ledger") > 0); });
}

}  // namespace colonnade::runner
