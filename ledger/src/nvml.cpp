#include <dlfcn.h>

#include <colonnade/ledger/sensor.h>

namespace colonnade::ledger {

namespace {

/// The few functions of NVML that are needed, by their C interface; the library stays loaded.
struct Nvml {
  using Device = void*;
  int (*init)() = nullptr;
  int (*count)(unsigned*) = nullptr;
  int (*handle)(unsigned, Device*) = nullptr;
  int (*energy)(Device, unsigned long long*) = nullptr;  // millijoules since the driver was loaded

  static std::optional<Nvml> load() {
    void* library = dlopen("libnvidia-ml.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) return std::nullopt;
    Nvml nvml;
    const auto find = [library](const char* name, auto& function) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
      return function != nullptr;
    };
    const bool all = find("nvmlInit_v2", nvml.init) && find("nvmlDeviceGetCount_v2", nvml.count) &&
                     find("nvmlDeviceGetHandleByIndex_v2", nvml.handle) &&
                     find("nvmlDeviceGetTotalEnergyConsumption", nvml.energy);
    if (!all || nvml.init() != 0) return std::nullopt;
    return nvml;
  }
};

class NvmlSensor final : public EnergySensor {
 public:
  NvmlSensor(const Nvml& nvml, Nvml::Device device, unsigned index)
      : nvml_(nvml), device_(device), name_("NVML GPU " + std::to_string(index)) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::optional<double> read_joules() override {
    unsigned long long millijoules = 0;
    if (nvml_.energy(device_, &millijoules) != 0) return std::nullopt;
    return 1e-3 * static_cast<double>(millijoules);
  }

 private:
  Nvml nvml_;
  Nvml::Device device_;
  std::string name_;
};

}  // namespace

SensorSearch find_nvml_sensors() {
  SensorSearch search;
  const std::optional<Nvml> nvml = Nvml::load();
  if (!nvml) {
    search.refusals.emplace_back("NVML: libnvidia-ml.so.1 is not there or does not start");
    return search;
  }
  unsigned count = 0;
  if (nvml->count(&count) != 0) count = 0;
  for (unsigned i = 0; i < count; ++i) {
    Nvml::Device device = nullptr;
    unsigned long long millijoules = 0;
    if (nvml->handle(i, &device) == 0 && nvml->energy(device, &millijoules) == 0) {
      search.sensors.push_back(std::make_unique<NvmlSensor>(*nvml, device, i));
    } else {
      search.refusals.push_back("NVML GPU " + std::to_string(i) + ": has no energy counter");
    }
  }
  return search;
}

}  // namespace colonnade::ledger
