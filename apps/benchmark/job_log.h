#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <colonnade/ledger/operations.h>
#include <nlohmann/json.hpp>

namespace colonnade::benchmark {

inline constexpr const char* kRevisionKey = "revision";

/// Results of a study's jobs, one JSON object a line, each with an `id` and the source `revision` that made it, since a
/// study may go on with a later one. A kill cuts off the last line at most; the job then is done again. A job that is
/// there twice, since two processes went on with one study, counts once.
class JobLog {
 public:
  /// Reads what is there. @param before_add called before each job is added. @throws InputError naming file and line.
  explicit JobLog(std::filesystem::path file, std::function<void()> before_add = {});

  [[nodiscard]] bool done(const std::string& id) const { return ids_.contains(id); }
  /// Appends a job's result. @throws InputError when the file cannot be written.
  void add(nlohmann::ordered_json job);
  [[nodiscard]] const std::vector<nlohmann::ordered_json>& jobs() const { return jobs_; }
  /// Sum of the `total_operations` of a task's jobs.
  [[nodiscard]] ledger::Operations operations(const std::string& task) const;

 private:
  void take(nlohmann::ordered_json job);

  std::filesystem::path file_;
  std::function<void()> before_add_;
  std::vector<nlohmann::ordered_json> jobs_;
  std::set<std::string> ids_;
  std::map<std::string, ledger::Operations> operations_;  ///< by task
};

}  // namespace colonnade::benchmark
