#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "study.h"

namespace colonnade::benchmark {

/// The summary of a study: curves, views and energy to reach targets, continual learning, growth, search, timing,
/// energy of the machine; and the answer in sentences.
[[nodiscard]] nlohmann::ordered_json summarise(const StudyRun& run, const std::vector<nlohmann::ordered_json>& jobs);

/// Writes summary.json, a CSV file for each of its tables, and report.html.
void write_outputs(const StudyRun& run, const std::vector<nlohmann::ordered_json>& jobs,
                   const nlohmann::ordered_json& manifest);

/// The summary as one HTML page. @param table_name of the energy table that its charts are about.
[[nodiscard]] std::string benchmark_report(const nlohmann::ordered_json& summary,
                                           const nlohmann::ordered_json& manifest, const std::string& study,
                                           const std::string& table_name);

/// A list of flat JSON objects as CSV; the columns are the keys of the first.
[[nodiscard]] std::string csv_of(const nlohmann::ordered_json& rows);

}  // namespace colonnade::benchmark
