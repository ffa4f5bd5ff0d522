#include <colonnade/files/csv.h>

#include <algorithm>
#include <array>

#include <colonnade/cortex/error.h>
#include <colonnade/files/text.h>

namespace colonnade::files {

namespace {

constexpr std::string_view kBlanks = " \t";

/// Takes the cells of a text one after the other.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file), separator_(find_separator()) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  CsvRow row() {
    CsvRow row{line_, {}};
    do row.cells.push_back(cell());
    while (take(separator_));
    end_line();
    return row;
  }

 private:
  [[nodiscard]] bool is(char c) const { return !at_end() && text_[at_] == c; }
  [[nodiscard]] bool at_line_end() const { return at_end() || is('\n') || is('\r'); }
  bool take(char c) {
    if (!is(c)) return false;
    ++at_;
    return true;
  }
  void skip_blanks() {
    while (!at_end() && text_[at_] != separator_ && kBlanks.find(text_[at_]) != std::string_view::npos) ++at_;
  }
  void end_line() {
    if (at_end()) return;
    if (!take('\r') || is('\n')) take('\n');
    ++line_;
  }
  [[noreturn]] void refuse(std::size_t byte, const std::string& why) const {
    throw InputError(place_of(text_, byte, file_) + ": " + why);
  }

  std::string cell() {
    skip_blanks();
    if (is('"')) return quoted_cell();
    const std::size_t begin = at_;
    for (; !at_line_end() && !is(separator_); ++at_) {
      if (is('"')) refuse(at_, "a quote within a cell that does not begin with one");
    }
    std::string_view cell = text_.substr(begin, at_ - begin);
    while (!cell.empty() && kBlanks.find(cell.back()) != std::string_view::npos) cell.remove_suffix(1);
    return std::string(cell);
  }

  std::string quoted_cell() {
    const std::size_t begin = at_++;
    std::string cell;
    for (;; ++at_) {
      if (at_end()) refuse(begin, "a quote that is not closed");
      if (is('"') && (++at_ == text_.size() || !is('"'))) break;
      line_ += is('\n') ? 1 : 0;
      cell += text_[at_];
    }
    skip_blanks();
    if (!at_line_end() && !is(separator_)) refuse(at_, "text after a closing quote");
    return cell;
  }

  /// That of comma, semicolon and tab which the header has most of, outside of quotes.
  [[nodiscard]] char find_separator() const {
    constexpr std::array kSeparators{',', ';', '\t'};
    std::array<std::size_t, kSeparators.size()> counts{};
    bool quoted = false;
    for (const char c : text_) {
      if (!quoted && (c == '\n' || c == '\r')) break;
      if (c == '"') quoted = !quoted;
      for (std::size_t i = 0; i < kSeparators.size(); ++i) counts[i] += !quoted && c == kSeparators[i] ? 1 : 0;
    }
    return kSeparators[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
  }

  std::string_view text_;
  const std::string& file_;
  char separator_;
  std::size_t at_ = 0;
  int line_ = 1;
};

bool is_empty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

}  // namespace

std::size_t CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.cells.begin(), header.cells.end(), name);
  if (found == header.cells.end()) {
    std::string there;
    for (const std::string& cell : header.cells) there += (there.empty() ? "" : ", ") + shown(cell);
    refuse(header, "there is no column " + shown(name) + "; there are " + there);
  }
  if (std::find(found + 1, header.cells.end(), name) != header.cells.end()) {
    refuse(header, "there are two columns " + shown(name));
  }
  return static_cast<std::size_t>(found - header.cells.begin());
}

void CsvTable::refuse(const CsvRow& row, const std::string& why) const {
  throw InputError(file + ":" + std::to_string(row.line) + ": " + why);
}

CsvTable parse_csv(std::string_view text, const std::string& file) {
  CsvReader reader(utf8_text(text, file), file);
  CsvTable table{file, {}, {}};
  while (!reader.at_end()) {
    CsvRow row = reader.row();
    if (is_empty(row)) continue;
    if (table.header.cells.empty()) {
      table.header = std::move(row);
    } else if (row.cells.size() == table.header.cells.size()) {
      table.rows.push_back(std::move(row));
    } else {
      table.refuse(row, std::to_string(row.cells.size()) + " cells, but the header has " +
                            std::to_string(table.header.cells.size()));
    }
  }
  if (table.header.cells.empty()) throw InputError(file + ": is empty");
  return table;
}

CsvTable read_csv(const std::filesystem::path& file) { return parse_csv(read_file(file), file.string()); }

std::string csv_cell(std::string_view text) {
  const bool plain =
      text.find_first_of(",;\t\"\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ');
  if (plain) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? 2U : 1U, c);
  return cell + '"';
}

}  // namespace colonnade::files
