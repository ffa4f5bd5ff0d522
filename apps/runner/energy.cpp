#include "energy.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "charts.h"
#include "manifest.h"

namespace colonnade::runner {

namespace {

using Json = nlohmann::ordered_json;

std::string cells(std::initializer_list<std::string> texts) {
  std::string row = "<tr>";
  bool first = true;
  for (const std::string& text : texts) {
    row += (first ? "<td>" : "<td class=\"n\">") + escape(text) + "</td>";
    first = false;
  }
  return row + "</tr>";
}

std::string head(std::initializer_list<const char*> texts) {
  std::string row = "<tr>";
  bool first = true;
  for (const char* text : texts) {
    row += (first ? std::string("<th>") : std::string("<th class=\"n\">")) + text + "</th>";
    first = false;
  }
  return row + "</tr>";
}

std::string carbon_factors(const Json& carbon) {
  return fmt::format("{}: PUE {:.2f}, {:.0f} g CO2e a kWh", carbon.at("convention").get<std::string>(),
                     carbon.at("pue").get<double>(), carbon.at("g_per_kwh").get<double>());
}

std::string range(const Json& modelled) {
  const double low = modelled.at("joules_low").get<double>();
  const double high = modelled.at("joules_high").get<double>();
  return low == high ? fmt::format("{:.3g} J", low) : fmt::format("{:.3g} to {:.3g} J", low, high);
}

std::string operations_table(const Json& operations) {
  std::string html =
      "<div class=\"card\"><h3>Operations (counted)</h3><table>" + head({"", "learning", "all episodes", "an episode"});
  const Json& learning = operations.at("learning");
  const Json& all = operations.at("recognition");
  const Json& each = operations.at("per_episode");
  const auto row = [&](const std::string& name, const Json& a, const Json& b, const Json& c) {
    html += cells({name, fmt::format("{:.4g}", a.get<double>()), fmt::format("{:.4g}", b.get<double>()),
                   c.is_number() ? fmt::format("{:.4g}", c.get<double>()) : std::string("–")});
  };
  for (const auto& [name, value] : learning.items()) {
    if (name != "bytes") row(name, value, all.at(name), each.at(name));
  }
  for (const auto& [level, value] : learning.at("bytes").items()) {
    row("bytes, " + level, value, all.at("bytes").at(level), each.at("bytes").at(level));
  }
  return html + "</table></div>";
}

std::string modelled_table(const Json& modelled) {
  std::string html = "<div class=\"card\"><h3>Modelled joules (operations times a published table)</h3><table>" +
                     head({"table", "learning", "an episode"});
  const Json& learning = modelled.at("learning");
  for (std::size_t i = 0; i < learning.size(); ++i) {
    html +=
        cells({learning[i].at("title").get<std::string>(), range(learning[i]), range(modelled.at("per_episode")[i])});
  }
  html += "</table>";
  if (!learning.empty()) html += "<p>Carbon by " + escape(carbon_factors(learning[0].at("carbon"))) + ".</p>";
  return html + "</div>";
}

std::string phases_table(const Json& phases) {
  std::string html = "<div class=\"card\"><h3>Time, and energy of the machine</h3><table>" +
                     head({"phase", "wall s", "CPU s", "measured J", "CO2e of it, g", "estimate J", "CO2e of it, g"});
  std::string notes;
  for (const auto& [kind, phase] : phases.items()) {
    const Json& measured = phase.at("measured");
    const Json& estimate = phase.at("estimate");
    const bool has = measured.at("joules").is_number();
    html += cells({kind, fmt::format("{:.2f}", phase.at("wall_seconds").get<double>()),
                   fmt::format("{:.2f}", phase.at("cpu_seconds").get<double>()),
                   has ? fmt::format("{:.4g}", measured.at("joules").get<double>()) : std::string("–"),
                   has ? fmt::format("{:.3g}", measured.at("carbon").at("grams_co2e").get<double>()) : std::string("–"),
                   fmt::format("{:.4g}", estimate.at("joules").get<double>()),
                   fmt::format("{:.3g}", estimate.at("carbon").at("grams_co2e").get<double>())});
    notes = "Estimate: CPU time, " + estimate.at("power_source").get<std::string>() + ". " +
            carbon_factors(estimate.at("carbon")) + ". " +
            (has ? "Measured by " + measured.at("sensors").get<std::string>()
                 : "Nothing measured: " + measured.at("why_not").get<std::string>()) +
            ".";
  }
  return html + "</table><p>" + escape(notes) + "</p></div>";
}

/// What `a` has beyond `b`; nothing where it has less, as beside a ledger that has counted something twice.
ledger::Operations beyond(const ledger::Operations& a, const ledger::Operations& b) {
  constexpr std::uint64_t kNegative = std::uint64_t{1} << 63;
  ledger::Operations rest = a - b;
  const auto cut = [](std::uint64_t& count) {
    if (count >= kNegative) count = 0;
  };
  ledger::for_each_counter(rest, [&](const char*, std::uint64_t& count) { cut(count); });
  for (std::uint64_t& count : rest.bytes) cut(count);
  return rest;
}

}  // namespace

EnergyRecorder::EnergyRecorder(const EnergyOptions& options, std::filesystem::path own, std::string name, bool resume)
    : options_(options), own_(std::move(own)), name_(std::move(name)), resume_(resume), meter_(options.power) {
  if (!resume_) std::filesystem::remove(own_);
}

void EnergyRecorder::begin(const std::string& kind) {
  kind_ = kind;
  before_ = {};
  note_ = own_;
  note_.replace_extension("open." + kind + own_.extension().string());
  if (!resume_) std::filesystem::remove(note_);
  meter_.start();
}

void EnergyRecorder::go_on_from(const ledger::Operations& committed) {
  before_ = committed;
  for (ledger::LedgerEntry& killed : ledger::read_entries(note_)) {
    ledger::Operations entered;
    for (const ledger::LedgerEntry& entry : ledger::read_entries(own_)) {
      if (entry.kind == kind_) entered += entry.operations;
    }
    killed.operations = beyond(committed, entered);
    if (killed.operations != ledger::Operations{}) enter(killed);
  }
  std::filesystem::remove(note_);
}

void EnergyRecorder::note() {
  const std::lock_guard lock(mutex_);
  write_file(note_, ledger::to_line(entry_now({})));
}

void EnergyRecorder::finish(const ledger::Operations& committed) {
  if (committed != before_) enter(entry_now(committed - before_));
  std::filesystem::remove(note_);
}

// What made the work fail is what there is to tell.
void EnergyRecorder::enter_rest(const ledger::Operations& committed) noexcept {
  try {
    enter(entry_now(committed - before_));
    std::filesystem::remove(note_);
  } catch (const std::exception&) {  // a note stays for the next session
  }
}

void EnergyRecorder::enter(const ledger::LedgerEntry& entry) const {
  ledger::append_entry(own_, entry);
  ledger::append_entry(options_.project_ledger, entry);
}

ledger::LedgerEntry EnergyRecorder::entry_now(const ledger::Operations& operations) {
  return {utc_time(false), name_, kind_, operations, meter_.stop()};
}

Json energy_summary(const EnergyOptions& options, const std::filesystem::path& own, const Json& operations) {
  std::map<std::string, ledger::Measurement> sums;
  for (const ledger::LedgerEntry& entry : ledger::read_entries(own)) sums[entry.kind] += entry.measurement;
  Json phases = Json::object();
  for (const auto& [kind, sum] : sums) phases[kind] = ledger::to_json(sum, options.carbon);
  const auto modelled = [&](const Json& counted) {
    return ledger::modelled_json(ledger::operations_from_json(counted), options.tables, options.carbon);
  };
  return {
      {"modelled",
       {{"learning", modelled(operations.at("learning"))}, {"per_episode", modelled(operations.at("per_episode"))}}},
      {"phases", phases}};
}

std::string energy_section(const Json& operations, const Json& energy) {
  return "<h2>Operations and energy</h2><p>Three kinds of figure that answer different questions: counted operations, "
         "joules modelled from them, and what the machine took. They are neither added nor divided by one "
         "another.</p>" +
         operations_table(operations) + modelled_table(energy.at("modelled")) + phases_table(energy.at("phases"));
}

}  // namespace colonnade::runner
