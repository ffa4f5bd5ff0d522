#include <map>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "charts.h"
#include "log_chart.h"
#include "outputs.h"
#include "report_style.h"

namespace colonnade::benchmark {

using Json = nlohmann::ordered_json;

namespace {

std::string card(const std::string& title, const std::string& content) {
  if (content.empty()) return {};
  return "<div class=\"card\"><h3>" + runner::escape(title) + "</h3>" + content + "</div>";
}

/// A table of some columns of rows; numbers in short form, but for whole ones.
std::string table(const Json& rows, const std::vector<std::pair<std::string, std::string>>& columns) {
  if (rows.empty()) return {};
  std::string html = "<div class=\"card\"><table><tr>";
  for (const auto& [key, title] : columns) html += "<th>" + runner::escape(title) + "</th>";
  html += "</tr>";
  for (const Json& row : rows) {
    html += "<tr>";
    for (const auto& [key, title] : columns) {
      const Json& value = row.at(key);
      std::string text = "–";
      if (value.is_string()) text = value.get<std::string>();
      if (value.is_number()) text = fmt::format("{:.4g}", value.get<double>());
      if (value.is_number_integer()) text = value.dump();
      html += "<td>" + runner::escape(text) + "</td>";
    }
    html += "</tr>";
  }
  return html + "</table></div>";
}

/// Curves of the rows that agree in objects and condition, one for each contestant.
template <class Point>
std::vector<LogCurve> gather(const Json& rows, int objects, const std::string& condition, Point&& point) {
  std::vector<LogCurve> curves;
  for (const Json& row : rows) {
    if (row.at("objects") != objects || row.at("condition") != condition) continue;
    const std::string name = row.at("contestant").get<std::string>();
    if (curves.empty() || curves.back().label != name) curves.push_back({name, {}});
    curves.back().points.push_back(point(row));
  }
  return curves;
}

std::string curve_section(const Json& rows) {
  std::map<std::pair<int, std::string>, bool> groups;
  std::string html;
  for (const Json& row : rows) {
    const int objects = row.at("objects").get<int>();
    const std::string condition = row.at("condition").get<std::string>();
    if (!groups.emplace(std::pair{objects, condition}, true).second) continue;
    const auto share = [](const char* middle, const char* low, const char* high) {
      return [=](const Json& r) {
        return LogPoint{r.at("views_per_object").get<double>(), r.at(middle).get<double>(), r.at(low).get<double>(),
                        r.at(high).get<double>()};
      };
    };
    const std::string where = fmt::format("{} objects, {}", objects, condition);
    html += card("Named: " + where,
                 share_chart(gather(rows, objects, condition, share("accuracy", "accuracy_low", "accuracy_high")),
                             "training views per object", "named"));
    html += card("Posed (ADD-S below a tenth of the diameter): " + where,
                 share_chart(gather(rows, objects, condition, share("pose_share", "pose_low", "pose_high")),
                             "training views per object", "posed"));
  }
  return html.empty() ? html : "<h2>Learning curves</h2><div class=\"grid\">" + html + "</div>";
}

/// Accuracy against modelled joules, for the first number of objects.
std::string energy_curves(const Json& rows, const std::string& table_name, const char* heading) {
  if (rows.empty()) return {};
  const int objects = rows[0].at("objects").get<int>();
  std::string html;
  for (const char* what : {"learning", "recognition"}) {
    const auto point = [&](const Json& r) {
      const double low = r.at(fmt::format("{}_joules_low_{}", what, table_name)).get<double>();
      const double high = r.at(fmt::format("{}_joules_high_{}", what, table_name)).get<double>();
      return LogPoint{0.5 * (low + high), r.at("accuracy").get<double>(), r.at("accuracy_low").get<double>(),
                      r.at("accuracy_high").get<double>()};
    };
    html += card(fmt::format("Modelled joules of {}, {} objects, clean", what, objects),
                 share_chart(gather(rows, objects, "clean", point), "modelled joules (" + table_name + ")", "named"));
  }
  return fmt::format("<h2>{}</h2><div class=\"grid\">{}</div>", heading, html);
}

std::string continual_section(const Json& rows, const std::string& table_name) {
  if (rows.empty()) return {};
  std::vector<LogCurve> curves;
  for (const Json& row : rows) {
    LogCurve curve{
        fmt::format("{}, seed {}", row.at("contestant").get<std::string>(), row.at("seed").get<std::uint64_t>()), {}};
    double known = 1;
    for (const Json& value : row.at("accuracy_after_each")) {
      const double y = value.get<double>();
      curve.points.push_back({known++, y, y, y});
    }
    curves.push_back(std::move(curve));
  }
  return "<h2>One object after the other</h2><div class=\"grid\">" +
         card("Accuracy over all objects so far", share_chart(curves, "objects learned", "named")) + "</div>" +
         table(rows, {{"contestant", "contestant"},
                      {"seed", "seed"},
                      {"accuracy_after_last", "after the last"},
                      {"accuracy_together", "learned together"},
                      {"forgetting", "forgetting"},
                      {"joules_per_added_object_" + table_name, "modelled J per added object, " + table_name}});
}

std::string machine_section(const Json& machine, const Json& timing) {
  std::string html =
      "<h2>Time, and energy of the machine</h2><div class=\"card\"><table><tr><th>phase</th><th>wall "
      "s</th><th>CPU s</th><th>measured J</th><th>estimate J</th></tr>";
  std::string note;
  for (const auto& [kind, phase] : machine.items()) {
    const Json& measured = phase.at("measured").at("joules");
    html += fmt::format("<tr><td>{}</td><td>{:.1f}</td><td>{:.1f}</td><td>{}</td><td>{:.4g}</td></tr>", kind,
                        phase.at("wall_seconds").get<double>(), phase.at("cpu_seconds").get<double>(),
                        measured.is_number() ? fmt::format("{:.4g}", measured.get<double>()) : std::string("–"),
                        phase.at("estimate").at("joules").get<double>());
    note = "Estimate: " + phase.at("estimate").at("power_source").get<std::string>() + "." +
           (measured.is_number() ? std::string()
                                 : " Nothing measured: " + phase.at("measured").at("why_not").get<std::string>() + ".");
  }
  html += "</table><p>" + runner::escape(note) + "</p></div>";
  if (!timing.is_object()) return html;
  return html + "<h3>CPU time of one recognition, one thread, contestants by turns</h3>" +
         table(timing.at("rows"), {{"contestant", "contestant"},
                                   {"cpu_ms_median", "ms, median of windows"},
                                   {"cpu_ms_least", "least"},
                                   {"cpu_ms_most", "most"}});
}

/// Where the operations of contestants that count events go.
std::string event_section(const Json& rows, const std::string& table_name) {
  if (rows.empty()) return {};
  return "<h2>Where a column's operations go</h2><details><summary>Events of learning and of one recognition, at the "
         "most views</summary>" +
         table(rows, {{"contestant", "contestant"},
                      {"objects", "objects"},
                      {"views_per_object", "views per object"},
                      {"phase", "phase"},
                      {"event", "event"},
                      {"count", "count"},
                      {"macs", "MACs"},
                      {"dram_bytes", "DRAM bytes"},
                      {"microjoules_" + table_name, "microjoules (" + table_name + ")"}}) +
         "</details>";
}

}  // namespace

std::string benchmark_report(const Json& summary, const Json& manifest, const std::string& study,
                             const std::string& table_name) {
  const std::string revisions =
      fmt::format("{}", fmt::join(summary.at("revisions").get<std::vector<std::string>>(), ", "));
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>Samples and energy</title><style>";
  html += runner::kReportStyle;
  html += "</style></head><body><main><h1>Samples and energy: cortical columns against dense CNNs</h1>";
  html += fmt::format(
      "<p>Colonnade {} ({}) · {} · {} · BLAS {}</p>", runner::escape(manifest.at("version").get<std::string>()),
      runner::escape(revisions), runner::escape(manifest.at("date").get<std::string>()),
      runner::escape(manifest.at("cpu").get<std::string>()), runner::escape(manifest.at("blas").get<std::string>()));
  html += "<h2>The answer</h2><div class=\"card\">";
  for (const Json& sentence : summary.at("answer"))
    html += "<p>" + runner::escape(sentence.get<std::string>()) + "</p>";
  html += "</div>" + curve_section(summary.at("curve"));
  html += energy_curves(summary.at("curve"), table_name, "Accuracy against energy of learning and recognition");
  html += "<h2>Views to reach a target</h2>" + table(summary.at("targets"), {{"contestant", "contestant"},
                                                                             {"objects", "objects"},
                                                                             {"condition", "condition"},
                                                                             {"measure", "measure"},
                                                                             {"target", "target"},
                                                                             {"views_per_object", "views per object"},
                                                                             {"low", "from"},
                                                                             {"high", "to"},
                                                                             {"most_views_tried", "tried up to"}});
  html +=
      "<p>A dash: not reached within the views tried. Intervals: where the curves of the 95 % Wilson limits reach "
      "the target.</p><h2>Modelled joules to reach a target</h2>" +
      table(summary.at("energy"), {{"contestant", "contestant"},
                                   {"objects", "objects"},
                                   {"condition", "condition"},
                                   {"measure", "measure"},
                                   {"target", "target"},
                                   {"table", "table"},
                                   {"learning_joules", "learning"},
                                   {"search_joules", "search"},
                                   {"recognition_joules", "one recognition"},
                                   {"life_cycle_joules", "life cycle"}});
  html += continual_section(summary.at("continual"), table_name);
  html += energy_curves(summary.at("growth"), table_name, "Diminishing returns: contestants of several sizes");
  html += "<h2>Search</h2>" + table(summary.at("search"), {{"contestant", "settings tried"},
                                                           {"tests", "tests"},
                                                           {"correct", "named"},
                                                           {"posed", "posed"},
                                                           {"learning_cpu_seconds", "CPU s of learning"}});
  html += event_section(summary.at("events"), table_name);
  html += machine_section(summary.at("machine"), summary.contains("timing") ? summary.at("timing") : Json());
  html += "<h2>How it was run</h2><details><summary>Manifest</summary><pre>" + runner::escape(manifest.dump(2)) +
          "</pre></details><details><summary>Study</summary><pre>" + runner::escape(study) + "</pre></details>";
  return html + "</main></body></html>\n";
}

}  // namespace colonnade::benchmark
