#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace colonnade::runner {

/// The most important figures of a summary, a line each, for a terminal.
[[nodiscard]] std::string summary_text(const nlohmann::ordered_json& summary);

}  // namespace colonnade::runner
