#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <colonnade/cortex/error.h>

#include "storage/memory_file.h"
#include "storage/memory_rows.h"
#include "storage/memory_schema.h"

namespace colonnade::cortex::storage {
namespace {

template <class T>
std::span<const std::byte> bytes(const std::vector<T>& rows) {
  return std::as_bytes(std::span(rows));
}

void write_options(Database& database, const std::vector<OptionRow>& options) {
  database.execute("DELETE FROM encoder_option");
  Statement insert(database, "INSERT INTO encoder_option (name, value) VALUES (?, ?)");
  for (const OptionRow& option : options) {
    insert.bind(0, std::string_view(option.name));
    std::visit([&](auto value) { insert.bind(1, value); }, option.value);
    insert.run();
  }
}

/// Whether there is nothing yet: no file, or an empty one.
enum class Present { no, empty, yes };

Present look(const std::filesystem::path& path) {
  std::error_code unknown;  // opening the file will say why
  const auto status = std::filesystem::status(path, unknown);
  if (!std::filesystem::exists(status)) return Present::no;
  const bool empty = std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, unknown) == 0;
  return empty ? Present::empty : Present::yes;
}

}  // namespace

MemoryTransaction::MemoryTransaction(const std::filesystem::path& path) : path_(path) {
  if (look(path) == Present::no) {
    staged_.emplace(path);
    if (look(path) != Present::no) staged_.reset();  // another process has made it meanwhile
  }
  if (staged_) {
    database_.emplace(staged_->made(), Database::Access::create, path);
  } else if (look(path) == Present::empty) {
    database_.emplace(path, Database::Access::create);
  } else {
    check_header(path, kApplicationId, "a memory file");
    database_.emplace(path, Database::Access::write);
  }
  database_->execute("BEGIN IMMEDIATE");
  empty_ = database_->integer("PRAGMA page_count") <= 1 && database_->integer("PRAGMA user_version") == 0 &&
           database_->integer("PRAGMA application_id") == 0;
  if (empty_) {
    make_memory_tables(*database_);
  } else if (const std::int64_t version = check_memory_tables(*database_); version < kFormatVersion) {
    upgrade(*database_, version);
  }
}

std::vector<MemoryTransaction::StoredObject> MemoryTransaction::stored() {
  std::vector<StoredObject> result;
  Statement select(*database_, "SELECT id, name, segments, observations, checksum FROM object ORDER BY id");
  while (select.step()) {
    if (select.integer(0) != static_cast<std::int64_t>(result.size())) {
      database_->damaged("its object number " + std::to_string(result.size()) + " is missing");
    }
    result.push_back({std::string(select.text(1)), {select.integer(2), select.integer(3), select.integer(4)}});
  }
  return result;
}

MemoryContents MemoryTransaction::read() { return empty_ ? MemoryContents{} : read_contents(*database_); }

std::vector<ObjectSummary> MemoryTransaction::write(const EncoderOptions& options,
                                                    std::span<const LearnedObject> objects) {
  const std::vector<StoredObject> before = stored();
  const std::vector<OptionRow> option_rows = to_rows(options);
  write_options(*database_, option_rows);
  std::vector<ObjectSummary> after;
  Manifest manifest(option_rows);
  {
    Statement replace(*database_, "REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const LearnedObject& object : objects) {
      const StoredGists gists = to_stored(object.gists);
      const ObjectSummary summary = summarise(object, gists);
      const std::size_t id = after.size();
      manifest.add(summary);
      after.push_back(summary);
      if (id < before.size() && before[id].summary == summary) continue;
      replace.bind(0, static_cast<std::int64_t>(id)).bind(1, std::string_view(object.name));
      replace.bind(2, summary.segments).bind(3, summary.observations).bind(4, summary.checksum);
      replace.bind(5, bytes(object.codes)).bind(6, bytes(object.permanences)).bind(7, bytes(object.geometry));
      replace.bind(8, bytes(gists.numbers)).bind(9, bytes(gists.colours)).bind(10, bytes(object.outlines));
      replace.run();
    }
  }
  const auto count = static_cast<std::int64_t>(objects.size());
  Statement(*database_, "DELETE FROM object WHERE id >= ?").bind(0, count).run();
  Statement(*database_, "DELETE FROM memory").run();
  Statement(*database_, "INSERT INTO memory VALUES (1, ?, ?)").bind(0, count).bind(1, manifest.value()).run();
  database_->execute("COMMIT");
  if (empty_) database_->execute("PRAGMA journal_mode = WAL");
  database_.reset();
  if (staged_) {
    staged_->publish();
    staged_.reset();
  }
  return after;
}

}  // namespace colonnade::cortex::storage
