#include "option_checks.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "parse_number.h"

namespace colonnade::runner {

namespace {

/// Also false for NaN, which compares with nothing.
template <class Number>
bool lies_between(const std::string& text, Number low, Number high) {
  const std::optional<Number> value = parse_number<Number>(text);
  return value && *value >= low && *value <= high;
}

template <class Number>
CLI::Validator range(const char* kind, Number low, Number high) {
  const auto refusal = [=](const std::string& text) {
    return lies_between(text, low, high) ? std::string()
                                         : fmt::format("must be a {} from {} to {} (got '{}')", kind, low, high, text);
  };
  return {refusal, fmt::format("{} to {}", low, high)};
}

}  // namespace

CLI::Validator whole_number(std::uint64_t low, std::uint64_t high) { return range("whole number", low, high); }

CLI::Validator number(double low, double high) { return range("number", low, high); }

CLI::Validator one_of(std::vector<std::string> names) {
  const std::string description = fmt::format("{}", fmt::join(names, "|"));
  const auto replace = [names = std::move(names)](std::string& text) {
    const auto found = std::find(names.begin(), names.end(), CLI::detail::to_lower(text));
    if (found == names.end()) return fmt::format("must be one of {} (got '{}')", fmt::join(names, ", "), text);
    text = std::to_string(found - names.begin());
    return std::string();
  };
  return {replace, description};
}

}  // namespace colonnade::runner
