#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "near_names.h"
#include "yaml_values.h"

namespace colonnade::datasets {

/// For each dotted path, the place that set it last.
using Places = std::map<std::string, std::string>;

/// Reads one YAML map strictly: visit the fields, then finish(). What the map leaves out stays as it is.
class MapReader {
 public:
  /// @throws InputError when the value is no map, or has a key twice or a key that is no text.
  MapReader(const Value& map, Places& places);

  void text(const char* name, std::string& value) {
    if (const Value* found = find(name)) value = found->text();
  }
  void texts(const char* name, std::vector<std::string>& values) {
    read_list(name, values, [](const Value& element) { return element.text(); });
  }
  void flag(const char* name, bool& value) {
    if (const Value* found = find(name)) value = found->flag();
  }
  template <class Number>
  void number(const char* name, Number& value, double min, double max) {
    if (const Value* found = find(name)) value = found->number<Number>(min, max);
  }
  template <class Enum, std::size_t N>
  void choice(const char* name, Enum& value, const std::array<std::pair<std::string_view, Enum>, N>& names) {
    const Value* found = find(name);
    if (found == nullptr) return;
    const std::string text = found->text();
    std::vector<std::string> candidates;
    for (const auto& [candidate, named] : names) {
      if (text == candidate) {
        value = named;
        return;
      }
      candidates.emplace_back(candidate);
    }
    found->fail("unknown choice \"" + text + "\"" + suggest(text, candidates));
  }
  void rotations(const char* name, std::vector<EulerDegrees>& values) {
    read_list(name, values, [](const Value& element) { return element.euler_degrees(); });
  }
  template <class Visit>
  void section(const char* name, Visit&& visit) {
    known_.emplace_back(name);
    const auto found = entries_.find(name);
    if (found == entries_.end()) return;
    MapReader reader(found->second, *places_);
    visit(reader);
    reader.finish();
  }

  /// The value of a key, which then counts as known; null when it is not there.
  const Value* find(const char* name);

  /// @throws InputError when a key is left that nothing asked for.
  void finish() const;

 private:
  template <class T, class Read>
  void read_list(const char* name, std::vector<T>& values, Read&& read) {
    const Value* found = find(name);
    if (found == nullptr) return;
    values.clear();
    for (const Value& element : found->elements()) values.push_back(read(element));
  }

  Places* places_;
  std::map<std::string, Value> entries_;
  std::vector<std::pair<std::string, YAML::Mark>> keys_;  // in the order of the file
  std::vector<std::string> known_;
  const Value map_;
};

}  // namespace colonnade::datasets
