#include "database.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <memory>
#include <vector>

namespace colonnade::fuzz {
namespace {

/// Statements that change how a table is kept; $t is its name, $n a number.
constexpr std::array<std::string_view, 16> kStatements{
    "DROP TABLE $t",
    "DELETE FROM $t",
    "ALTER TABLE $t RENAME TO hidden",
    "ALTER TABLE $t ADD COLUMN extra",
    "ALTER TABLE $t ADD COLUMN extra AS (zeroblob($n))",
    "CREATE TABLE extra (a, b)",
    "CREATE TRIGGER extra AFTER UPDATE ON $t BEGIN DELETE FROM $t; END",
    "CREATE VIEW extra AS SELECT * FROM $t",
    "CREATE INDEX extra ON $t (1)",
    "ALTER TABLE $t RENAME TO hidden; CREATE VIEW $t AS SELECT * FROM hidden",
    "ALTER TABLE $t RENAME TO hidden; CREATE TABLE $t AS SELECT * FROM hidden",
    "ALTER TABLE $t RENAME TO hidden; CREATE VIEW $t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
    "n) "
    "SELECT hidden.* FROM n, hidden WHERE i < 0",
    "ALTER TABLE $t RENAME TO hidden; CREATE TABLE $t AS SELECT a.* FROM hidden a, hidden b",
    "PRAGMA user_version = $n",
    "PRAGMA application_id = $n",
    "VACUUM"};

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  void operator()(unsigned char* bytes) const { sqlite3_free(bytes); }
};
using Connection = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

/// A file in memory; nothing when SQLite does not take it.
Connection open(std::string_view file) {
  sqlite3* handle = nullptr;
  Connection database(sqlite3_open(":memory:", &handle) == SQLITE_OK ? handle : nullptr);
  if (!database) return nullptr;
  auto* bytes = static_cast<unsigned char*>(sqlite3_malloc64(file.size()));
  std::memcpy(bytes, file.data(), file.size());
  const auto size = static_cast<sqlite3_int64>(file.size());
  // What a view or a trigger would do for ever ends.
  sqlite3_progress_handler(
      handle, 1'000'000, [](void*) { return 1; }, nullptr);
  const unsigned flags = SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE;
  return sqlite3_deserialize(handle, "main", bytes, size, size, flags) == SQLITE_OK ? std::move(database) : nullptr;
}

Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), -1, &handle, nullptr);
  return Statement(handle);
}

std::vector<std::string> texts(sqlite3* database, const std::string& sql) {
  std::vector<std::string> result;
  const Statement select = prepare(database, sql);
  while (sqlite3_step(select.get()) == SQLITE_ROW) {
    result.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(select.get(), 0)));
  }
  return result;
}

/// Binds a value that resembles the one selected.
void bind_changed(sqlite3_stmt* update, sqlite3_stmt* selected, std::string_view other, Tokens tokens, Random& random) {
  constexpr std::array<int, 4> kTypes{SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB};
  const int type = random.below(12) == 0 ? pick(kTypes, random) : sqlite3_column_type(selected, 0);
  if (type == SQLITE_INTEGER) {
    sqlite3_bind_int64(update, 1, odd_integer(random));
  } else if (type == SQLITE_FLOAT) {
    sqlite3_bind_double(update, 1, odd_real(random));
  } else {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(selected, 0));
    std::string bytes(data == nullptr ? "" : data, static_cast<std::size_t>(sqlite3_column_bytes(selected, 0)));
    if (type == SQLITE_TEXT) {
      mutate_bytes(bytes, other, tokens, random);
      sqlite3_bind_text64(update, 1, bytes.data(), bytes.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } else {
      mutate_bytes(bytes, bytes, {}, random);
      sqlite3_bind_blob64(update, 1, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
    }
  }
}

void change_value(sqlite3* database, const std::string& table, std::string_view other, Tokens tokens, Random& random) {
  const std::vector<std::string> columns = texts(database, "SELECT name FROM pragma_table_info('" + table + "')");
  const std::vector<std::string> rows = texts(database, "SELECT rowid FROM " + table);
  if (columns.empty() || rows.empty()) return;
  const std::string& column = pick(columns, random);
  const std::string where = " WHERE rowid = " + pick(rows, random);
  const Statement select = prepare(database, "SELECT " + column + " FROM " + table + where);
  const Statement update = prepare(database, "UPDATE " + table + " SET " + column + " = ?" + where);
  if (!update || sqlite3_step(select.get()) != SQLITE_ROW) return;
  bind_changed(update.get(), select.get(), other, tokens, random);
  sqlite3_step(update.get());
}

void change_rows(sqlite3* database, const std::string& table, Random& random) {
  const std::vector<std::string> rows = texts(database, "SELECT rowid FROM " + table);
  if (rows.empty()) return;
  const std::string from = random.below(2) == 0 ? "DELETE FROM " + table : "UPDATE " + table + " SET rowid = rowid + 7";
  sqlite3_exec(database, (from + " WHERE rowid = " + pick(rows, random)).c_str(), nullptr, nullptr, nullptr);
}

void change_definition(sqlite3* database, const std::string& table, Random& random) {
  std::string sql(pick(kStatements, random));
  const auto put = [&sql](std::string_view place, const std::string& text) {
    for (std::size_t at = sql.find(place); at != sql.npos; at = sql.find(place, at + text.size())) {
      sql.replace(at, place.size(), text);
    }
  };
  put("$t", table);
  put("$n", std::to_string(odd_integer(random)));
  sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
}

}  // namespace

bool edit_database(std::string& file, const std::function<void(sqlite3* database)>& change) {
  constexpr std::size_t kHeader = 100;
  constexpr std::size_t kJournalModes = 18;  // two bytes; https://www.sqlite.org/fileformat.html, section 1.3
  if (file.size() < kHeader) return false;
  // In memory there is no write-ahead log; the file says again that it has one when it is done.
  const std::string modes = file.substr(kJournalModes, 2);
  file.replace(kJournalModes, 2, "\1\1");
  const Connection database = open(file);
  if (!database) return false;
  change(database.get());
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, Close> bytes(sqlite3_serialize(database.get(), "main", &size, 0));
  if (!bytes) return false;
  file.assign(reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size));
  file.replace(kJournalModes, 2, modes);
  return true;
}

void mutate_database(std::string& file, std::string_view other, Tokens tokens, Random& random,
                     void (*repair)(sqlite3* database)) {
  const auto change = [&](sqlite3* database) {
    const std::vector<std::string> tables =
        texts(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    if (tables.empty()) return;
    const std::string& table = pick(tables, random);
    switch (random.below(8)) {
      case 0:
        change_definition(database, table, random);
        break;
      case 1:
        change_rows(database, table, random);
        break;
      default:
        change_value(database, table, other, tokens, random);
    }
    if (repair != nullptr && random.below(8) != 0) repair(database);
  };
  if (random.below(8) == 0 || !edit_database(file, change)) mutate_bytes(file, other, tokens, random);
}

}  // namespace colonnade::fuzz
