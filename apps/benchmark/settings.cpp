#include "settings.h"

#include <cmath>
#include <optional>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "parse_number.h"

namespace colonnade::benchmark {

Settings::Settings(std::string_view text) : text_(text), kind_(text.substr(0, text.find(':'))) {
  if (kind_.size() == text.size()) return;
  std::string_view rest = text.substr(kind_.size() + 1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(','));
    rest.remove_prefix(part.size() == rest.size() ? rest.size() : part.size() + 1);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size()) {
      throw InputError("contestant '" + text_ + "': '" + std::string(part) + "' is not key=value");
    }
    if (!values_.emplace(part.substr(0, equals), part.substr(equals + 1)).second) {
      throw InputError("contestant '" + text_ + "': '" + std::string(part.substr(0, equals)) + "' is there twice");
    }
  }
}

std::string Settings::searched_kind() const {
  if (kind_ == "columns5") return "column";
  return kind_ == "resnet18" ? "resnet18_narrow" : kind_;
}

std::string Settings::with(const Settings& other) const {
  std::string name = text_;
  for (const auto& [key, value] : other.values_) {
    if (values_.contains(key)) continue;
    name += (name.find(':') == std::string::npos ? ":" : ",") + key + "=" + value;
  }
  return name;
}

std::string Settings::word(const std::string& key, const std::string& otherwise) {
  asked_[key] = true;
  const auto found = values_.find(key);
  return found == values_.end() ? otherwise : found->second;
}

double Settings::number(const std::string& key, double otherwise, double low, double high) {
  const std::string value = word(key, "");
  if (value.empty()) return otherwise;
  const std::optional<double> number = runner::parse_number<double>(value);
  if (!number || !std::isfinite(*number)) {
    throw InputError("contestant '" + text_ + "': " + key + " must be a finite number, not '" + value + "'");
  }
  check_range(key, *number, low, high);
  return *number;
}

int Settings::whole(const std::string& key, int otherwise, int low, int high) {
  const std::string value = word(key, "");
  if (value.empty()) return otherwise;
  const std::optional<int> number = runner::parse_number<int>(value);
  if (!number) {
    throw InputError("contestant '" + text_ + "': " + key + " must be a whole number, not '" + value + "'");
  }
  check_range(key, *number, low, high);
  return *number;
}

void Settings::check_range(const std::string& key, double value, double low, double high) const {
  if (value >= low && value <= high) return;
  throw InputError(
      fmt::format("contestant '{}': {} must be from {:g} to {:g}, not {:g}", text_, key, low, high, value));
}

void Settings::finish() const {
  for (const auto& [key, value] : values_) {
    if (!asked_.contains(key)) throw InputError("contestant '" + text_ + "': unknown setting '" + key + "'");
  }
}

}  // namespace colonnade::benchmark
