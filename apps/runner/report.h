#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <colonnade/cortex/memory.h>
#include <nlohmann/json_fwd.hpp>

#include "episode_row.h"
#include "trace.h"

namespace colonnade::runner {

/// Everything that the report shows.
struct ReportInput {
  const nlohmann::ordered_json& summary;
  const nlohmann::ordered_json& manifest;
  const std::string& configuration;  ///< the resolved experiment, YAML
  std::span<const EpisodeRow> rows;
  std::span<const Trace> traces;
  const cortex::Memory* memory = nullptr;  ///< of the first column; without it there are no pictures of models
};

/// One HTML page that needs nothing else: style, charts and pictures are inside, nothing is loaded from elsewhere.
[[nodiscard]] std::string make_report(const ReportInput& input);

/// A picture of every learned model with its name, size and symmetry, as HTML.
[[nodiscard]] std::string model_gallery(const cortex::Memory& memory);

/// "none", "turns by 90 degrees", "any turn, and a flip", ...
[[nodiscard]] std::string describe(const cortex::Symmetry& symmetry);

}  // namespace colonnade::runner
