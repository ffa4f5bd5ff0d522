#include "summary_text.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace colonnade::runner {

std::string summary_text(const nlohmann::ordered_json& s) {
  const auto figure = [&](const char* key, fmt::format_string<double> format, double scale = 1.0) {
    return s.at(key).is_number() ? fmt::format(format, scale * s.at(key).get<double>()) : std::string("-");
  };
  std::string text = fmt::format("{}: {} objects, {} episodes\n", s.at("experiment").get<std::string>(),
                                 s.at("objects").get<int>(), s.at("episodes").get<int>());
  text += fmt::format("  correct           {} ({:.1f} to {:.1f}, 95 %), {} time-outs\n",
                      figure("accuracy", "{:.2f} %", 100), 100 * s.at("accuracy_ci95")[0].get<double>(),
                      100 * s.at("accuracy_ci95")[1].get<double>(), s.at("timeouts").get<int>());
  text += fmt::format("  sensations        {} mean, {} median\n", figure("steps_mean", "{:.1f}"),
                      figure("steps_median", "{:.0f}"));
  text += fmt::format("  rotation error    {} up to declared symmetry, {} without\n",
                      figure("rotation_error_declared_symmetry_deg_mean", "{:.2f} deg"),
                      figure("rotation_error_deg_mean", "{:.2f} deg"));
  text += fmt::format("  ADD-S             {} median, {} below 10 % of the diameter\n",
                      figure("add_s_mm_median", "{:.2f} mm"), figure("add_s_recall_10pct", "{:.1f} %", 100));
  text += fmt::format("  column            {} an episode, {} a sensation, {} hypotheses\n",
                      figure("column_ms_per_episode", "{:.2f} ms"), figure("column_us_per_step", "{:.0f} us"),
                      figure("hypotheses_per_step_mean", "{:.0f}"));
  text += fmt::format("  simulation        {} an episode; learning {} in all\n",
                      figure("simulation_ms_per_episode", "{:.2f} ms"), figure("learning_seconds", "{:.1f} s"));
  text += fmt::format("  memory            {} segments, {}\n", figure("segments", "{:.0f}"),
                      figure("memory_bytes", "{:.2f} MB", 1e-6));
  return text;
}

}  // namespace colonnade::runner
