#include "job_log.h"

#include <fstream>

#include <colonnade/cortex/error.h>
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
    try {
      take(Json::parse(text.substr(begin, end - begin)));
    } catch (const Json::exception& error) {
      throw InputError(fmt::format("{}:{}: {}", file_.string(), line, error.what()));
    }
    begin = end + 1;
  }
  if (begin < text.size()) fs::resize_file(file_, begin);  // a line that a kill cut off
}

void JobLog::take(Json job) {
  (void)job.at(kRevisionKey).get_ref<const std::string&>();
  const ledger::Operations operations = ledger::operations_from_json(job.at("total_operations"));
  if (!ids_.insert(job.at("id").get<std::string>()).second) return;
  operations_[job.at("task").get<std::string>()] += operations;
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
  take(std::move(job));
}

}  // namespace colonnade::benchmark
