#include "storage/sqlite.h"

#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>

#include <colonnade/cortex/error.h>

namespace colonnade::cortex::storage {
namespace {

constexpr int kBusyTimeoutMs = 20'000;

/// A path as the file part of a URI.
std::string uri_path(const std::filesystem::path& path) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri;
}

std::string reason(sqlite3* handle) {
  const int code = sqlite3_errcode(handle);
  const int system_error = sqlite3_system_errno(handle);
  switch (code & 0xff) {  // the primary code of an extended one
    case SQLITE_FULL:
      return "the disk is full";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return std::string("the file is damaged (") + sqlite3_errmsg(handle) + ")";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds it locked";
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return std::string(sqlite3_errmsg(handle)) +
             (system_error != 0 ? std::string(" (") + std::strerror(system_error) + ")" : "");
    default:
      return sqlite3_errmsg(handle);
  }
}

}  // namespace

void check_header(const std::filesystem::path& path, std::int64_t application_id, const std::string& what) {
  const auto refuse = [&](const std::string& why) { throw InputError(path.string() + ": " + why); };
  std::error_code unknown;  // opening the file will say why
  if (std::filesystem::is_directory(path, unknown)) refuse("is a folder, not " + what);
  if (std::filesystem::is_fifo(path, unknown)) refuse("is a pipe, not " + what);  // opening would wait for a writer
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse(std::string("cannot be opened (") + std::strerror(errno) + ")");
  std::array<unsigned char, 100> header{};
  file.read(reinterpret_cast<char*>(header.data()), header.size());
  const auto size = file.gcount();
  if (std::memcmp(header.data(), "SQLite format 3", 16) != 0) {
    refuse(size == 0 ? "is empty, not " + what : "is not " + what + " (it is no SQLite database)");
  }
  if (size < static_cast<std::streamsize>(header.size())) {
    refuse("is truncated after " + std::to_string(size) + " bytes");
  }
  std::int64_t found = 0;
  for (std::size_t i = 68; i < 72; ++i) {  // https://www.sqlite.org/fileformat.html, section 1.3
    found = found << 8 | header[i];
  }
  if (found != application_id) {
    refuse("is not " + what + " (an SQLite database of another program, application id " + std::to_string(found) + ")");
  }
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  if (path.empty()) throw InputError("cannot write a file whose path is empty");
  std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  std::error_code unknown;
  if (!std::filesystem::is_directory(folder, unknown)) {
    throw InputError(path.string() + ": cannot be written: there is no folder " + folder.string());
  }
  return folder;
}

void DatabaseCloser::operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
void StatementCloser::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

Database::Database(const std::filesystem::path& path, Access access) : path_(path) {
  // Reading, too, opens for writing where permitted: then what a killed writer committed is put in place.
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
  std::string name = uri_path(path);
  if (access == Access::create) {
    flags |= SQLITE_OPEN_CREATE;
  } else if (access == Access::view || access == Access::immutable) {
    flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    if (access == Access::immutable) name += "?immutable=1";
  }
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (handle == nullptr) {
    throw InputError(path.string() + ": out of memory while opening");
  }
  if (result != SQLITE_OK) {
    fail();
  }
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  execute("PRAGMA cell_size_check = ON");
  execute("PRAGMA synchronous = FULL");
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail();
  }
}

std::int64_t Database::integer(const char* sql) {
  Statement statement(*this, sql);
  if (!statement.step()) {
    throw InputError(path_.string() + ": the file is damaged (no row for " + sql + ")");
  }
  return statement.integer(0);
}

void Database::fail() const { throw InputError(path_.string() + ": " + reason(handle())); }

Statement::Statement(Database& database, const char* sql) : database_(database) {
  sqlite3_stmt* handle = nullptr;
  check(sqlite3_prepare_v2(database.handle(), sql, -1, &handle, nullptr));
  handle_.reset(handle);
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) {
    database_.fail();
  }
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter + 1, value));
  return *this;
}

Statement& Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(handle_.get(), parameter + 1, value));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  check(sqlite3_bind_text64(handle_.get(), parameter + 1, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(int parameter, std::span<const std::byte> blob) {
  // SQLite takes a null pointer for NULL; an empty blob is not that.
  const void* data = blob.empty() ? static_cast<const void*>("") : blob.data();
  check(sqlite3_bind_blob64(handle_.get(), parameter + 1, data, blob.size(), SQLITE_STATIC));
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    database_.fail();
  }
  return result == SQLITE_ROW;
}

void Statement::run() {
  step();
  check(sqlite3_reset(handle_.get()));
}

bool Statement::is_integer(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_INTEGER; }
bool Statement::is_real(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_FLOAT; }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace colonnade::cortex::storage
