#pragma once

#include <chrono>
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

/// Why nothing can be written there, in the system's words; empty if it can. SQLite knows only what failed last, which
/// is another attempt.
[[nodiscard]] std::string why_not_writable(const std::filesystem::path& path);

/// Bytes on disk of a database and its log: no table can hold more.
[[nodiscard]] std::uint64_t stored_bytes(const std::filesystem::path& path);

/// Closes an SQLite connection.
struct DatabaseCloser {
  void operator()(sqlite3* handle) const noexcept;
};

/// One connection to an SQLite file, which may have been made by anybody: views, triggers and functions of its own are
/// switched off, its sizes are limited by what is stored, and no row takes longer than kLongest to read. Every failure
/// throws InputError with the file's path and SQLite's reason.
class Database {
 public:
  /// Ours take milliseconds; a full one, on a slow disk, seconds.
  static constexpr std::chrono::seconds kLongest{20};

  enum class Access {
    create,     ///< a new file, or an empty one
    write,      ///< an existing file
    read,       ///< an existing file, possibly being written by another process
    view,       ///< the same, but without putting in place what a killed writer committed: the file stays as it is
    immutable,  ///< an existing file that nobody writes, on media that cannot be written
  };
  /// @param shown the path for messages, where that is another one.
  Database(const std::filesystem::path& path, Access access, const std::filesystem::path& shown = {});

  void execute(const char* sql);
  /// First column of the first row.
  [[nodiscard]] std::int64_t integer(const char* sql);
  [[noreturn]] void fail() const;
  /// @throws InputError "<path>: the file is damaged (<why>)".
  [[noreturn]] void damaged(const std::string& why) const;
  /// Refuses the file unless it has exactly the tables and indexes that these statements make: no views, triggers,
  /// virtual tables, generated columns. To be called in a transaction, before anything else is read.
  void check_schema(const std::string& sql);
  /// From now on no value is read that is larger than all that is stored.
  void limit_sizes();
  /// What is read from now on has kLongest.
  void begin_clock();

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  using Clock = std::chrono::steady_clock;
  Database();  ///< empty, in memory
  void open(const std::string& name, int flags);

  std::filesystem::path path_;
  std::unique_ptr<Clock::time_point> deadline_;  // at a place that SQLite can be told
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

  /// What its rows are, for messages: "<what> is damaged ..."; otherwise the file is.
  Statement& about(const std::string& what) {
    what_ = what;
    return *this;
  }
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, std::span<const std::byte> blob);
  /// @return true while there is a row.
  bool step();
  /// First column of the first row; ready to run again.
  std::int64_t first_integer();
  /// Runs a statement without rows and makes it ready to run again.
  void run();

  [[nodiscard]] bool is_integer(int column) const;
  [[nodiscard]] bool is_real(int column) const;
  // A value of another type is refused, as is an integer outside [least, most] and a number that is not finite.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::int64_t integer(int column, std::int64_t least, std::int64_t most) const;
  [[nodiscard]] bool boolean(int column) const { return integer(column, 0, 1) != 0; }
  [[nodiscard]] double real(int column) const;
  /// Text and blobs live until the next step.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::span<const std::byte> blob(int column) const;

 private:
  void check(int result) const;
  void check_type(int column, int type) const;
  [[noreturn]] void refuse(int column, const std::string& why) const;

  Database& database_;
  std::string what_;
  std::unique_ptr<sqlite3_stmt, StatementCloser> handle_;
};

}  // namespace colonnade::cortex::storage
