#pragma once

#include <string>

namespace colonnade::cuda {

/// @param driver the newest CUDA that the driver knows, 0 without one. @param runtime that of this program. Both as
/// CUDA writes versions: 1000 major + 10 minor. @throws DeviceError that says what is missing.
void require_driver(int driver, int runtime);

/// @throws DeviceError that names the device when it is older than Turing, the oldest that kernels are compiled for.
void require_capability(const std::string& device, int major, int minor);

}  // namespace colonnade::cuda
