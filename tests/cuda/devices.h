#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cuda/device.h>

namespace colonnade::cuda::testing {

/// The devices that this machine has: always the emulated one, and a GPU where one can be used.
std::vector<std::string> device_names();
std::shared_ptr<Device> device_named(const std::string& name);

/// A test for every device.
class OnDevice : public ::testing::TestWithParam<std::string> {
 protected:
  std::shared_ptr<Device> device = device_named(GetParam());
  [[nodiscard]] bool emulated() const { return GetParam() == "emulated"; }
};

inline std::string name_of(const ::testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace colonnade::cuda::testing
