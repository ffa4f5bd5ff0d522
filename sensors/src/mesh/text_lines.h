#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Lines and words of Wavefront's text files (OBJ, MTL).
namespace colonnade::sensors {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Blanks within a line.
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes the first word off.
inline std::string_view next_word(std::string_view& text) {
  const char* const begin = std::find_if_not(text.begin(), text.end(), is_blank);
  const char* const end = std::find_if(begin, text.end(), is_blank);
  const char* const next = std::find_if_not(end, text.end(), is_blank);
  text = std::string_view(next, text.end());
  return {begin, end};
}

/// Calls `visit(line, number)` with each line of a file, blanks around it and the mark at the file's begin taken off.
template <class Visit>
void for_each_line(std::string_view file, Visit visit) {
  if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
  for (int number = 1; !file.empty(); ++number) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    visit(trimmed(file.substr(0, end)), number);
    file.remove_prefix(std::min(end + 1, file.size()));
  }
}

}  // namespace colonnade::sensors
