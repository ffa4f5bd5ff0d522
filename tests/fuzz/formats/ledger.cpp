// A project's ledger: reading it, and adding to it.

#include <cmath>

#include <colonnade/ledger/project_ledger.h>

#include "../bundle.h"
#include "../format.h"

namespace colonnade::fuzz {
namespace {

constexpr std::array<std::string_view, 14> kTokens{"\"operations\": ",
                                                   "\"measured_joules\": ",
                                                   "\"sensors\": ",
                                                   "\"bytes\": ",
                                                   "\"dense_macs\": ",
                                                   "[[[[[[[[",
                                                   "{",
                                                   "}",
                                                   "null",
                                                   "-1",
                                                   "1e999",
                                                   "\n",
                                                   "\xff",
                                                   ", "};

void read(std::string_view input) {
  const Folder folder;
  const auto path = folder.write("ledger.jsonl", input);
  const std::vector<ledger::LedgerEntry> entries = ledger::read_entries(path);
  for (const auto& [kind, total] : ledger::totals(entries)) {
    if (!std::isfinite(total.cpu_seconds + total.wall_seconds + total.estimated.middle() + total.measured.middle())) {
      broken_promise("a sum is not finite");
    }
  }
  ledger::append_entry(path, {});
  if (ledger::read_entries(path).size() < entries.size() + 1) broken_promise("an entry is lost");
}

}  // namespace

Format ledger_format() { return {.name = "ledger", .read = read, .tokens = kTokens}; }

}  // namespace colonnade::fuzz
