#include <charconv>
#include <string>

#include <colonnade/datasets/experiment_file.h>
#include <yaml-cpp/yaml.h>

#include "experiment_fields.h"

namespace colonnade::datasets {

namespace {

/// The shortest text that reads back as the same number.
template <class Number>
std::string shortest(Number value) {
  std::array<char, 64> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

class Writer {
 public:
  explicit Writer(YAML::Emitter& out) : out_(out) {}

  void text(const char* name, const std::string& value) { key(name) << value; }
  void texts(const char* name, const std::vector<std::string>& values) { key(name) << YAML::Flow << values; }
  void flag(const char* name, bool value) { key(name) << value; }
  template <class Number>
  void number(const char* name, Number value, double, double) {
    key(name) << shortest(value);
  }
  template <class Enum, std::size_t N>
  void choice(const char* name, Enum value, const std::array<std::pair<std::string_view, Enum>, N>& names) {
    key(name) << std::string(name_of(value, names));
  }
  void rotations(const char* name, const std::vector<EulerDegrees>& values) {
    key(name) << YAML::BeginSeq;
    for (const EulerDegrees& angles : values) {
      out_ << YAML::Flow << YAML::BeginSeq;
      for (const double angle : angles) out_ << shortest(angle);
      out_ << YAML::EndSeq;
    }
    out_ << YAML::EndSeq;
  }
  template <class Visit>
  void section(const char* name, Visit&& visit) {
    key(name) << YAML::BeginMap;
    visit(*this);
    out_ << YAML::EndMap;
  }

 private:
  YAML::Emitter& key(const char* name) { return out_ << YAML::Key << name << YAML::Value; }

  YAML::Emitter& out_;
};

}  // namespace

std::string to_yaml(const Experiment& experiment) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  Writer writer(out);
  visit_fields(experiment, writer);
  out << YAML::EndMap << YAML::Newline;
  return out.c_str();
}

}  // namespace colonnade::datasets
