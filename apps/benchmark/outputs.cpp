#include "outputs.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "atomic_file.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

/// A text as one cell (RFC 4180): names hold commas, those of a user's energy tables whatever a file's name may.
std::string quoted(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? 2U : 1U, c);
  return cell + '"';
}

}  // namespace

std::string csv_of(const Json& rows) {
  if (rows.empty()) return {};
  std::string csv;
  std::vector<std::string> columns;
  for (const auto& [key, value] : rows[0].items()) {
    if (value.is_structured()) continue;
    columns.push_back(key);
    csv += (columns.size() > 1 ? "," : "") + (key.find_first_of(",\"\n") == std::string::npos ? key : quoted(key));
  }
  csv += '\n';
  for (const Json& row : rows) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Json& value = row.at(columns[i]);
      if (i > 0) csv += ',';
      if (value.is_string()) csv += quoted(value.get<std::string>());
      if (!value.is_string() && !value.is_null()) csv += value.dump();
    }
    csv += '\n';
  }
  return csv;
}

namespace {

/// The table of the report's charts: that of 45 nm, or else the first of the study's.
std::string charted_table(const std::vector<ledger::EnergyTable>& tables) {
  constexpr const char* kPreferred = "horowitz_45nm";
  const bool there =
      std::any_of(tables.begin(), tables.end(), [](const ledger::EnergyTable& t) { return t.name == kPreferred; });
  return there || tables.empty() ? kPreferred : tables.front().name;
}

}  // namespace

void write_outputs(const StudyRun& run, const std::vector<Json>& jobs, const Json& manifest) {
  const Json summary = summarise(run, jobs);
  runner::write_file(run.output / "summary.json", summary.dump(2) + "\n");
  for (const auto& [key, name] : {std::pair{"curve", "curve.csv"},
                                  {"targets", "targets.csv"},
                                  {"energy", "energy.csv"},
                                  {"continual", "continual.csv"},
                                  {"growth", "growth.csv"},
                                  {"search", "search.csv"},
                                  {"events", "events.csv"}}) {
    runner::write_file(run.output / name, csv_of(summary.at(key)));
  }
  runner::write_file(run.output / "report.html",
                     benchmark_report(summary, manifest, to_json(run.study).dump(2), charted_table(run.energy.tables)));
}

}  // namespace colonnade::benchmark
