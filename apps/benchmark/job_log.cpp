#include "job_log.h"

#include <fstream>

#include <colonnade/cortex/error.h>
#include <colonnade/files/json.h>
#include <colonnade/ledger/project_ledger.h>
#include <fmt/core.h>

#include "atomic_file.h"
#include "manifest.h"

namespace colonnade::benchmark {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

JobLog::JobLog(fs::path file, std::function<void()> before_add)
    : file_(std::move(file)), before_add_(std::move(before_add)) {
  if (!fs::exists(file_)) return;
  const std::string text = runner::read_file(file_);
  std::size_t begin = 0;
  for (int line = 1;; ++line) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    take(files::parse_json(std::string_view(text).substr(begin, end - begin), file_.string(), line),
         fmt::format("{}:{}", file_.string(), line));
    begin = end + 1;
  }
  if (begin < text.size()) fs::resize_file(file_, begin);  // a line that a kill cut off
}

void JobLog::take(Json job, const std::string& place) {
  const files::JsonValue value(job, place);
  (void)value.at(kRevisionKey).text();
  const ledger::Operations operations = ledger::read_operations(value.at("total_operations"));
  const std::string task = value.at("task").text();
  if (!ids_.insert(value.at("id").text()).second) return;
  operations_[task] += operations;
  jobs_.push_back(std::move(job));
}

ledger::Operations JobLog::operations(const std::string& task) const {
  const auto found = operations_.find(task);
  return found == operations_.end() ? ledger::Operations{} : found->second;
}

void JobLog::add(Json job) {
  if (before_add_) before_add_();
  job[kRevisionKey] = runner::source_revision();
  std::ofstream out(file_, std::ios::app | std::ios::binary);
  out << job.dump() + "\n" << std::flush;
  if (!out) throw InputError(file_.string() + ": cannot write");
  take(std::move(job), file_.string());
}

}  // namespace colonnade::benchmark
