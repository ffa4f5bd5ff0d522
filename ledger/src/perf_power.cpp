#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include <colonnade/ledger/sensor.h>

#include "perf_power.h"

namespace colonnade::ledger {

namespace fs = std::filesystem;

std::optional<PerfPowerEvent> read_perf_power_event(const fs::path& power_device) {
  PerfPowerEvent event;
  std::string config;
  if (!(std::ifstream(power_device / "type") >> event.type)) return std::nullopt;
  if (!(std::ifstream(power_device / "events" / "energy-pkg") >> config)) return std::nullopt;
  if (!(std::ifstream(power_device / "events" / "energy-pkg.scale") >> event.joules_per_count)) return std::nullopt;
  if (!config.starts_with("event=0x")) return std::nullopt;
  const char* end = config.data() + config.size();
  const auto [stop, error] = std::from_chars(config.data() + 8, end, event.config, 16);
  if (error != std::errc() || stop != end) return std::nullopt;
  return event;
}

namespace {

class PerfSensor final : public EnergySensor {
 public:
  PerfSensor(int descriptor, double joules_per_count) : descriptor_(descriptor), joules_per_count_(joules_per_count) {}
  ~PerfSensor() override { close(descriptor_); }
  PerfSensor(const PerfSensor&) = delete;
  PerfSensor& operator=(const PerfSensor&) = delete;
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::optional<double> read_joules() override {
    std::uint64_t count = 0;
    if (read(descriptor_, &count, sizeof count) != static_cast<ssize_t>(sizeof count)) return std::nullopt;
    return joules_per_count_ * static_cast<double>(count);
  }

 private:
  std::string name_ = "perf power/energy-pkg/";
  int descriptor_;
  double joules_per_count_;
};

}  // namespace

SensorSearch find_perf_sensors(const fs::path& power_device) {
  SensorSearch search;
  const std::optional<PerfPowerEvent> event = read_perf_power_event(power_device);
  if (!event) {
    search.refusals.push_back(power_device.string() + ": no perf event energy-pkg");
    return search;
  }
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = event->type;
  attributes.config = event->config;
  // Energy belongs to the package, so all processes on one of its processors: the first package only.
  const long descriptor = syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0);
  if (descriptor < 0) {
    search.refusals.push_back(power_device.string() + ": perf_event_open: " + std::strerror(errno));
    return search;
  }
  search.sensors.push_back(std::make_unique<PerfSensor>(static_cast<int>(descriptor), event->joules_per_count));
  return search;
}

}  // namespace colonnade::ledger
