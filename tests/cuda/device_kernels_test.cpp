// The hypothesis kernels of every device against the processor's bodies: floating point, and still every bit, because
// no device fuses or reorders what the bodies add.

#include <colonnade/cuda/device_kernels.h>

#include <cstring>
#include <thread>

#include "devices.h"
#include "emulated_device.h"
#include "kernels/hypothesis.h"
#include "processor_kernels.h"
#include "synthetic_model.h"

namespace colonnade::cuda::testing {
namespace {

using namespace cortex::kernels;

class HypothesisKernelsOn : public OnDevice {};
INSTANTIATE_TEST_SUITE_P(Device, HypothesisKernelsOn, ::testing::ValuesIn(device_names()), name_of);

/// Poses of which most put the sensation near a segment, and some nowhere.
std::vector<PoseView> some_poses(const SyntheticModel& model, const SensedView& sensed, std::size_t count,
                                 std::mt19937& random) {
  std::vector<PoseView> poses;
  const std::uint32_t segments = model.view().segment_count;
  for (std::size_t i = 0; i < count; ++i) {
    poses.push_back(model.pose_near(static_cast<std::uint32_t>(random()) % segments, sensed.p, random));
    if (i % 7 == 6) poses.back().t[0] += 1;
  }
  return poses;
}

void expect_same_bits(const std::vector<Match>& found, const std::vector<Match>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    ASSERT_EQ(found[i].segment, expected[i].segment) << i;
    ASSERT_EQ(std::memcmp(&found[i].evidence, &expected[i].evidence, sizeof(float)), 0)
        << i << ": " << found[i].evidence << " is not " << expected[i].evidence;
  }
}

TEST_P(HypothesisKernelsOn, GiveTheProcessorsBits) {
  const SyntheticModel model(5, 300);
  const DeviceKernels kernels(device, processor_kernels(), [](const std::string& line) { FAIL() << line; });
  std::mt19937 random(3);
  int on_a_model = 0;
  for (const std::uint32_t count : {1U, 2U, 7U, 8U, 9U, 15U, 16U, 17U, 100U, 257U}) {
    SensedView sensed = model.sensed_at(count, 0.002F, random);
    sensed.on_surface = count % 5 == 2 ? 0 : 1;
    const auto poses = some_poses(model, sensed, count, random);
    std::vector<Match> expected(count), found(count, {-777.0F, 777});
    Work expected_work{}, work{};
    processor_kernels().step(model.view(), sensed, poses.data(), count, expected.data(), expected_work);
    kernels.table().step(model.view(), sensed, poses.data(), count, found.data(), work);
    expect_same_bits(found, expected);
    EXPECT_EQ(work.evaluations, expected_work.evaluations);
    EXPECT_EQ(work.candidates, expected_work.candidates);
    EXPECT_EQ(work.encodings, expected_work.encodings);
    for (const Match& match : found) on_a_model += match.segment != kNoSegment ? 1 : 0;
  }
  EXPECT_GT(on_a_model, 200);
}

TEST_P(HypothesisKernelsOn, ReplayGivesTheProcessorsBits) {
  const SyntheticModel model(3, 300);
  const DeviceKernels kernels(device, processor_kernels(), [](const std::string& line) { FAIL() << line; });
  std::mt19937 random(4);
  for (const std::uint32_t count : {1U, 3U, 16U, 40U}) {
    std::vector<SensedView> sensed;
    for (std::uint32_t i = 0; i < count; ++i) {
      sensed.push_back(model.sensed_at(20 * i, 0.003F, random));
      sensed.back().on_surface = i % 6 == 5 ? 0 : 1;
    }
    for (const PoseView& pose : some_poses(model, sensed[0], 6, random)) {
      std::vector<Match> expected(count), found(count, {-777.0F, 777});
      Work work{};
      const float sum = processor_kernels().replay(model.view(), sensed.data(), count, pose, expected.data(), work);
      EXPECT_EQ(kernels.table().replay(model.view(), sensed.data(), count, pose, found.data(), work), sum);
      expect_same_bits(found, expected);
    }
  }
}

TEST_P(HypothesisKernelsOn, ServesSeveralThreadsAndModels) {
  const SyntheticModel first(2, 200, 1), second(3, 150, 2);
  const DeviceKernels kernels(device, processor_kernels(), [](const std::string& line) { FAIL() << line; });
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const SyntheticModel& model = t % 2 == 0 ? first : second;
      std::mt19937 random(t);
      for (int round = 0; round < 4; ++round) {
        const SensedView sensed = model.sensed_at(t + 10, 0.002F, random);
        const auto poses = some_poses(model, sensed, 50, random);
        std::vector<Match> expected(50), found(50);
        Work work{};
        processor_kernels().step(model.view(), sensed, poses.data(), 50, expected.data(), work);
        kernels.table().step(model.view(), sensed, poses.data(), 50, found.data(), work);
        expect_same_bits(found, expected);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

/// Steps once and compares with the processor.
void expect_right_step(const DeviceKernels& kernels, const SyntheticModel& model) {
  std::mt19937 random(6);
  const SensedView sensed = model.sensed_at(1, 0.002F, random);
  const auto poses = some_poses(model, sensed, 20, random);
  std::vector<Match> expected(20), found(20);
  Work expected_work{}, work{};
  processor_kernels().step(model.view(), sensed, poses.data(), 20, expected.data(), expected_work);
  kernels.table().step(model.view(), sensed, poses.data(), 20, found.data(), work);
  expect_same_bits(found, expected);
  EXPECT_EQ(work.candidates, expected_work.candidates) << "work counted twice or not at all";
}

TEST(DeviceKernels, CallsThatAreTooSmallAreTheProcessors) {
  const SyntheticModel model(1, 100);
  const DeviceKernels always(std::make_shared<EmulatedDevice>(), processor_kernels(), {});
  expect_right_step(always, model);
  EXPECT_EQ(always.device_calls(), 1U);

  DeviceKernels kernels(std::make_shared<EmulatedDevice>(), processor_kernels(), {});
  std::mt19937 random(7);
  const std::vector<SensedView> sensed(20, model.sensed_at(1, 0.002F, random));
  const PoseView pose = model.pose_near(1, sensed[0].p, random);
  std::vector<Match> matches(20);
  const auto replay = [&](const HypothesisKernels& by) {
    Work work{};
    return by.replay(model.view(), sensed.data(), 20, pose, matches.data(), work);
  };
  for (const std::size_t fewer_than : {21U, 20U}) {
    kernels.leave_to_processor(fewer_than);
    expect_right_step(kernels, model);
    EXPECT_EQ(replay(kernels.table()), replay(processor_kernels()));
    EXPECT_EQ(kernels.device_calls(), fewer_than == 20 ? 2U : 0U);
  }
}

TEST(DeviceThatBreaks, TheProcessorGoesOnAndTheUserHearsOnce) {
  const auto device = std::make_shared<EmulatedDevice>();
  const SyntheticModel model(2, 100);
  std::vector<std::string> lines;
  const DeviceKernels kernels(device, processor_kernels(), [&](const std::string& line) { lines.push_back(line); });
  expect_right_step(kernels, model);
  EXPECT_TRUE(kernels.device_works());
  device->break_after(2);
  for (int i = 0; i < 5; ++i) expect_right_step(kernels, model);
  EXPECT_FALSE(kernels.device_works());
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], "emulated GPU: fell off its bus; the processor goes on from here, with the same results");
}

TEST(DeviceWithoutRoom, OlderModelsGiveWay) {
  const SyntheticModel first(2, 300, 1), second(2, 300, 2), third(2, 300, 3);
  const auto fail = [](const std::string& line) { FAIL() << line; };
  const auto large = std::make_shared<EmulatedDevice>();
  const DeviceKernels kernels_with_room(large, processor_kernels(), fail);
  expect_right_step(kernels_with_room, first);
  const auto device = std::make_shared<EmulatedDevice>(large->allocated_bytes() * 3 / 2);  // not two of them
  const DeviceKernels kernels(device, processor_kernels(), fail);
  for (const SyntheticModel* model : {&first, &second, &third, &third, &first}) expect_right_step(kernels, *model);
  EXPECT_EQ(kernels.device_calls(), 5U) << "the processor has done some";
}

TEST(DeviceWithoutRoom, TheProcessorTakesTheModelsThatDoNotFit) {
  const SyntheticModel small(1, 20), large(20, 400);
  const auto device = std::make_shared<EmulatedDevice>(std::size_t{1} << 20);
  std::vector<std::string> lines;
  const DeviceKernels kernels(device, processor_kernels(), [&](const std::string& line) { lines.push_back(line); });
  expect_right_step(kernels, small);
  EXPECT_EQ(device->launches(), 1);
  EXPECT_EQ(kernels.device_calls(), 1U);
  expect_right_step(kernels, large);
  expect_right_step(kernels, large);
  EXPECT_EQ(device->launches(), 1) << "the large model cannot have been there";
  expect_right_step(kernels, small);
  EXPECT_EQ(device->launches(), 2);
  EXPECT_EQ(kernels.device_calls(), 2U);
  EXPECT_TRUE(kernels.device_works());
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("out of memory; the processor computes with this model"), std::string::npos) << lines[0];
  device->break_after(0);  // which is another matter
  expect_right_step(kernels, small);
  expect_right_step(kernels, small);
  EXPECT_FALSE(kernels.device_works());
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1], "emulated GPU: fell off its bus; the processor goes on from here, with the same results");
}

}  // namespace
}  // namespace colonnade::cuda::testing
