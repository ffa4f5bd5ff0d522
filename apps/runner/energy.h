#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <colonnade/ledger/project_ledger.h>
#include <nlohmann/json_fwd.hpp>

namespace colonnade::runner {

/// How a run's energy is reckoned, and where it is entered.
struct EnergyOptions {
  std::filesystem::path project_ledger = "runs/ledger.jsonl";  ///< cumulative over all runs
  ledger::StatedPower power;
  ledger::CarbonConvention carbon;
  std::vector<ledger::EnergyTable> tables = ledger::builtin_energy_tables();
};

/// Measures the phases of a run and enters each into the run's own ledger and the project's, finished or not.
class EnergyRecorder {
 public:
  /// @param own the run's ledger.
  EnergyRecorder(const EnergyOptions& options, std::filesystem::path own, std::string name);

  /// Runs work() and enters it, unless there was nothing left to do, as where a run goes on: no sensor moves in that
  /// instant, and the phase, of which it would be a part, would count as not measured.
  /// @param operations says afterwards what was done, also when work() has thrown.
  template <class Work, class Count>
  void record(const std::string& kind, Work&& work, Count&& operations) {
    meter_.start();
    try {
      work();
    } catch (...) {
      enter(kind, operations());
      throw;
    }
    const ledger::Operations done = operations();
    if (done != ledger::Operations{}) enter(kind, done);
  }

 private:
  void enter(const std::string& kind, const ledger::Operations& operations);

  const EnergyOptions& options_;
  std::filesystem::path own_;
  std::string name_;
  ledger::EnergyMeter meter_;
};

/// The summary's `energy`: per kind of phase in the run's own ledger what was measured or estimated, and the modelled
/// joules of learning and of one episode by each table. @param operations the summary's `operations`.
[[nodiscard]] nlohmann::ordered_json energy_summary(const EnergyOptions& options, const std::filesystem::path& own,
                                                    const nlohmann::ordered_json& operations);

/// The report's section on operations and energy: the three kinds of figure in tables of their own.
[[nodiscard]] std::string energy_section(const nlohmann::ordered_json& operations,
                                         const nlohmann::ordered_json& energy);

}  // namespace colonnade::runner
