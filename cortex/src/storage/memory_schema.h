#pragma once

#include <cstdint>
#include <string>

#include "storage/sqlite.h"

/// The tables of a memory file in all versions (docs/format.md).
namespace colonnade::cortex::storage {

/// The statements that make the tables of a version.
[[nodiscard]] std::string memory_schema(std::int64_t version);

/// Within a transaction: @return the version, one that this program reads, whose tables the file has and no others.
std::int64_t check_memory_tables(Database& database);

/// Brings a file of this version up to the newest.
void upgrade(Database& database, std::int64_t version);

/// Makes an empty memory file of an empty database.
void make_memory_tables(Database& database);

}  // namespace colonnade::cortex::storage
