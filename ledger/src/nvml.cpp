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
  int (*handle_at)(const char* pci_bus_id, Device*) = nullptr;
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
                     find("nvmlDeviceGetHandleByPciBusId_v2", nvml.handle_at) &&
                     find("nvmlDeviceGetTotalEnergyConsumption", nvml.energy);
    if (!all || nvml.init() != 0) return std::nullopt;
    return nvml;
  }
};

class NvmlSensor final : public EnergySensor {
 public:
  NvmlSensor(const Nvml& nvml, Nvml::Device device, std::string name)
      : nvml_(nvml), device_(device), name_(std::move(name)) {}
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

/// Adds the GPU's sensor, or why it has none. @param found whether `device` is one.
void add_gpu(SensorSearch& search, const Nvml& nvml, bool found, Nvml::Device device, const std::string& which) {
  unsigned long long millijoules = 0;
  std::string name = "NVML GPU " + which;
  if (!found) {
    search.refusals.push_back(name + ": is not there");
  } else if (nvml.energy(device, &millijoules) != 0) {
    search.refusals.push_back(name + ": has no energy counter");
  } else {
    search.sensors.push_back(std::make_unique<NvmlSensor>(nvml, device, std::move(name)));
  }
}

/// Empty, with a refusal, where there is no NVML.
std::optional<Nvml> load_nvml(SensorSearch& search) {
  std::optional<Nvml> nvml = Nvml::load();
  if (!nvml) search.refusals.emplace_back("NVML: libnvidia-ml.so.1 is not there or does not start");
  return nvml;
}

}  // namespace

SensorSearch find_nvml_sensors() {
  SensorSearch search;
  const std::optional<Nvml> nvml = load_nvml(search);
  if (!nvml) return search;
  unsigned count = 0;
  if (nvml->count(&count) != 0) count = 0;
  for (unsigned i = 0; i < count; ++i) {
    Nvml::Device device = nullptr;
    const bool found = nvml->handle(i, &device) == 0;
    add_gpu(search, *nvml, found, device, std::to_string(i));
  }
  return search;
}

SensorSearch find_nvml_sensor(const std::string& pci_bus_id) {
  SensorSearch search;
  const std::optional<Nvml> nvml = load_nvml(search);
  if (!nvml) return search;
  Nvml::Device device = nullptr;
  const bool found = nvml->handle_at(pci_bus_id.c_str(), &device) == 0;
  add_gpu(search, *nvml, found, device, pci_bus_id);
  return search;
}

}  // namespace colonnade::ledger
