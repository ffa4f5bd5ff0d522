#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mutation.h"

struct sqlite3;

namespace colonnade::fuzz {

/// Opens an SQLite file in memory, changes it and puts it back. @return false when SQLite does not take it.
bool edit_database(std::string& file, const std::function<void(sqlite3* database)>& change);

/// Changes one thing in an SQLite file through SQLite itself: a number, a text, a part of a blob, a row, a table's
/// definition. Its pages stay well-formed, so that the reader gets to see the change.
/// @param repair makes checksums right again after it, mostly; may be null.
void mutate_database(std::string& file, std::string_view other, Tokens tokens, Random& random,
                     void (*repair)(sqlite3* database));

}  // namespace colonnade::fuzz
