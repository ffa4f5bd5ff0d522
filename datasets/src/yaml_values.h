#pragma once

#include <charconv>
#include <concepts>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment.h>
#include <yaml-cpp/yaml.h>

namespace colonnade::datasets {

/// Where values come from: a file, whose places are `file:line`, or one override, which is a place as a whole.
class Source {
 public:
  static Source file(std::string path) { return Source(std::move(path), true); }
  static Source override(std::string_view text) { return Source("--set " + std::string(text), false); }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string place(const YAML::Mark& mark) const;

 private:
  Source(std::string name, bool has_lines) : name_(std::move(name)), has_lines_(has_lines) {}

  std::string name_;
  bool has_lines_;
};

/// The only document in the text; a null node when there is none. @throws InputError for broken YAML.
[[nodiscard]] YAML::Node parse_yaml(const std::string& text, const Source& source);

/// One value with what a message about it needs: its dotted path and its source.
class Value {
 public:
  Value(const YAML::Node& node, std::string path, const Source& source)
      : Value(node, std::move(path), source, node.Mark()) {}
  Value(const YAML::Node& node, std::string path, const Source& source, const YAML::Mark& mark)
      : node_(node), path_(std::move(path)), source_(&source), mark_(mark) {}

  [[nodiscard]] const YAML::Node& node() const { return node_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Source& source() const { return *source_; }
  [[nodiscard]] std::string place() const { return source_->place(mark_); }

  /// @throws InputError always: place, path, message.
  [[noreturn]] void fail(const std::string& message) const;
  /// @throws InputError always: what was expected, and what stands there.
  [[noreturn]] void fail_type(std::string_view expected) const;

  // Each throws InputError when the value is of another type or out of range.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool flag() const;
  [[nodiscard]] std::vector<Value> elements() const;
  [[nodiscard]] EulerDegrees euler_degrees() const;
  template <class Number>
  [[nodiscard]] Number number(double min, double max) const;

 private:
  /// The text of an unquoted, untagged scalar.
  [[nodiscard]] const std::string& plain(std::string_view expected) const;

  YAML::Node node_;
  std::string path_;
  const Source* source_;
  YAML::Mark mark_;
};

template <class Number>
Number Value::number(double min, double max) const {
  constexpr bool kWhole = std::integral<Number>;
  constexpr std::string_view kExpected = kWhole ? "a whole number" : "a number";
  const std::string& text = plain(kExpected);
  const auto fail_range = [&] {
    std::ostringstream message;
    message << text << " is out of range; it must lie between " << min << " and " << max;
    fail(message.str());
  };
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool negative_for_unsigned = std::unsigned_integral<Number> && text.size() > 1 &&
                                     text.find_first_not_of("0123456789", 1) == text.npos && text[0] == '-';
  if (error == std::errc::result_out_of_range || negative_for_unsigned) fail_range();
  if (error != std::errc{} || end != text.data() + text.size()) fail_type(kExpected);
  const double comparable = static_cast<double>(value);
  if (!(comparable >= min && comparable <= max)) fail_range();  // also refuses NaN
  return value;
}

}  // namespace colonnade::datasets
