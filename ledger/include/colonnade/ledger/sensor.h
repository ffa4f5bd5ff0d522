#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace colonnade::ledger {

/// A cumulative energy counter of the machine.
class EnergySensor {
 public:
  virtual ~EnergySensor() = default;
  /// What it measures, for people: "RAPL package-0".
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// Joules since some time; nothing when it cannot be read now.
  [[nodiscard]] virtual std::optional<double> read_joules() = 0;
  /// Joules at which the counter starts again from 0; 0: never.
  [[nodiscard]] virtual double wraps_at_joules() const { return 0; }
};

/// Sensors found, and why others cannot be used.
struct SensorSearch {
  std::vector<std::unique_ptr<EnergySensor>> sensors;
  std::vector<std::string> refusals;  ///< one sentence each
};

/// Package domains below a powercap tree (Linux: /sys/class/powercap).
[[nodiscard]] SensorSearch find_rapl_sensors(const std::filesystem::path& powercap);
/// Package energy through perf events (Linux: /sys/bus/event_source/devices/power). Needs perf_event_paranoid <= 0.
[[nodiscard]] SensorSearch find_perf_sensors(const std::filesystem::path& power_device);
/// NVIDIA GPUs, through NVML, which is loaded at run time.
[[nodiscard]] SensorSearch find_nvml_sensors();
/// The NVIDIA GPU at this place on the PCI bus, as CUDA writes it ("0000:3B:00.0"): NVML counts GPUs in an order of its
/// own. One sensor, or one refusal.
[[nodiscard]] SensorSearch find_nvml_sensor(const std::string& pci_bus_id);
/// All of this machine: RAPL, or else perf for the packages; and NVML.
[[nodiscard]] SensorSearch find_sensors();

/// Joules between two readings of a counter that starts again at `wraps_at` (0: never). At most one wrap is assumed.
[[nodiscard]] double counter_difference(double before, double after, double wraps_at);

/// True when the counter moves within `patience` while this thread computes. A counter that stands still measures
/// nothing, whatever it says.
[[nodiscard]] bool seen_to_move(EnergySensor& sensor, std::chrono::milliseconds patience);

}  // namespace colonnade::ledger
