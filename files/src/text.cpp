#include <colonnade/files/text.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include <colonnade/cortex/error.h>

namespace colonnade::files {

namespace {

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw InputError(path.string() + ": is a folder, not a file");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::ostringstream contents;
  if (in && in.peek() != std::ifstream::traits_type::eof()) contents << in.rdbuf();
  if (!in.is_open() || in.bad()) throw InputError(path.string() + ": cannot read (" + std::strerror(errno) + ")");
  return contents.str();
}

std::string place_of(std::string_view text, std::size_t byte, const std::string& file, int first_line) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const auto breaks = std::count(before.begin(), before.end(), '\n');
  const std::size_t last = before.rfind('\n');
  const std::string_view line = last == std::string_view::npos ? before : before.substr(last + 1);
  const auto column = 1 + std::count_if(line.begin(), line.end(), [](char c) { return !continues_character(c); });
  return file + ":" + std::to_string(first_line + breaks) + ":" + std::to_string(column);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string quoted = "\"";
  char before = 0;
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool control = byte < 0x20 || byte == 0x7F || (before == '\xC2' && byte < 0xA0);  // the last: of Latin 1
    quoted += control ? '?' : c;
    before = c;
  }
  if (text.size() > kMost) {
    while (continues_character(quoted.back())) quoted.pop_back();
    if (static_cast<unsigned char>(quoted.back()) >= 0xC0) quoted.pop_back();
    quoted += "...";
  }
  return quoted + '"';
}

std::string_view utf8_text(std::string_view text, const std::string& file) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || text.find('\0') != std::string_view::npos) {
    throw InputError(file + ": is no UTF-8 text (UTF-16?)");
  }
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

}  // namespace colonnade::files
