// Energy tables.

#include <cmath>

#include <colonnade/ledger/energy_table.h>

#include "../format.h"

namespace colonnade::fuzz {
namespace {

constexpr std::array<std::string_view, 12> kTokens{
    "\"mac_fp32\": ", "\"sram_8k\": ", "\"title\": ", "[[[[[[[[", "[1, 2]", "{", "}",
    "null",           "\"\"",          "\\u0000",     "\xff",     ", "};

void read(std::string_view input) {
  const ledger::EnergyTable table = ledger::parse_energy_table(input, "table.json");
  ledger::Operations operations;
  operations.effective_macs = operations.lookups = 1U << 30;
  operations.bytes.fill(1U << 30);
  const ledger::ModelledJoules joules = ledger::model_energy(operations, table);
  if (!(joules.low >= 0 && joules.low <= joules.high) || !std::isfinite(joules.high))
    broken_promise("no range of joules");
}

}  // namespace

Format energy_table_format() { return {.name = "energy_table", .read = read, .tokens = kTokens}; }

}  // namespace colonnade::fuzz
