#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "contestant.h"
#include "job_log.h"
#include "study.h"

namespace colonnade::benchmark {

/// The objects of a study. Tries its contestants on them, too, so that whatever is wrong shows before anything is done.
/// @throws InputError.
[[nodiscard]] std::vector<runner::Object> load_objects(const Study& study, const std::filesystem::path& data);

/// The tasks of a study; each does the jobs that the log does not have.
class Tasks {
 public:
  /// @param objects as load_objects() gives them; they and the study must outlive this.
  Tasks(const Study& study, std::span<const runner::Object> objects, JobLog& log);

  /// Tries settings on the built-in objects and development seeds, and keeps the best of each kind.
  void search();
  /// Learns from n views of each object, tests on other views under every condition.
  void curves();
  /// Objects arrive one by one, without revisits.
  void continual();
  /// Contestants of several sizes, learned from the same views.
  void growth();
  /// CPU time of a recognition: contestants by turns, several times, pinned to one processor.
  void timing();

 private:
  /// The contestant with the best settings of its kind that the search has found, unless it says otherwise.
  [[nodiscard]] std::string tuned(const std::string& name) const;
  void curve_job(const std::string& task, const std::string& name, int objects, int views, std::uint64_t seed);
  void continual_job(const std::string& name, std::uint64_t seed);

  const Study& study_;
  std::span<const runner::Object> objects_;
  JobLog& log_;
};

/// File name of the BLAS in this process; "none".
[[nodiscard]] std::string blas_library();

/// The settings that the search has found for each kind, in the order of the log.
[[nodiscard]] std::map<std::string, std::string> best_settings(const std::vector<nlohmann::ordered_json>& jobs);

}  // namespace colonnade::benchmark
