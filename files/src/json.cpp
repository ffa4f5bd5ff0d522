#include <colonnade/files/json.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

#include <colonnade/cortex/error.h>
#include <colonnade/files/text.h>

namespace colonnade::files {

namespace {

constexpr int kDeepest = 64;  // nothing that is read goes beyond 10, and printing a value recurses

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+' || c == '-'; }
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The word or sign that a byte belongs to.
std::string_view token_around(std::string_view text, std::size_t byte) {
  std::size_t begin = byte;
  std::size_t end = byte + 1;
  if (is_word(text[byte])) {
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    while (end < text.size() && is_word(text[end])) ++end;
  } else if (text[byte] == '"') {
    const std::size_t opening = byte > 0 ? text.rfind('"', byte - 1) : std::string_view::npos;
    if (opening != std::string_view::npos) begin = opening;
  }
  return text.substr(begin, end - begin);
}

/// What is wrong with a token at which the parser stopped.
std::string complaint(std::string_view text, std::string_view token) {
  const auto begin = static_cast<std::size_t>(token.data() - text.data());
  std::size_t before = begin;
  while (before > 0 && is_space(text[before - 1])) --before;
  const char last = before > 0 ? text[before - 1] : '\0';
  const auto c = static_cast<unsigned char>(token.front());
  if (c < 0x20) return "a line break or control character within a text";
  if (c >= 0x80) return "a character that cannot stand here, or is no UTF-8";
  const std::string cannot = shown(token) + " cannot stand here";
  if (is_one_of(token, {"NaN", "nan", "-NaN", "-nan", "inf", "Inf", "-inf", "Infinity", "-Infinity"}))
    return shown(token) + " is no number in JSON";
  if (is_one_of(token, {"True", "False", "None"})) return cannot + " (JSON has true, false and null)";
  if (token == "'") return cannot + " (texts stand in double quotes)";
  if (token == "/" || token == "#") return cannot + " (JSON has no comments)";
  if (last == ',' && (token == "}" || token == "]")) return cannot + ", right after a comma";
  if (last == ',' && before == begin && begin > 1 && is_digit(text[begin - 2]) && is_digit(token.front()))
    return cannot + " (numbers have a decimal point, not a comma)";
  return cannot;
}

[[noreturn]] void refuse_text(std::string_view text, std::size_t bytes_read, const std::string& file, int first_line) {
  if (std::all_of(text.begin(), text.end(), is_space)) throw InputError(file + ": is empty");
  if (bytes_read == 0 || bytes_read > text.size()) {
    std::size_t end = text.size();
    while (end > 0 && is_space(text[end - 1])) --end;
    throw InputError(place_of(text, end, file, first_line) + ": the file ends here, within a list, object or text");
  }
  const std::string_view token = token_around(text, bytes_read - 1);
  const auto begin = static_cast<std::size_t>(token.data() - text.data());
  throw InputError(place_of(text, begin, file, first_line) + ": " + complaint(text, token));
}

}  // namespace

Json parse_json(std::string_view text, const std::string& file, int first_line) {
  text = utf8_text(text, file);
  std::vector<std::set<std::string>> keys;
  const auto check = [&](int depth, Json::parse_event_t event, const Json& parsed) {
    if (depth > kDeepest) throw InputError(file + ": lists and objects within one another, more than 64 deep");
    if (event == Json::parse_event_t::object_start) keys.emplace_back();
    if (event == Json::parse_event_t::object_end) keys.pop_back();
    if (event == Json::parse_event_t::key) {
      const std::string key = parsed.get<std::string>();
      if (!keys.back().insert(key).second) throw InputError(file + ": the key " + shown(key) + " stands twice");
    }
    return true;
  };
  try {
    return Json::parse(text, check);
  } catch (const Json::parse_error& error) {
    refuse_text(text, error.byte, file, first_line);
  } catch (const Json::exception&) {  // the one that is left
    throw InputError(file + ": a number is too large");
  }
}

Json read_json(const std::filesystem::path& file) { return parse_json(read_file(file), file.string()); }

bool JsonValue::has(std::string_view key) const {
  if (!json_.is_object()) must_be("an object { ... }");
  return json_.contains(key);
}

JsonValue JsonValue::at(std::string_view key) const {
  if (!has(key)) refuse(shown(key) + " is missing");
  return {json_.at(std::string(key)), file_, path_.empty() ? std::string(key) : path_ + "." + std::string(key)};
}

std::size_t JsonValue::size() const {
  if (!json_.is_array()) must_be("a list [ ... ]");
  return json_.size();
}

JsonValue JsonValue::at(std::size_t index) const {
  return {json_.at(index), file_, path_ + "[" + std::to_string(index) + "]"};
}

double JsonValue::number() const {
  if (!json_.is_number()) must_be("a number");
  return json_.get<double>();
}

std::string JsonValue::text() const {
  if (!json_.is_string()) must_be("a text");
  return json_.get<std::string>();
}

void JsonValue::refuse(const std::string& why) const {
  throw InputError(file_ + ": " + (path_.empty() ? "" : path_ + " ") + why);
}

void JsonValue::must_be(const std::string& what) const {
  constexpr std::size_t kMost = 40;
  std::string value = json_.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (value.size() > kMost) value = value.substr(0, kMost) + "...";
  refuse("must be " + what + ", not " + value);
}

}  // namespace colonnade::files
