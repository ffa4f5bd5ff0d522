#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace colonnade::files {

/// A row of a table and the line of the file in which it begins, from 1.
struct CsvRow {
  int line = 0;
  std::vector<std::string> cells;
};

/// A table of comma-separated values, as RFC 4180 has it: the first row names the columns, a cell in double quotes may
/// hold commas, line breaks and doubled quotes. Also read are what spreadsheets and other systems write: semicolons or
/// tabs in the place of commas, any line endings, a byte-order mark, blanks around cells, empty rows.
struct CsvTable {
  std::string file;  ///< as errors name it
  CsvRow header;
  std::vector<CsvRow> rows;  ///< each with as many cells as the header

  /// Which column has this name. @throws InputError when there is none, or several.
  [[nodiscard]] std::size_t column(std::string_view name) const;
  /// @throws InputError "file:line: why"
  [[noreturn]] void refuse(const CsvRow& row, const std::string& why) const;
};

/// @throws InputError naming file, line and column, and what is wrong: no header, a quote that is not closed or stands
/// where none can, a row with more or fewer cells than the header.
[[nodiscard]] CsvTable parse_csv(std::string_view text, const std::string& file);
/// @throws InputError when the file cannot be read, too.
[[nodiscard]] CsvTable read_csv(const std::filesystem::path& file);

/// A text as a cell of a comma-separated table: in quotes where it needs them.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace colonnade::files
