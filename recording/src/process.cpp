#include "process.h"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace colonnade::recording {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// The 22nd field of /proc/ID/stat; 0 when there is no such process. (The second may hold spaces.)
std::int64_t start_of(std::int64_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string line;
  std::getline(file, line);
  const auto end = line.rfind(')');
  if (end == std::string::npos) return 0;
  std::istringstream rest(line.substr(end + 1));
  std::string field, state;
  rest >> state;
  if (state == "Z") return 0;  // ended, only not yet taken notice of
  for (int i = 4; i < 22; ++i) rest >> field;
  std::int64_t start = 0;
  rest >> start;
  return start;
}

}  // namespace

ProcessName this_process() { return {host_name(), getpid(), start_of(getpid())}; }

bool may_run(const ProcessName& process) {
  if (process.host != host_name()) return true;
  return start_of(process.id) == process.start;
}

}  // namespace colonnade::recording
