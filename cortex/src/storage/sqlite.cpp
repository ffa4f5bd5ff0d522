#include "storage/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <colonnade/cortex/error.h>

#include "storage/printable.h"

namespace colonnade::cortex::storage {

namespace fs = std::filesystem;

namespace {

constexpr int kBusyTimeoutMs = 20'000;
constexpr int kCheckEvery = 100'000;  // steps of SQLite's machine: a millisecond or so; a row of ours takes hundreds
constexpr std::size_t kLongestSuffix = 8;  // "-journal"

fs::path whole_path(const fs::path& path) {
  std::error_code error;
  fs::path result = fs::absolute(path, error);
  if (error) throw InputError(path.string() + ": the current folder cannot be found (" + error.message() + ")");
  return result;
}

/// @throws InputError for a path that names no file, or one that SQLite would cut off.
void check_path(const fs::path& path) {
  if (path.empty()) throw InputError("the path of a file is empty");
  const std::string name = path.string();
  if (name.find('\0') != std::string::npos) throw InputError(printable(name) + ": a path cannot have a zero byte");
  const auto longest = static_cast<std::size_t>(sqlite3_vfs_find(nullptr)->mxPathname);
  if (const std::size_t size = whole_path(path).string().size(); size + kLongestSuffix >= longest) {
    throw InputError(name + ": its whole path has " + std::to_string(size) + " bytes; SQLite takes " +
                     std::to_string(longest - kLongestSuffix - 1));
  }
}

/// A path as a URI, with an empty authority: the path may begin with two slashes.
std::string uri_of(const fs::path& path) {
  std::string uri = "file://";
  for (const char c : whole_path(path).string()) {
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

std::string reason(sqlite3* handle, const fs::path& path) {
  const int code = sqlite3_errcode(handle);
  const int system_error = sqlite3_system_errno(handle);
  switch (code & 0xff) {  // the primary code of an extended one
    case SQLITE_FULL:
      return "the disk is full";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
      return "the file is damaged (" + printable(sqlite3_errmsg(handle)) + ")";
    case SQLITE_INTERRUPT:
      return "the file is damaged (reading it takes longer than " + std::to_string(Database::kLongest.count()) + " s)";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds it locked";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      if (const std::string why = why_not_writable(path); !why.empty()) return "cannot be written (" + why + ")";
      [[fallthrough]];
    case SQLITE_IOERR:
      return std::string(sqlite3_errmsg(handle)) +
             (system_error != 0 ? std::string(" (") + std::strerror(system_error) + ")" : "");
    default:
      return printable(sqlite3_errmsg(handle));
  }
}

const char* type_name(int type) {
  switch (type) {
    case SQLITE_INTEGER:
      return "an integer";
    case SQLITE_FLOAT:
      return "a real number";
    case SQLITE_TEXT:
      return "text";
    case SQLITE_BLOB:
      return "a blob";
    default:
      return "nothing";
  }
}

}  // namespace

void check_header(const fs::path& path, std::int64_t application_id, const std::string& what) {
  const auto refuse = [&](const std::string& why) { throw InputError(path.string() + ": " + why); };
  check_path(path);
  std::error_code unknown;  // opening the file will say why
  const fs::file_status status = fs::status(path, unknown);
  if (fs::is_directory(status)) refuse("is a folder, not " + what);
  if (fs::is_fifo(status)) refuse("is a pipe, not " + what);  // opening would wait for a writer
  if (fs::exists(status) && !fs::is_regular_file(status)) refuse("is a device, not " + what);
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

fs::path folder_of(const fs::path& path) {
  check_path(path);
  fs::path folder = whole_path(path).parent_path();
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (fs::is_directory(status)) return folder;
  const std::string why = fs::exists(status) ? folder.string() + " is no folder"
                          : status.type() == fs::file_type::not_found && error != std::errc::not_a_directory
                              ? "there is no folder " + folder.string()
                              : folder.string() + ": " + error.message();
  throw InputError(path.string() + ": cannot be written: " + why);
}

std::string why_not_writable(const fs::path& path) {
  const auto refused = [](const fs::path& name, int mode) {
    return ::faccessat(AT_FDCWD, name.c_str(), mode, AT_EACCESS) != 0 ? errno : 0;
  };
  if (const int why = refused(path, W_OK); why != 0 && why != ENOENT) return std::strerror(why);
  const fs::path folder = whole_path(path).parent_path();
  if (const int why = refused(folder, W_OK | X_OK); why != 0) return folder.string() + ": " + std::strerror(why);
  return {};
}

std::uint64_t stored_bytes(const fs::path& path) {
  std::uint64_t sum = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code missing;
    const auto size = fs::file_size(path.string() + suffix, missing);
    if (!missing) sum += size;
  }
  return sum;
}

void DatabaseCloser::operator()(sqlite3* handle) const noexcept { sqlite3_close(handle); }
void StatementCloser::operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }

Database::Database(const fs::path& path, Access access, const fs::path& shown) : path_(shown.empty() ? path : shown) {
  check_path(path);
  // Reading, too, opens for writing where permitted: then what a killed writer committed is put in place.
  int flags = SQLITE_OPEN_READWRITE;
  std::string name = uri_of(path);
  if (access == Access::create) {
    // Made here: where SQLite cannot, it does not say why.
    const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (made < 0) throw InputError(path_.string() + ": cannot be written (" + std::strerror(errno) + ")");
    ::close(made);
  } else if (access == Access::view || access == Access::immutable) {
    flags = SQLITE_OPEN_READONLY;
    if (access == Access::immutable) name += "?immutable=1";
  }
  open(name, flags);
  sqlite3_busy_timeout(handle(), kBusyTimeoutMs);
  execute("PRAGMA cell_size_check = ON");
  execute("PRAGMA synchronous = FULL");
  execute("PRAGMA mmap_size = 0");  // a file that is cut off meanwhile is an error, not a signal
}

Database::Database() { open(":memory:", SQLITE_OPEN_READWRITE); }

void Database::open(const std::string& name, int flags) {
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(name.c_str(), &handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE, nullptr);
  handle_.reset(handle);
  if (handle == nullptr) throw InputError(path_.string() + ": out of memory while opening");
  if (result != SQLITE_OK) fail();
  for (const auto& [setting, value] :
       {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1}, std::pair{SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        std::pair{SQLITE_DBCONFIG_ENABLE_TRIGGER, 0}, std::pair{SQLITE_DBCONFIG_ENABLE_VIEW, 0}}) {
    sqlite3_db_config(handle, setting, value, nullptr);
  }
  // What our own tables and statements need, and some.
  for (const auto& [limit, value] :
       {std::pair{SQLITE_LIMIT_SQL_LENGTH, 100'000}, std::pair{SQLITE_LIMIT_COLUMN, 50},
        std::pair{SQLITE_LIMIT_EXPR_DEPTH, 50}, std::pair{SQLITE_LIMIT_COMPOUND_SELECT, 5},
        std::pair{SQLITE_LIMIT_VDBE_OP, 25'000}, std::pair{SQLITE_LIMIT_ATTACHED, 0},
        std::pair{SQLITE_LIMIT_TRIGGER_DEPTH, 1}, std::pair{SQLITE_LIMIT_WORKER_THREADS, 0}}) {
    sqlite3_limit(handle, limit, value);
  }
  deadline_ = std::make_unique<Clock::time_point>(Clock::now() + kLongest);
  sqlite3_progress_handler(
      handle, kCheckEvery,
      [](void* deadline) { return Clock::now() > *static_cast<const Clock::time_point*>(deadline) ? 1 : 0; },
      deadline_.get());
}

void Database::execute(const char* sql) {
  begin_clock();
  if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    fail();
  }
}

std::int64_t Database::integer(const char* sql) { return Statement(*this, sql).first_integer(); }

void Database::fail() const { throw InputError(path_.string() + ": " + reason(handle(), path_)); }

void Database::damaged(const std::string& why) const {
  throw InputError(path_.string() + ": the file is damaged (" + why + ")");
}

void Database::begin_clock() { *deadline_ = Clock::now() + kLongest; }

Statement::Statement(Database& database, const char* sql) : database_(database) {
  database.begin_clock();
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
  database_.begin_clock();
  const int result = sqlite3_step(handle_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) {
    database_.fail();
  }
  return result == SQLITE_ROW;
}

std::int64_t Statement::first_integer() {
  if (!step()) database_.damaged(std::string("no row for ") + sqlite3_sql(handle_.get()));
  const std::int64_t value = integer(0);
  check(sqlite3_reset(handle_.get()));
  return value;
}

void Statement::run() {
  step();
  check(sqlite3_reset(handle_.get()));
}

void Statement::check_type(int column, int type) const {
  const int found = sqlite3_column_type(handle_.get(), column);
  if (found == type) return;
  refuse(column, std::string("is ") + type_name(found) + " instead of " + type_name(type));
}

void Statement::refuse(int column, const std::string& why) const {
  const std::string value = "'" + printable(sqlite3_column_name(handle_.get(), column)) + "' " + why;
  if (what_.empty()) database_.damaged(value);
  throw InputError(what_ + " is damaged (" + value + ")");
}

bool Statement::is_integer(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_INTEGER; }
bool Statement::is_real(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_FLOAT; }

std::int64_t Statement::integer(int column) const {
  check_type(column, SQLITE_INTEGER);
  return sqlite3_column_int64(handle_.get(), column);
}

std::int64_t Statement::integer(int column, std::int64_t least, std::int64_t most) const {
  const std::int64_t value = integer(column);
  if (value >= least && value <= most) return value;
  refuse(column,
         "is " + std::to_string(value) + ", out of its range " + std::to_string(least) + " to " + std::to_string(most));
}

double Statement::real(int column) const {
  check_type(column, SQLITE_FLOAT);
  const double value = sqlite3_column_double(handle_.get(), column);
  if (std::isfinite(value)) return value;
  refuse(column, "is not finite");
}

std::string_view Statement::text(int column) const {
  check_type(column, SQLITE_TEXT);
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}

std::span<const std::byte> Statement::blob(int column) const {
  check_type(column, SQLITE_BLOB);
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

}  // namespace colonnade::cortex::storage
