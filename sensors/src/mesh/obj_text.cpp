#include "obj_text.h"

#include <string_view>

#include "text_lines.h"

namespace colonnade::sensors {
namespace {

bool is_statement(std::string_view line, std::string_view keyword) {
  return line.size() > keyword.size() && line.starts_with(keyword) && is_blank(line[keyword.size()]);
}

/// A file's statements, those that go on after a backslash as one.
template <class Visit>
void for_each_statement(std::string_view file, Visit visit) {
  std::string joined;
  for_each_line(file, [&](std::string_view line, int) {
    if (line.ends_with('\\') && (is_statement(line, "f") || is_statement(line, "v") || !joined.empty())) {
      joined.append(line.substr(0, line.size() - 1)).append(" ");
      return;
    }
    visit(joined.empty() ? line : std::string_view(joined.append(line)));
    joined.clear();
  });
  if (!joined.empty()) visit(std::string_view(joined));
}

std::string_view without_comment(std::string_view line) { return trimmed(line.substr(0, line.find('#'))); }

constexpr std::size_t kPosition = 3, kPositionAndColour = 6;

/// How many of the numbers of "v x y z [w]" or "v x y z r g b [a]" count.
std::size_t numbers_of_vertex(std::string_view line) {
  std::size_t count = 0;
  std::string_view rest = without_comment(line);
  for ((void)next_word(rest); !rest.empty(); ++count) (void)next_word(rest);
  if (count >= kPositionAndColour) return kPositionAndColour;
  return count == kPosition + 2 ? kPosition : count;
}

/// Copies a statement of at most `most` numbers, each as Assimp knows them: neither "+1" nor ".5" are any to it.
void append_numbers(std::string_view line, std::size_t most, std::string& text) {
  std::string_view rest = without_comment(line);
  text.append(next_word(rest));
  for (std::size_t i = 0; i < most && !rest.empty(); ++i) {
    std::string_view number = next_word(rest);
    const bool negative = number.starts_with('-');
    if (negative || number.starts_with('+')) number.remove_prefix(1);
    text.append(negative ? " -" : " ").append(number.starts_with('.') ? "0" : "").append(number);
  }
}

}  // namespace

ObjText tidy_obj(const std::string& file) {
  bool any_coloured = false;
  bool any_material = false;
  bool face_without = false;
  for_each_statement(file, [&](std::string_view line) {
    if (is_statement(line, "v")) {
      any_coloured = any_coloured || numbers_of_vertex(line) == kPositionAndColour;
    } else if (is_statement(line, "usemtl")) {
      any_material = true;
    } else if (is_statement(line, "f") && !any_material) {
      face_without = true;
    }
  });

  ObjText result;
  result.text.reserve(file.size() + file.size() / 8);
  if (face_without && any_material) result.text.append("usemtl ").append(kNoMaterial).append("\n");
  for_each_statement(file, [&](std::string_view line) {
    if (is_statement(line, "mtllib")) {
      result.libraries.emplace_back(trimmed(line.substr(6)));
    } else if (is_statement(line, "v")) {
      const std::size_t count = numbers_of_vertex(line);
      const bool lacks_colour = any_coloured && count < kPositionAndColour;
      append_numbers(line, lacks_colour ? kPosition : count, result.text);
      if (lacks_colour) result.text.append(" -1 -1 -1");
      result.text.append("\n");
    } else if (is_statement(line, "vt") || is_statement(line, "vn")) {
      append_numbers(line, kPosition, result.text);
      result.text.append("\n");
    } else {
      result.text.append(line).append("\n");
    }
  });
  return result;
}

}  // namespace colonnade::sensors
