#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis.h"
#include "study.h"
#include "views.h"

namespace colonnade::benchmark {

/// What the study says, in plain sentences, whoever wins. Ratios are taken within one kind of figure only.
[[nodiscard]] std::vector<std::string> answer(const StudyRun& run, const std::vector<Curve>& curves,
                                              const std::vector<nlohmann::ordered_json>& jobs);

}  // namespace colonnade::benchmark
