#pragma once

#include <cstdint>
#include <string>

namespace colonnade::recording {

/// Names a running process for good: a number may be used again, but not with the same start.
struct ProcessName {
  std::string host;
  std::int64_t id = 0;
  std::int64_t start = 0;  ///< clock ticks after the machine started
};

/// This process.
[[nodiscard]] ProcessName this_process();
/// False when the process has ended; true when it runs, or runs on another host, where one cannot tell.
[[nodiscard]] bool may_run(const ProcessName& process);

}  // namespace colonnade::recording
