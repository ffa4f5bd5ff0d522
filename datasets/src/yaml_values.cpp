#include "yaml_values.h"

#include <yaml-cpp/depthguard.h>

namespace colonnade::datasets {

namespace {

constexpr std::size_t kMostQuoted = 60;

std::string quoted(const std::string& text) {
  return "\"" + (text.size() <= kMostQuoted ? text : text.substr(0, kMostQuoted) + "...") + "\"";
}

std::string description_of(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return quoted(node.Scalar());
    case YAML::NodeType::Sequence:
      return "a list";
    case YAML::NodeType::Map:
      return "a map";
    default:
      return "nothing";
  }
}

}  // namespace

std::string Source::place(const YAML::Mark& mark) const {
  return has_lines_ && !mark.is_null() ? name_ + ":" + std::to_string(mark.line + 1) : name_;
}

YAML::Node parse_yaml(const std::string& text, const Source& source) {
  try {
    // yaml-cpp misses the end of the file in an open quote when blanks stand before it.
    const std::vector<YAML::Node> documents = YAML::LoadAll(text.substr(0, text.find_last_not_of(" \r\n") + 1));
    if (documents.size() > 1) throw InputError(source.place(documents[1].Mark()) + ": more than one YAML document");
    return documents.empty() ? YAML::Node() : documents.front();
  } catch (const YAML::DeepRecursion& error) {
    throw InputError(source.place(error.mark) + ": lists and maps are nested too deeply");
  } catch (const YAML::Exception& error) {
    throw InputError(source.place(error.mark) + ": broken YAML: " + error.msg);
  }
}

void Value::fail(const std::string& message) const {
  throw InputError(place() + ": " + (path_.empty() ? "" : path_ + ": ") + message);
}

void Value::fail_type(std::string_view expected) const {
  fail("expected " + std::string(expected) + ", found " + description_of(node_));
}

const std::string& Value::plain(std::string_view expected) const {
  if (!node_.IsScalar() || node_.Tag() != "?") fail_type(expected);
  return node_.Scalar();
}

std::string Value::text() const {
  if (!node_.IsScalar()) fail_type("a text");
  return node_.Scalar();
}

bool Value::flag() const {
  const std::string& text = plain("true or false");
  if (text != "true" && text != "false") fail_type("true or false");
  return text == "true";
}

std::vector<Value> Value::elements() const {
  if (!node_.IsSequence()) fail_type("a list");
  std::vector<Value> values;
  for (const YAML::Node& element : node_) {
    values.emplace_back(element, path_ + "[" + std::to_string(values.size()) + "]", *source_);
  }
  return values;
}

EulerDegrees Value::euler_degrees() const {
  constexpr std::string_view kExpected = "three Euler angles in degrees, [x, y, z]";
  if (!node_.IsSequence() || node_.size() != 3) fail_type(kExpected);
  EulerDegrees angles{};
  for (std::size_t i = 0; i < angles.size(); ++i) angles[i] = elements()[i].number<double>(-360, 360);
  return angles;
}

}  // namespace colonnade::datasets
