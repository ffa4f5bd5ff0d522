#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Lines and words of Wavefront's text files (OBJ, MTL).
namespace colonnade::sensors {

inline constexpr std::string_view kBlanks = " \t\r\v\f";
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

inline std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

/// Takes the first word off.
inline std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text = trimmed(text.substr(word.size()));
  return word;
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
