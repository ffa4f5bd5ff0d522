#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
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

/// Measures the phases of a run and enters each into the run's own ledger and the project's, finished or not. What a
/// session that was killed had taken by its last note() is entered when the run goes on.
class EnergyRecorder {
 public:
  /// @param own the run's ledger. @param resume goes on with it; else it begins anew.
  EnergyRecorder(const EnergyOptions& options, std::filesystem::path own, std::string name, bool resume);

  /// Runs work() and enters it, unless there was nothing left to do, as where a run goes on: no sensor moves in that
  /// instant, and the phase, of which it would be a part, would count as not measured.
  /// @param committed says afterwards what the run has kept of this phase's work, over all its sessions; also when
  /// work() has thrown.
  template <class Work, class Count>
  void record(const std::string& kind, Work&& work, Count&& committed) {
    begin(kind);
    try {
      work();
    } catch (...) {
      enter_rest(committed());
      throw;
    }
    finish(committed());
  }

  /// Called by the work of a run that goes on, before it does anything: what earlier sessions have kept of the phase.
  void go_on_from(const ledger::Operations& committed);
  /// Called by the work, from any thread, before it keeps a part: notes beside the run's ledger what has been taken so
  /// far. @throws InputError when that cannot be written.
  void note();

 private:
  void begin(const std::string& kind);
  void finish(const ledger::Operations& committed);
  void enter_rest(const ledger::Operations& committed) noexcept;
  void enter(const ledger::LedgerEntry& entry) const;
  [[nodiscard]] ledger::LedgerEntry entry_now(const ledger::Operations& operations);

  const EnergyOptions& options_;
  std::filesystem::path own_;
  std::string name_;
  bool resume_;
  std::string kind_;            ///< of the phase
  std::filesystem::path note_;  ///< of the phase: <own>.open.<kind>.jsonl
  ledger::Operations before_;   ///< committed by earlier sessions
  std::mutex mutex_;
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
