#include "episode_log.h"

#include <cerrno>
#include <cstring>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "atomic_file.h"

namespace colonnade::runner {

namespace {

constexpr const char* kRowsFile = "episodes.csv";
constexpr const char* kTracesFile = "evidence.jsonl";

void append_line(std::ofstream& out, const std::string& line, const std::filesystem::path& path) {
  errno = 0;
  out << line << '\n' << std::flush;
  if (!out) throw InputError(fmt::format("{}: cannot write ({})", path.string(), std::strerror(errno)));
}

}  // namespace

EpisodeLog::EpisodeLog(const std::filesystem::path& folder, bool resume)
    : rows_path_(folder / kRowsFile), traces_path_(folder / kTracesFile) {
  std::string rows = std::string(csv_header()) + '\n';
  std::string traces;
  if (resume && std::filesystem::exists(rows_path_)) {
    const std::string found = read_file(rows_path_);
    if (found.find('\n') != std::string::npos) {
      finished_before_ = static_cast<int>(read_episodes(rows_path_).size());
      rows = found.substr(0, found.rfind('\n') + 1);
    }
    for (const Trace& trace : read_traces(folder)) {
      if (trace.episode < finished_before_) traces += to_json_line(trace) + '\n';
    }
  }
  write_file(rows_path_, rows);
  write_file(traces_path_, traces);
  next_ = finished_before_;
  rows_.open(rows_path_, std::ios::app);
  traces_.open(traces_path_, std::ios::app);
}

void EpisodeLog::commit(EpisodeRow row, std::optional<Trace> trace) {
  const std::lock_guard lock(mutex_);
  const int number = row.episode;
  waiting_.emplace(number, Finished{std::move(row), std::move(trace)});
  for (auto it = waiting_.begin(); it != waiting_.end() && it->first == next_; it = waiting_.erase(it), ++next_) {
    write(it->second);
  }
}

void EpisodeLog::write(const Finished& finished) {
  // The trace first: a row without its trace could not be made up for, a trace without its row is dropped on resume.
  if (finished.trace) append_line(traces_, to_json_line(*finished.trace), traces_path_);
  append_line(rows_, to_csv(finished.row), rows_path_);
}

std::vector<Trace> read_traces(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kTracesFile;
  std::vector<Trace> traces;
  if (!std::filesystem::exists(path)) return traces;
  const std::string contents = read_file(path);
  std::string_view rest = contents;
  int number = 0;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    traces.push_back(trace_from_json(rest.substr(0, end), path.string(), ++number));
    rest.remove_prefix(end + 1);
  }
  return traces;
}

}  // namespace colonnade::runner
