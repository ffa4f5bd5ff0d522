#include "trace.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <colonnade/files/json.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace colonnade::runner {

namespace {

constexpr double kNotRanked = std::numeric_limits<double>::quiet_NaN();

double highest(const std::vector<double>& curve) {
  double best = -std::numeric_limits<double>::infinity();
  for (const double value : curve) best = std::fmax(best, value);
  return best;
}

}  // namespace

void Trace::record(const cortex::Percept& percept, std::span<const std::string> names) {
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    std::vector<double>& curve = evidence[names[percept.ranked[i].object.value()]];
    curve.resize(static_cast<std::size_t>(steps), kNotRanked);
    curve.push_back(percept.ranked[i].evidence);
  }
  ++steps;
}

void Trace::keep_best(std::size_t count) {
  std::vector<std::pair<double, std::string>> order;
  for (auto& [name, curve] : evidence) {
    curve.resize(static_cast<std::size_t>(steps), kNotRanked);
    order.emplace_back(-highest(curve), name);
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = count; i < order.size(); ++i) {
    if (order[i].second != object) evidence.erase(order[i].second);
  }
}

std::string to_json_line(const Trace& trace) {
  nlohmann::ordered_json curves = nlohmann::ordered_json::object();
  for (const auto& [name, curve] : trace.evidence) {
    nlohmann::ordered_json values = nlohmann::ordered_json::array();
    for (const double value : curve) {
      if (std::isfinite(value))
        values.push_back(std::round(value * 100.0) / 100.0);
      else
        values.push_back(nullptr);
    }
    curves[name] = std::move(values);
  }
  const nlohmann::ordered_json line = {{"episode", trace.episode},
                                       {"object", trace.object},
                                       {"result", trace.result},
                                       {"steps", trace.steps},
                                       {"evidence", curves}};
  // Names in memories of earlier versions need not be UTF-8.
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Trace trace_from_json(std::string_view line, const std::string& file, int line_number) {
  const files::Json json = files::parse_json(line, file, line_number);
  const files::JsonValue value(json, fmt::format("{}:{}", file, line_number));
  Trace trace;
  value.get_to("episode", trace.episode);
  value.get_to("object", trace.object);
  value.get_to("result", trace.result);
  value.get_to("steps", trace.steps);
  const files::JsonValue evidence = value.at("evidence");
  if (!evidence.json().is_object()) evidence.must_be("an object");
  for (const auto& item : evidence.json().items()) {
    const files::JsonValue values = evidence.at(item.key());
    std::vector<double>& curve = trace.evidence[item.key()];
    for (std::size_t i = 0; i < values.size(); ++i) {
      curve.push_back(values.at(i).json().is_null() ? kNotRanked : values.at(i).number());
    }
  }
  return trace;
}

}  // namespace colonnade::runner
