#include <colonnade/ledger/project_ledger.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::ledger {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

LedgerEntry entry_from(const Json& json) {
  LedgerEntry entry;
  json.at("date").get_to(entry.date);
  json.at("name").get_to(entry.name);
  json.at("kind").get_to(entry.kind);
  entry.operations = operations_from_json(json.at("operations"));
  Measurement& m = entry.measurement;
  json.at("wall_seconds").get_to(m.wall_seconds);
  json.at("cpu_seconds").get_to(m.cpu_seconds);
  if (json.contains("measured_joules")) {
    const double joules = json.at("measured_joules").get<double>();
    m.measured = MeasuredJoules{joules, joules};
    json.at("sensors").get_to(m.sensors);
  } else {
    json.at("why_not_measured").get_to(m.why_not);
  }
  m.estimated.low = m.estimated.high = json.at("estimated_joules").get<double>();
  json.at("watts_per_core").get_to(m.power.watts_per_core);
  json.at("power_source").get_to(m.power.source);
  return entry;
}

/// A whole last line that lacks its end gets it; what a full disk has left of one is taken away, since it would break
/// what is added next. @returns false, and leaves all as it is, where the last line is none of a ledger.
bool mend_last_line(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return true;
  off_t begin = status.st_size;
  std::string line;
  for (char last = 0; begin > 0 && pread(descriptor, &last, 1, begin - 1) == 1 && last != '\n'; --begin) line += last;
  std::reverse(line.begin(), line.end());
  if (line.empty()) return true;
  if (!line.starts_with('{')) return false;
  if (Json::accept(line)) return write(descriptor, "\n", 1) == 1;
  return ftruncate(descriptor, begin) == 0;
}

/// In one write, and one process after the other, so that lines of several do not mix.
void append(const fs::path& file, const std::string& text) {
  const auto fail = [&file](int reason) {
    throw InputError(file.string() + ": cannot add to the ledger (" + std::strerror(reason) + ")");
  };
  std::error_code ignored;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), ignored);
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) fail(errno);
  flock(descriptor, LOCK_EX);  // until it is closed
  if (!mend_last_line(descriptor)) {
    close(descriptor);
    throw InputError(file.string() + ": is no ledger, or cannot be mended: its last line has no end");
  }
  const ssize_t written = write(descriptor, text.data(), text.size());
  const int reason = errno;
  close(descriptor);
  if (written != static_cast<ssize_t>(text.size())) fail(written < 0 ? reason : ENOSPC);
}

}  // namespace

void prepare_ledger(const fs::path& file) {
  append(file, "");  // devices refuse even that
}

void append_entry(const fs::path& file, const LedgerEntry& entry) { append(file, to_line(entry)); }

std::string to_line(const LedgerEntry& entry) {
  const Measurement& m = entry.measurement;
  Json json = {{"date", entry.date},
               {"name", entry.name},
               {"kind", entry.kind},
               {"operations", to_json(entry.operations)},
               {"wall_seconds", m.wall_seconds},
               {"cpu_seconds", m.cpu_seconds}};
  if (m.measured) {
    json["measured_joules"] = m.measured->middle();
    json["sensors"] = m.sensors;
  } else {
    json["why_not_measured"] = m.why_not;
  }
  json["estimated_joules"] = m.estimated.middle();
  json["watts_per_core"] = m.power.watts_per_core;
  json["power_source"] = m.power.source;
  return json.dump() + "\n";
}

std::vector<LedgerEntry> read_entries(const fs::path& file) {
  std::vector<LedgerEntry> entries;
  if (!fs::exists(file)) return entries;
  if (fs::is_directory(file)) throw InputError(file.string() + ": is a folder, not a ledger");
  std::ifstream in(file);
  std::ostringstream contents;
  contents << in.rdbuf();
  if (!in) throw InputError(file.string() + ": cannot read this ledger");
  const std::string text = contents.str();
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;  // cut off by a kill
    ++number;
    try {
      entries.push_back(entry_from(Json::parse(text.substr(begin, end - begin))));
    } catch (const Json::exception& error) {
      throw InputError(file.string() + ":" + std::to_string(number) + ": " + error.what());
    }
    begin = end + 1;
  }
  return entries;
}

std::map<std::string, LedgerTotal> totals(const std::vector<LedgerEntry>& entries) {
  std::map<std::string, LedgerTotal> sums;
  for (const LedgerEntry& entry : entries) {
    for (const std::string& kind : {entry.kind, std::string("all")}) {
      LedgerTotal& sum = sums[kind];
      ++sum.runs;
      sum.wall_seconds += entry.measurement.wall_seconds;
      sum.cpu_seconds += entry.measurement.cpu_seconds;
      sum.operations += entry.operations;
      sum.estimated += entry.measurement.estimated;
      if (entry.measurement.measured) {
        ++sum.measured_runs;
        sum.measured += *entry.measurement.measured;
      }
    }
  }
  return sums;
}

}  // namespace colonnade::ledger
