#include <algorithm>
#include <fstream>

#include <colonnade/ledger/sensor.h>

namespace colonnade::ledger {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> read_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  return line;
}

std::optional<double> read_number(const fs::path& file) {
  std::ifstream in(file);
  double value = 0;
  if (!(in >> value)) return std::nullopt;
  return value;
}

class RaplSensor final : public EnergySensor {
 public:
  RaplSensor(std::string name, fs::path counter, double wraps_at_joules)
      : name_(std::move(name)), counter_(std::move(counter)), wraps_at_joules_(wraps_at_joules) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::optional<double> read_joules() override {
    const std::optional<double> microjoules = read_number(counter_);
    if (!microjoules) return std::nullopt;
    return 1e-6 * *microjoules;
  }
  [[nodiscard]] double wraps_at_joules() const override { return wraps_at_joules_; }

 private:
  std::string name_;
  fs::path counter_;
  double wraps_at_joules_;
};

}  // namespace

SensorSearch find_rapl_sensors(const fs::path& powercap) {
  SensorSearch search;
  std::error_code error;
  std::vector<fs::path> zones;
  for (fs::directory_iterator it(powercap, error), end; !error && it != end; it.increment(error)) {
    zones.push_back(it->path());
  }
  std::sort(zones.begin(), zones.end());
  bool any = false;
  for (const fs::path& zone : zones) {
    const std::optional<std::string> name = read_line(zone / "name");
    // Only whole packages: their parts (core, uncore, dram) would be counted twice, and MSR and MMIO zones are the
    // same.
    if (!name || !name->starts_with("package-") || zone.filename().string().find("mmio") != std::string::npos) continue;
    any = true;
    const fs::path counter = zone / "energy_uj";
    if (!read_number(counter)) {
      search.refusals.push_back(counter.string() + ": not readable (root only on most systems)");
      continue;
    }
    const double range = read_number(zone / "max_energy_range_uj").value_or(0);
    search.sensors.push_back(std::make_unique<RaplSensor>("RAPL " + *name, counter, 1e-6 * range));
  }
  if (!any) search.refusals.push_back(powercap.string() + ": no RAPL package domain");
  return search;
}

}  // namespace colonnade::ledger
