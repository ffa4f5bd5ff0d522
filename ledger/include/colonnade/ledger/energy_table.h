#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/ledger/joules.h>
#include <colonnade/ledger/operations.h>

namespace colonnade::ledger {

/// A published figure, or a range of them; picojoules.
struct Picojoules {
  double low = 0;
  double high = 0;
};

/// What operations cost on one kind of hardware, as somebody has published it (docs/ledger.md describes the files).
struct EnergyTable {
  std::string name;    ///< of the file, without ending
  std::string title;   ///< one line for reports
  std::string source;  ///< the publication
  std::string note;    ///< what was assumed where the source is silent
  Picojoules mac_fp32, accumulate, flop, byte_compare, lookup, permanence_update;
  std::array<Picojoules, kMemoryLevels> per_64_bit;  ///< by MemoryLevel
};

/// Joules of the operations by this table. Effective operations are what is paid for: hardware may skip zeros, and
/// where it cannot, dense == effective is what the caller should pass.
[[nodiscard]] ModelledJoules model_energy(const Operations& operations, const EnergyTable& table);

/// Reads a table. Every key must be there, no other may.
/// @throws InputError naming file and key.
[[nodiscard]] EnergyTable load_energy_table(const std::filesystem::path& file);
/// The same from text; `place` stands for the file in messages.
[[nodiscard]] EnergyTable parse_energy_table(std::string_view text, const std::string& place);

/// The tables that come with Colonnade, sorted by name.
[[nodiscard]] const std::vector<EnergyTable>& builtin_energy_tables();
/// A built-in table by its name, or else a file when the name ends in `.json`. @throws InputError naming the known
/// ones.
[[nodiscard]] EnergyTable find_energy_table(const std::string& name_or_file);

}  // namespace colonnade::ledger
