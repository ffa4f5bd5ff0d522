#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "episode_row.h"
#include "trace.h"

namespace colonnade::runner {

/// The growing results of a run: episodes.csv and evidence.jsonl (traces of a few episodes).
///
/// Episodes may finish in any order and on any thread; they are written in order of their number, each flushed at once,
/// so that after a kill the files hold the first n episodes, and a resumed run goes on with episode n.
class EpisodeLog {
 public:
  /// @param resume keeps the whole rows that are there; else the files start empty.
  /// @throws InputError when a file cannot be read or written.
  EpisodeLog(const std::filesystem::path& folder, bool resume);

  /// How many episodes were in the file already.
  [[nodiscard]] int finished_before() const { return finished_before_; }

  /// @throws InputError naming the file when it cannot be written (a full disk).
  void commit(EpisodeRow row, std::optional<Trace> trace);

 private:
  struct Finished {
    EpisodeRow row;
    std::optional<Trace> trace;
  };
  void write(const Finished& finished);

  std::filesystem::path rows_path_;
  std::filesystem::path traces_path_;
  std::ofstream rows_;
  std::ofstream traces_;
  int finished_before_ = 0;
  std::mutex mutex_;
  int next_ = 0;
  std::map<int, Finished> waiting_;  ///< finished before an earlier one
};

/// All whole traces in the run's folder; none when there is no such file.
[[nodiscard]] std::vector<Trace> read_traces(const std::filesystem::path& folder);

}  // namespace colonnade::runner
