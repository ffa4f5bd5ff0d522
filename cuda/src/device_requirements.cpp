#include "device_requirements.h"

#include <utility>

#include <colonnade/cuda/device.h>

namespace colonnade::cuda {
namespace {

constexpr std::pair kTuring{7, 5};

std::string version_text(int version) {
  return std::to_string(version / 1000) + '.' + std::to_string(version % 1000 / 10);
}

}  // namespace

void require_driver(int driver, int runtime) {
  if (driver == 0) throw DeviceError("CUDA: no NVIDIA driver is installed");
  if (driver / 1000 < runtime / 1000) {
    throw DeviceError("CUDA: the driver is too old: it knows CUDA " + version_text(driver) + ", this program needs " +
                      version_text(runtime / 1000 * 1000));
  }
}

void require_capability(const std::string& device, int major, int minor) {
  if (std::pair{major, minor} >= kTuring) return;
  throw DeviceError("CUDA: " + device + " has compute capability " + std::to_string(major) + '.' +
                    std::to_string(minor) + "; at least 7.5 (Turing) is needed");
}

}  // namespace colonnade::cuda
