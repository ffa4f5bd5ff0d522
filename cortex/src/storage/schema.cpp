#include <sqlite3.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "storage/printable.h"
#include "storage/sqlite.h"

namespace colonnade::cortex::storage {
namespace {

/// A row of sqlite_schema: what kind of thing it is, its name, and the statement that makes it, without white space
/// (older versions broke their lines elsewhere).
using Entry = std::tuple<std::string, std::string, std::string>;

constexpr const char* kEntries = "SELECT type, name, coalesce(sql, '') AS sql FROM sqlite_schema";

Entry entry(const Statement& row) {
  std::string sql(row.text(2));
  std::erase_if(sql, [](unsigned char c) { return c == ' ' || c == '\n'; });
  return {std::string(row.text(0)), std::string(row.text(1)), sql};
}

}  // namespace

void Database::check_schema(const std::string& sql) {
  std::set<Entry> missing;
  {
    Database model;
    model.execute(sql.c_str());
    for (Statement row(model, kEntries); row.step();) missing.insert(entry(row));
  }
  for (Statement row(*this, kEntries); row.step();) {
    if (missing.erase(entry(row)) != 0) continue;
    const std::string type = printable(row.text(0)), name = printable(row.text(1));
    const bool known = std::any_of(missing.begin(), missing.end(), [&](const Entry& known_entry) {
      return std::get<0>(known_entry) == row.text(0) && std::get<1>(known_entry) == row.text(1);
    });
    damaged("it has a " + type + " '" + name + "' that " +
            (known ? "is made otherwise than in files of its version" : "does not belong there") +
            ": only plain tables are read");
  }
  if (!missing.empty()) {
    const auto& [type, name, text] = *missing.begin();
    damaged("it has no " + type + " '" + name + "'");
  }
}

void Database::limit_sizes() {
  const auto most = static_cast<std::uint64_t>(sqlite3_limit(handle(), SQLITE_LIMIT_LENGTH, -1));
  constexpr std::uint64_t kLeast = 1U << 20;  // SQLite's own statements count, too
  sqlite3_limit(handle(), SQLITE_LIMIT_LENGTH, static_cast<int>(std::min(most, std::max(kLeast, stored_bytes(path_)))));
}

}  // namespace colonnade::cortex::storage
