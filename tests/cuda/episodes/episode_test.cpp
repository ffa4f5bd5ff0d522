// Whole episodes, decided by columns that compute on each device as by columns that compute on the processor.

#include <array>
#include <optional>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/region.h>
#include <colonnade/cuda/device_kernels.h>

#include "devices.h"
#include "emulated_device.h"
#include "kernels/hypothesis.h"
#include "synthetic_objects.h"

namespace colonnade::cuda::testing {
namespace {

using cortex::Column;
using cortex::Percept;
using cortex::Pose;
using cortex::Sensation;

/// Few hypotheses and proposals: stepping through kernels takes its time.
cortex::ColumnOptions small_options() {
  cortex::ColumnOptions options;
  options.max_hypotheses = 80;
  options.burst_segments = 12;
  options.pairs_per_proposal = 1;
  options.candidates_per_pair = 25;
  options.refined_per_sensation = 2;
  options.working_memory = 12;  // so that the oldest must leave
  return options;
}

/// Three objects, learned once.
const std::shared_ptr<cortex::Memory>& learned() {
  static const auto memory = [] {
    Column column(small_options());
    cortex::testing::learn_shape(column, "box", cortex::testing::box, 300);
    cortex::testing::learn_shape(column, "cylinder", cortex::testing::two_coloured_cylinder, 300);
    cortex::testing::learn_shape(column, "L", cortex::testing::l_shape, 300);
    column.reset();
    return column.shared_memory();
  }();
  return memory;
}

/// One after another: what each of the columns senses, now and then nothing.
using Recording = std::vector<std::vector<std::optional<Sensation>>>;

Recording record(cortex::testing::Shape shape, std::size_t columns, int count, std::uint64_t seed) {
  cortex::RandomStream random = cortex::testing::test_stream(900 + seed);
  const Pose X_WO = cortex::testing::random_pose(random);
  Recording recording(static_cast<std::size_t>(count));
  for (std::size_t c = 0; c < columns; ++c) {
    const auto sensations = cortex::testing::episode(shape, X_WO, count, seed + c);
    for (std::size_t i = 0; i < recording.size(); ++i) {
      recording[i].emplace_back(sensations[i]);
      if ((i + c) % 9 == 8) recording[i].back()->on_surface = false;
      if (columns > 1 && (i + 2 * c) % 7 == 6) recording[i].back().reset();
    }
  }
  return recording;
}

/// What a region on these kernels makes of the recording, after each step.
std::vector<Percept> percepts(const cortex::kernels::HypothesisKernels& kernels, const Recording& recording) {
  std::vector<Column> columns;
  for (std::size_t c = 0; c < recording[0].size(); ++c) {
    columns.emplace_back(learned(), small_options()).use_kernels(kernels);
  }
  cortex::Region region(std::move(columns));
  region.reset();
  std::vector<Percept> all;
  for (const auto& now : recording) {
    region.sense(now);
    (void)region.goal();
    all.push_back(region.percept());
  }
  return all;
}

void expect_same_decisions(const std::vector<Percept>& found, const std::vector<Percept>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE(i);
    ASSERT_EQ(found[i].decided, expected[i].decided);
    ASSERT_EQ(found[i].ranked_count, expected[i].ranked_count);
    ASSERT_EQ(found[i].pose_count, expected[i].pose_count);
    for (std::size_t r = 0; r < found[i].ranked_count; ++r) {
      ASSERT_EQ(found[i].ranked[r].object, expected[i].ranked[r].object);
      ASSERT_EQ(found[i].ranked[r].evidence, expected[i].ranked[r].evidence);
      ASSERT_EQ(found[i].ranked[r].X_WO.matrix(), expected[i].ranked[r].X_WO.matrix());
    }
  }
}

constexpr std::array<cortex::testing::Shape, 3> kShapes = {cortex::testing::box, cortex::testing::two_coloured_cylinder,
                                                           cortex::testing::l_shape};

class EpisodesOn : public OnDevice {};
INSTANTIATE_TEST_SUITE_P(Device, EpisodesOn, ::testing::ValuesIn(device_names()), name_of);

TEST_P(EpisodesOn, AreDecidedAsOnTheProcessor) {
  const auto& processor = cortex::kernels::hypothesis_kernels();
  const DeviceKernels kernels(device, processor, [](const std::string& line) { FAIL() << line; });
  std::size_t recognised = 0;
  for (std::uint32_t shape = 0; shape < kShapes.size(); ++shape) {
    SCOPED_TRACE(shape);
    const Recording recording = record(kShapes[shape], 1, 24, shape);
    const auto expected = percepts(processor, recording);
    expect_same_decisions(percepts(kernels.table(), recording), expected);
    recognised += expected.back().object() == cortex::ObjectId(shape) ? 1 : 0;
  }
  EXPECT_GE(recognised, 2U) << "the episodes are no recognitions";
}

TEST_P(EpisodesOn, OfVotingColumnsAreDecidedAsOnTheProcessor) {
  const auto& processor = cortex::kernels::hypothesis_kernels();
  const DeviceKernels kernels(device, processor, [](const std::string& line) { FAIL() << line; });
  const Recording recording = record(cortex::testing::l_shape, 2, 12, 5);
  expect_same_decisions(percepts(kernels.table(), recording), percepts(processor, recording));
}

// The device is lost in the middle: what was learned is there, and the episode ends as it would have.
TEST(EpisodeOnADeviceThatBreaks, IsDecidedAllTheSame) {
  const auto& processor = cortex::kernels::hypothesis_kernels();
  const auto device = std::make_shared<EmulatedDevice>();
  std::vector<std::string> lines;
  const DeviceKernels kernels(device, processor, [&](const std::string& line) { lines.push_back(line); });
  device->break_after(200);
  const Recording recording = record(cortex::testing::two_coloured_cylinder, 1, 24, 1);
  expect_same_decisions(percepts(kernels.table(), recording), percepts(processor, recording));
  EXPECT_EQ(lines, std::vector<std::string>{
                       "emulated GPU: fell off its bus; the processor goes on from here, with the same results"});
  EXPECT_EQ(learned()->object_count(), 3U);
}

}  // namespace
}  // namespace colonnade::cuda::testing
