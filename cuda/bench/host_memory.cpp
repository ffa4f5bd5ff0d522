#include "host_memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace colonnade::cuda {
namespace {

/// The number at the beginning of a file; nothing where there is none ("max", or no such file).
std::optional<double> number_in(const char* path) {
  std::ifstream file(path);
  double value = 0;
  return file >> value ? std::optional(value) : std::nullopt;
}

}  // namespace

double host_memory_available() {
  double available = std::numeric_limits<double>::infinity();
  std::ifstream file("/proc/meminfo");
  for (std::string key, unit; file >> key;) {
    double kilobytes = 0;
    if (key == "MemAvailable:" && file >> kilobytes) available = 1024 * kilobytes;
    std::getline(file, unit);
  }
  const auto most = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (most && used) available = std::min(available, *most - *used);
  return available;
}

}  // namespace colonnade::cuda
