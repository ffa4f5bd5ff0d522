#include <colonnade/ledger/sensor.h>

#include <cmath>
#include <iterator>

namespace colonnade::ledger {

namespace {

void append(SensorSearch& all, SensorSearch part) {
  std::move(part.sensors.begin(), part.sensors.end(), std::back_inserter(all.sensors));
  std::move(part.refusals.begin(), part.refusals.end(), std::back_inserter(all.refusals));
}

}  // namespace

SensorSearch find_sensors() {
  SensorSearch all = find_rapl_sensors("/sys/class/powercap");
  // The same counter by another way: never both.
  if (all.sensors.empty()) append(all, find_perf_sensors("/sys/bus/event_source/devices/power"));
  append(all, find_nvml_sensors());
  return all;
}

double counter_difference(double before, double after, double wraps_at) {
  if (after >= before) return after - before;
  return wraps_at > 0 ? after + wraps_at - before : 0;
}

bool seen_to_move(EnergySensor& sensor, std::chrono::milliseconds patience) {
  const std::optional<double> before = sensor.read_joules();
  if (!before) return false;
  const auto end = std::chrono::steady_clock::now() + patience;
  volatile double sink = 1;
  while (std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < 2000; ++i) sink = std::sqrt(sink + i);
    const std::optional<double> now = sensor.read_joules();
    if (now && *now != *before) return true;
  }
  return false;
}

}  // namespace colonnade::ledger
