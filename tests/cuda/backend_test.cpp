#include <colonnade/cuda/backend.h>

#include <cmath>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "device_requirements.h"
#include "emulated_device.h"
#include "kernels/hypothesis.h"
#include "processor_kernels.h"
#include "synthetic_model.h"

namespace colonnade::cuda::testing {
namespace {

std::shared_ptr<Device> no_driver() { throw DeviceError("CUDA: no NVIDIA driver is installed"); }
std::shared_ptr<Device> emulated() { return std::make_shared<EmulatedDevice>(); }

struct Heard {
  std::vector<std::string> lines;
  BackendChoice::Report report = [this](const std::string& line) { lines.push_back(line); };
};

TEST(Backend, NamesAreThreeAndOthersAreRefused) {
  EXPECT_EQ(parse_backend("auto"), Backend::automatic);
  EXPECT_EQ(parse_backend("cpu"), Backend::cpu);
  EXPECT_EQ(parse_backend("cuda"), Backend::cuda);
  EXPECT_THROW((void)parse_backend("gpu"), InputError);
}

TEST(Backend, TheCrossoverIsWhereBothTakeAsLong) {
  EXPECT_DOUBLE_EQ(crossover({0, 400e-9}, {40e-6, 0}), 100);
  EXPECT_DOUBLE_EQ(crossover({50e-6, 400e-9}, {40e-6, 10e-9}), 0);
  EXPECT_TRUE(std::isinf(crossover({0, 10e-9}, {40e-6, 20e-9})));
}

TEST(Backend, WithoutADeviceAutoTakesTheProcessorAndSaysWhy) {
  Heard heard;
  BackendChoice choice(Backend::automatic, processor_kernels(), heard.report, no_driver);
  const SyntheticModel model(1, 50);
  choice.decide(model.view(), 1000000);
  EXPECT_EQ(&choice.kernels(), &processor_kernels());
  ASSERT_EQ(heard.lines.size(), 1U);
  EXPECT_EQ(heard.lines[0], "Backend: processor (CUDA: no NVIDIA driver is installed)");
}

TEST(Backend, WithoutADeviceAskingForItIsBadInput) {
  Heard heard;
  try {
    const BackendChoice choice(Backend::cuda, processor_kernels(), heard.report, no_driver);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "--backend cuda: CUDA: no NVIDIA driver is installed");
  }
}

TEST(Backend, ADeviceAskedForIsTaken) {
  Heard heard;
  BackendChoice choice(Backend::cuda, processor_kernels(), heard.report, emulated);
  EXPECT_STREQ(choice.kernels().name, "emulated GPU");
  EXPECT_EQ(heard.lines, std::vector<std::string>{"Backend: emulated GPU (as asked)"});
}

TEST(Backend, AutoMeasuresBothAndSaysWhatItFound) {
  Heard heard;
  BackendChoice choice(Backend::automatic, processor_kernels(), heard.report, emulated);
  EXPECT_TRUE(heard.lines.empty());
  const SyntheticModel model(1, 3);
  choice.decide(model.view(), 1000);
  EXPECT_EQ(&choice.kernels(), &processor_kernels()) << "stepping through a kernel cannot be quicker than running it";
  ASSERT_EQ(heard.lines.size(), 1U);
  EXPECT_NE(heard.lines[0].find("the processor is quicker at any size: a step costs "), std::string::npos)
      << heard.lines[0];
}

TEST(Backend, ADeviceThatFailsWhileItIsMeasuredIsNotTaken) {
  Heard heard;
  BackendChoice choice(Backend::automatic, processor_kernels(), heard.report, [] {
    const auto device = std::make_shared<EmulatedDevice>();
    device->break_after(3);
    return device;
  });
  const SyntheticModel model(1, 3);
  choice.decide(model.view(), 1000000000);
  EXPECT_EQ(&choice.kernels(), &processor_kernels());
  EXPECT_EQ(heard.lines, (std::vector<std::string>{
                             "emulated GPU: fell off its bus; the processor goes on from here, with the same results",
                             "Backend: processor (emulated GPU failed while it was measured)"}));
}

TEST(Backend, ADeviceWithoutRoomForTheModelIsNotTaken) {
  Heard heard;
  BackendChoice choice(Backend::automatic, processor_kernels(), heard.report,
                       [] { return std::make_shared<EmulatedDevice>(1000); });
  const SyntheticModel model(1, 50);
  choice.decide(model.view(), 1000000000);  // so many that any device would be taken that has been measured
  EXPECT_EQ(&choice.kernels(), &processor_kernels());
  ASSERT_EQ(heard.lines.size(), 2U);
  EXPECT_NE(heard.lines[0].find("out of memory; the processor computes with this model"), std::string::npos)
      << heard.lines[0];
  EXPECT_EQ(
      heard.lines[1],
      "Backend: processor (emulated GPU did 0 of the 20 steps that measure it: the learned model does not fit into "
      "its memory, or is empty)");
}

TEST(Backend, AnEmptyModelIsTheProcessors) {
  Heard heard;
  BackendChoice choice(Backend::automatic, processor_kernels(), heard.report, emulated);
  const SyntheticModel model(0, 0);
  choice.decide(model.view(), 1000);
  EXPECT_EQ(&choice.kernels(), &processor_kernels());
  EXPECT_EQ(heard.lines.size(), 1U);
}

TEST(Backend, ADeviceThatIsTooOldIsNamed) {
  const auto too_old = []() -> std::shared_ptr<Device> {
    require_capability("Tesla V100", 7, 0);
    return std::make_shared<EmulatedDevice>();
  };
  Heard heard;
  const BackendChoice choice(Backend::automatic, processor_kernels(), heard.report, too_old);
  EXPECT_EQ(&choice.kernels(), &processor_kernels());
  EXPECT_EQ(heard.lines,
            std::vector<std::string>{"Backend: processor (CUDA: Tesla V100 has compute capability 7.0; at least 7.5 "
                                     "(Turing) is needed)"});
  EXPECT_THROW(BackendChoice(Backend::cuda, processor_kernels(), heard.report, too_old), InputError);
}

TEST(Backend, AModelWithoutSegmentsCostsNothing) {
  const SyntheticModel model(0, 0);
  const StepCost cost = measure_step_cost(processor_kernels(), model.view(), 100);
  EXPECT_EQ(cost.first, 0);
  EXPECT_EQ(cost.each, 0);
}

}  // namespace
}  // namespace colonnade::cuda::testing
