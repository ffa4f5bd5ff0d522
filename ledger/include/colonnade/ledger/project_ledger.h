#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <colonnade/ledger/carbon.h>
#include <colonnade/ledger/energy_table.h>
#include <colonnade/ledger/meter.h>
#include <colonnade/ledger/operations.h>

namespace colonnade::ledger {

/// One run in a project's cumulative ledger. Searches cost more than what is published of them, so every run counts.
struct LedgerEntry {
  std::string date;  ///< UTC, ISO 8601
  std::string name;  ///< experiment, or what was searched
  std::string kind;  ///< "run", "learn", "search", ...
  Operations operations;
  Measurement measurement;
};

/// Makes sure that entries can be added, before the work that they will tell of: creates the file and its folder where
/// they are missing, mends the last line as append_entry() does, and adds nothing. A disk may still be full when the
/// time comes.
/// @throws InputError naming the file and the reason, such as a last line without an end that is none of a ledger's.
void prepare_ledger(const std::filesystem::path& file);

/// Adds one line (JSON) to the file, in one write, so that several processes may add at the same time. What a kill or a
/// full disk has left of an earlier line is taken away first.
/// @throws InputError as prepare_ledger().
void append_entry(const std::filesystem::path& file, const LedgerEntry& entry);

/// The line that append_entry() adds, with its end.
[[nodiscard]] std::string to_line(const LedgerEntry& entry);

/// All whole lines; a last one that a kill cut off is left out. Nothing when there is no file.
/// @throws InputError naming the file, and the line where one is broken.
[[nodiscard]] std::vector<LedgerEntry> read_entries(const std::filesystem::path& file);

/// Sums over entries, by kind, and of all.
struct LedgerTotal {
  std::size_t runs = 0;
  std::size_t measured_runs = 0;  ///< runs with measured energy; their sum is `measured`
  double wall_seconds = 0;
  double cpu_seconds = 0;
  Operations operations;
  MeasuredJoules measured;
  EstimatedJoules estimated;
};
[[nodiscard]] std::map<std::string, LedgerTotal> totals(const std::vector<LedgerEntry>& entries);

/// Everything about some work as JSON: `operations`, `modelled` (one entry a table), `measured` (or why not),
/// `estimate`, and carbon with its factors. The kinds stand apart.
[[nodiscard]] nlohmann::ordered_json to_json(const Operations& operations);
[[nodiscard]] Operations operations_from_json(const nlohmann::ordered_json& json);
[[nodiscard]] nlohmann::ordered_json to_json(const Measurement& measurement, const CarbonConvention& convention);
[[nodiscard]] nlohmann::ordered_json modelled_json(const Operations& operations, const std::vector<EnergyTable>& tables,
                                                   const CarbonConvention& convention);

}  // namespace colonnade::ledger
