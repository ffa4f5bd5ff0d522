#include "devices.h"

#include "emulated_device.h"

namespace colonnade::cuda::testing {
namespace {

// Opened once; empty with the reason where there is none.
struct Gpu {
  std::shared_ptr<Device> device;
  std::string reason;
  Gpu() {
    try {
      device = open_device();
    } catch (const DeviceError& error) {
      reason = error.what();
    }
  }
};

const Gpu& gpu() {
  static const Gpu found;
  return found;
}

}  // namespace

std::vector<std::string> device_names() {
  std::vector<std::string> names{"emulated"};
  if (gpu().device) names.emplace_back("gpu");
  return names;
}

std::shared_ptr<Device> device_named(const std::string& name) {
  if (name == "gpu") return gpu().device;
  return std::make_shared<EmulatedDevice>();
}

// All other tests run on it, too, where it is there.
TEST(Gpu, IsThere) {
  if (!gpu().device) GTEST_SKIP() << gpu().reason;
  EXPECT_FALSE(gpu().device->info().name.empty());
}

}  // namespace colonnade::cuda::testing
