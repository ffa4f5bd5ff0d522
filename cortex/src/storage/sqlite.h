#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace colonnade::cortex::storage {

/// What can be told from the first bytes, without SQLite: there is a file, and it is one of ours.
/// @param what it should be, with its article, for messages. @throws InputError naming path and reason.
void check_header(const std::filesystem::path& path, std::int64_t application_id, const std::string& what);

/// The folder that a new file is to stand in. @throws InputError when there is none.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);

/// Closes an SQLite connection.
struct DatabaseCloser {
  void operator()(sqlite3* handle) const noexcept;
};

/// One connection to an SQLite file. Every failure throws InputError with the file's path and SQLite's reason.
class Database {
 public:
  enum class Access {
    create,     ///< a new file
    write,      ///< an existing file
    read,       ///< an existing file, possibly being written by another process
    view,       ///< the same, but without putting in place what a killed writer committed: the file stays as it is
    immutable,  ///< an existing file that nobody writes, on media that cannot be written
  };
  Database(const std::filesystem::path& path, Access access);

  void execute(const char* sql);
  /// First column of the first row.
  [[nodiscard]] std::int64_t integer(const char* sql);
  [[noreturn]] void fail() const;

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, DatabaseCloser> handle_;
};

/// Finalises a prepared statement.
struct StatementCloser {
  void operator()(sqlite3_stmt* handle) const noexcept;
};

/// A prepared statement: bind, then step through its rows. Parameters and columns count from 0. Bound memory must
/// outlive the step.
class Statement {
 public:
  Statement(Database& database, const char* sql);

  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::span<const std::byte> blob);
  /// @return true while there is a row.
  bool step();
  /// Runs a statement without rows and makes it ready to run again.
  void run();

  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] bool is_real(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  /// Text and blobs live until the next step.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::span<const std::byte> blob(int column) const;

 private:
  void check(int result) const;

  Database& database_;
  std::unique_ptr<sqlite3_stmt, StatementCloser> handle_;
};

}  // namespace colonnade::cortex::storage
