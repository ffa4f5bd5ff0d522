#include "device_requirements.h"

#include <gtest/gtest.h>

#include <colonnade/cuda/device.h>

namespace colonnade::cuda::testing {
namespace {

template <class Call>
std::string message(const Call& call) {
  try {
    call();
  } catch (const DeviceError& error) {
    return error.what();
  }
  return "nothing";
}

TEST(DeviceRequirements, ADriverMustBeThereAndKnowTheMajorVersion) {
  EXPECT_EQ(message([] { require_driver(0, 13000); }), "CUDA: no NVIDIA driver is installed");
  EXPECT_EQ(message([] { require_driver(12090, 13010); }),
            "CUDA: the driver is too old: it knows CUDA 12.9, this program needs 13.0");
  EXPECT_EQ(message([] { require_driver(13000, 13010); }), "nothing") << "minor versions are compatible";
  EXPECT_EQ(message([] { require_driver(14000, 13010); }), "nothing");
}

TEST(DeviceRequirements, TuringIsTheOldest) {
  EXPECT_EQ(message([] { require_capability("Tesla V100", 7, 0); }),
            "CUDA: Tesla V100 has compute capability 7.0; at least 7.5 (Turing) is needed");
  EXPECT_EQ(message([] { require_capability("GeForce GTX 1080", 6, 1); }),
            "CUDA: GeForce GTX 1080 has compute capability 6.1; at least 7.5 (Turing) is needed");
  for (const auto& [major, minor] : {std::pair{7, 5}, {8, 0}, {9, 0}, {12, 0}}) {
    EXPECT_EQ(message([&, a = major, b = minor] { require_capability("", a, b); }), "nothing");
  }
}

}  // namespace
}  // namespace colonnade::cuda::testing
