#include "storage/memory_schema.h"

#include <array>

#include <colonnade/cortex/error.h>

#include "storage/memory_file.h"

namespace colonnade::cortex::storage {
namespace {

constexpr const char* kFirstSchema = R"(
  CREATE TABLE memory (id INTEGER PRIMARY KEY, objects INTEGER NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE encoder_option (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value NOT NULL);
  CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL, segments INTEGER NOT NULL,
                       observations INTEGER NOT NULL, checksum INTEGER NOT NULL,
                       codes BLOB NOT NULL, permanences BLOB NOT NULL, geometry BLOB NOT NULL);
)";
/// From each version to the next.
constexpr std::array<const char*, kFormatVersion - 1> kUpgrades = {
    "ALTER TABLE object ADD COLUMN gists BLOB NOT NULL DEFAULT x'';",
    "ALTER TABLE object ADD COLUMN relative_colours BLOB NOT NULL DEFAULT x'';",
    "ALTER TABLE object ADD COLUMN outlines BLOB NOT NULL DEFAULT x'';",
};

std::string upgrades(std::int64_t from, std::int64_t to) {
  std::string sql;
  for (std::int64_t version = from; version < to; ++version) sql += kUpgrades[static_cast<std::size_t>(version - 1)];
  return sql;
}

}  // namespace

std::string memory_schema(std::int64_t version) { return kFirstSchema + upgrades(1, version); }

std::int64_t check_memory_tables(Database& database) {
  const auto refuse = [&](const std::string& why) { throw InputError(database.path().string() + ": " + why); };
  const std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kFormatVersion) {
    refuse("has format version " + std::to_string(version) + ", newer than this program, which reads up to " +
           std::to_string(kFormatVersion));
  }
  if (version < 1) {
    refuse("has format version " + std::to_string(version) + ", which never existed: it is damaged");
  }
  database.check_schema(memory_schema(version));
  return version;
}

void upgrade(Database& database, std::int64_t version) {
  database.execute(upgrades(version, kFormatVersion).c_str());
  database.execute(("PRAGMA user_version = " + std::to_string(kFormatVersion)).c_str());
}

void make_memory_tables(Database& database) {
  database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  database.execute(kFirstSchema);
  upgrade(database, 1);
}

}  // namespace colonnade::cortex::storage
