#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace colonnade::ledger {

/// How the kernel names the package's energy counter to perf_event_open.
struct PerfPowerEvent {
  std::uint32_t type = 0;
  std::uint64_t config = 0;
  double joules_per_count = 0;
};

/// Reads it from the device's sysfs tree; nothing where the tree is not there or not as expected.
[[nodiscard]] std::optional<PerfPowerEvent> read_perf_power_event(const std::filesystem::path& power_device);

}  // namespace colonnade::ledger
