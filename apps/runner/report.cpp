#include "report.h"

#include <algorithm>
#include <map>
#include <numbers>
#include <set>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "charts.h"
#include "energy.h"
#include "model_picture.h"
#include "report_style.h"

namespace colonnade::runner {

namespace {

using Json = nlohmann::ordered_json;

/// A figure of the summary, or a dash where there is none.
std::string figure(const Json& summary, const char* key, fmt::format_string<double> format, double scale = 1.0) {
  const Json& value = summary.at(key);
  return value.is_number() ? fmt::format(format, scale * value.get<double>()) : std::string("–");
}

std::string tile(const std::string& value, std::string_view caption) {
  return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>", escape(value), escape(caption));
}

std::string card(std::string_view title, const std::string& content, bool miss = false) {
  if (content.empty()) return {};
  return fmt::format("<div class=\"card{}\"><h3>{}</h3>{}</div>", miss ? " miss" : "", escape(title), content);
}

std::string headline(const Json& s) {
  const Json& interval = s.at("accuracy_ci95");
  std::string html = "<div class=\"tiles\">";
  html +=
      tile(figure(s, "accuracy", "{:.1f} %", 100),
           fmt::format("correct, {} of {} (95 %: {:.1f} to {:.1f})", s.at("correct").get<int>(),
                       s.at("episodes").get<int>(), 100 * interval[0].get<double>(), 100 * interval[1].get<double>()));
  html +=
      tile(figure(s, "steps_mean", "{:.1f}"), "sensations an episode, median " + figure(s, "steps_median", "{:.0f}"));
  html += tile(figure(s, "rotation_error_declared_symmetry_deg_mean", "{:.1f}°"),
               "rotation error up to declared symmetry; " + figure(s, "rotation_error_deg_mean", "{:.1f}° without"));
  html += tile(figure(s, "add_s_mm_median", "{:.1f} mm"),
               "ADD-S median; " + figure(s, "add_s_recall_10pct", "{:.1f} % below a tenth of the diameter", 100));
  html += tile(figure(s, "column_ms_per_episode", "{:.1f} ms"), "column time an episode, one core");
  html += tile(fmt::format("{}", s.at("timeouts").get<int>()), "time-outs");
  html +=
      tile(figure(s, "learning_seconds", "{:.1f} s"), fmt::format("learning {} objects", s.at("objects").get<int>()));
  html += tile(figure(s, "memory_bytes", "{:.1f} MB", 1e-6),
               fmt::format("learned memory, {} segments", s.at("segments").get<std::size_t>()));
  return html + "</div>";
}

std::string accuracy_section(std::span<const EpisodeRow> rows) {
  struct Count {
    int right = 0;
    int all = 0;
  };
  std::map<std::string, Count> counts;
  for (const EpisodeRow& row : rows) {
    counts[row.object].right += row.correct;
    ++counts[row.object].all;
  }
  std::vector<Bar> bars;
  for (const auto& [name, count] : counts) {
    bars.push_back({name, static_cast<double>(count.right) / count.all, fmt::format("{}/{}", count.right, count.all)});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.share < b.share; });
  constexpr std::size_t kColumn = 26;  // bars above each other
  std::string charts;
  for (std::size_t i = 0; i < bars.size(); i += kColumn) {
    charts += bar_chart(std::span(bars).subspan(i, std::min(kColumn, bars.size() - i)));
  }
  return "<h2>Accuracy per object</h2>" +
         card("Share of episodes that named the object", "<div class=\"bars\">" + charts + "</div>");
}

/// Only objects with a confusion, unless there are few: a large all-diagonal matrix tells nothing.
std::string confusion_section(std::span<const EpisodeRow> rows) {
  constexpr std::size_t kFew = 20;
  std::set<std::string> all;
  std::set<std::string> confused;
  std::set<std::string> reported;
  for (const EpisodeRow& row : rows) all.insert(row.object);
  for (const EpisodeRow& row : rows) {
    if (!row.correct || all.size() <= kFew) {
      confused.insert(row.object);
      reported.insert(row.object);
      reported.insert(row.result.empty() ? "(nothing)" : row.result);
    }
  }
  std::string html = "<h2>What was taken for what</h2>";
  if (confused.empty()) return html + "<p>No object was taken for another.</p>";
  const std::vector<std::string> names(confused.begin(), confused.end());
  const std::vector<std::string> columns(reported.begin(), reported.end());
  std::vector<std::vector<int>> counts(names.size(), std::vector<int>(columns.size(), 0));
  for (const EpisodeRow& row : rows) {
    const auto r = std::lower_bound(names.begin(), names.end(), row.object);
    if (r == names.end() || *r != row.object) continue;
    const auto c = std::lower_bound(columns.begin(), columns.end(), row.result.empty() ? "(nothing)" : row.result);
    ++counts[static_cast<std::size_t>(r - names.begin())][static_cast<std::size_t>(c - columns.begin())];
  }
  return html + card("Rows: the true object; columns: the one reported", confusion_matrix(names, columns, counts));
}

std::string histograms(std::span<const EpisodeRow> rows) {
  std::vector<double> steps;
  std::vector<double> errors;
  std::vector<double> add_s;
  std::vector<double> times;
  for (const EpisodeRow& row : rows) {
    steps.push_back(row.steps);
    times.push_back(row.column_ms);
    if (row.rotation_error_declared_symmetry_deg) errors.push_back(*row.rotation_error_declared_symmetry_deg);
    if (row.add_s_mm) add_s.push_back(*row.add_s_mm);
  }
  return "<h2>Steps, pose and time</h2><div class=\"grid\">" +
         card("Sensations until the decision", histogram(steps, 25, "sensations")) +
         card("Rotation error up to declared symmetry", histogram(errors, 25, "degrees")) +
         card("ADD-S", histogram(add_s, 25, "mm")) + card("Column time", histogram(times, 25, "ms an episode")) +
         "</div>";
}

std::string evidence_section(std::span<const Trace> traces) {
  constexpr int kMostRight = 12;
  constexpr int kMostWrong = 24;
  std::string right_cards;
  std::string wrong_cards;
  int right = 0;
  int wrong = 0;
  for (const Trace& trace : traces) {
    const bool miss = trace.object != trace.result;
    if (miss ? ++wrong > kMostWrong : ++right > kMostRight) continue;
    std::vector<Curve> curves;  // the true object's first, so that it always has the same colour
    for (const auto& [name, y] : trace.evidence) {
      curves.insert(name == trace.object ? curves.begin() : curves.end(), {name, y, name == trace.object});
    }
    const std::string title = fmt::format("Episode {}: {}{}", trace.episode, trace.object,
                                          miss ? fmt::format(", taken for {}", trace.result) : std::string());
    (miss ? wrong_cards : right_cards) += card(title, line_chart(curves, "sensation", "evidence"), miss);
  }
  if (right + wrong == 0) return {};
  return "<h2>Evidence over time</h2><p>Each curve is the best hypothesis of one object; the thick one is the true "
         "object. Framed in red: the wrong ones.</p><div class=\"grid\">" +
         wrong_cards + right_cards + "</div>";
}

std::string cost_section(const Json& s) {
  const auto row = [](std::string_view name, const std::string& value) {
    return fmt::format("<tr><td>{}</td><td class=\"n\">{}</td></tr>", escape(name), escape(value));
  };
  std::string html = "<h2>Cost</h2><div class=\"card\"><table>";
  html += row("Column time an episode (one core)", figure(s, "column_ms_per_episode", "{:.2f} ms"));
  html += row("Column time a sensation", figure(s, "column_us_per_step", "{:.0f} µs"));
  html += row("Simulation time an episode", figure(s, "simulation_ms_per_episode", "{:.2f} ms"));
  html += row("Live hypotheses, mean over sensations", figure(s, "hypotheses_per_step_mean", "{:.0f}"));
  html += row("Synaptic operations an episode", figure(s, "synaptic_operations_per_episode", "{:.3g}"));
  html += row("Bytes of codes and indexes read an episode", figure(s, "bytes_moved_per_episode", "{:.3g}"));
  html += row("Learning, wall clock, simulation included", figure(s, "learning_seconds", "{:.1f} s"));
  html += row("Segments", fmt::format("{}", s.at("segments").get<std::size_t>()));
  html += row("Learned memory", figure(s, "memory_bytes", "{:.2f} MB", 1e-6));
  html += row("Peak memory of the process", figure(s, "peak_rss_mb", "{:.0f} MB"));
  html += row("Threads", fmt::format("{}", s.at("threads").get<int>()));
  return html + "</table></div>";
}

std::string failures_section(std::span<const EpisodeRow> rows) {
  std::string lines;
  for (const EpisodeRow& r : rows) {
    if (r.correct) continue;
    lines += fmt::format(
        "<tr><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td>"
        "<td class=\"n\">{:.2f}</td><td class=\"n\">{:.1f}</td><td class=\"n\">{}</td><td>{}</td></tr>",
        r.episode, r.seed, escape(r.object), escape(r.result.empty() ? "(nothing)" : r.result), r.steps, r.confidence,
        r.best_evidence, r.oracle_evidence ? fmt::format("{:.1f}", *r.oracle_evidence) : "–",
        r.timeout ? "time-out " + r.verdict : r.verdict);
  }
  if (lines.empty()) return "<h2>Failing episodes</h2><p>None.</p>";
  return "<h2>Failing episodes</h2><div class=\"card\"><table><tr><th class=\"n\">episode</th><th class=\"n\">seed</th>"
         "<th>object</th><th>taken for</th><th class=\"n\">steps</th><th class=\"n\">confidence</th><th class=\"n\">"
         "evidence</th><th class=\"n\">true pose's</th><th>verdict</th></tr>" +
         lines + "</table></div>";
}

}  // namespace

std::string describe(const cortex::Symmetry& symmetry) {
  const std::string flip = symmetry.flip ? ", and a flip" : "";
  switch (symmetry.kind) {
    case cortex::Symmetry::Kind::cyclic:
      return fmt::format("turns by {:.0f}°{}", 360.0 / symmetry.order, flip);
    case cortex::Symmetry::Kind::axial:
      return "any turn about an axis" + flip;
    case cortex::Symmetry::Kind::cubic:
      return "the turns of a cube";
    case cortex::Symmetry::Kind::spherical:
      return "any rotation";
    case cortex::Symmetry::Kind::none:
      break;
  }
  return symmetry.flip ? "a flip" : "none";
}

std::string model_gallery(const cortex::Memory& memory) {
  constexpr int kViews = 3;
  constexpr int kPixels = 170;
  std::string html = "<div class=\"models\">";
  for (std::uint32_t i = 0; i < memory.object_count(); ++i) {
    const cortex::ObjectId object(i);
    const std::vector<cortex::LearnedPoint> points = memory.points(object);
    html += fmt::format(
        "<div class=\"card\"><h3>{}</h3><img alt=\"\" src=\"data:image/png;base64,{}\"><span class=\"soft\">"
        "{} features at locations; symmetry: {}</span></div>",
        escape(memory.name(object)), base64(encode_png(draw_model(points, kViews, kPixels))), points.size(),
        escape(describe(memory.symmetry(object))));
  }
  return html + "</div>";
}

std::string make_report(const ReportInput& in) {
  const std::string name = in.summary.at("experiment").get<std::string>();
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>" +
      escape(name) + "</title><style>";
  html += kReportStyle;
  html += "</style></head><body><main><h1>" + escape(name) + "</h1>";
  html += fmt::format("<p>Colonnade {} · {} · {} · {} threads</p>", escape(in.manifest.value("version", "")),
                      escape(in.manifest.value("date", "")), escape(in.manifest.value("cpu", "")),
                      in.summary.at("threads").get<int>());
  html += headline(in.summary);
  html += accuracy_section(in.rows);
  html += confusion_section(in.rows);
  html += histograms(in.rows);
  html += evidence_section(in.traces);
  if (in.memory != nullptr) html += "<h2>Learned models</h2>" + model_gallery(*in.memory);
  html += cost_section(in.summary);
  html += energy_section(in.summary.at("operations"), in.summary.at("energy"));
  html += failures_section(in.rows);
  html += "<h2>How it was run</h2><details><summary>Manifest</summary><pre>" + escape(in.manifest.dump(2)) +
          "</pre></details><details><summary>Configuration</summary><pre>" + escape(in.configuration) +
          "</pre></details>";
  return html + "</main></body></html>\n";
}

}  // namespace colonnade::runner
