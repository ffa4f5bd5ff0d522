// Many columns stepped together on every device, against one after the other on the processor with the column's own
// classes: the same hypotheses, in the same order, with the same bits of evidence, after every step of an episode.

#include <colonnade/cuda/column_batch.h>

#include <algorithm>
#include <cstring>
#include <random>

#include <colonnade/cortex/error.h>

#include "devices.h"
#include "emulated_device.h"
#include "hypotheses.h"
#include "kernels/kernel_list.h"
#include "processor_kernels.h"
#include "synthetic_model.h"

namespace colonnade::cuda::testing {
namespace {

using cortex::Hypotheses;
using kernels::kNoSegment;
using kernels::Match;
using kernels::ModelView;
using kernels::PoseView;
using kernels::Request;
using kernels::SensedView;
using kernels::Work;

/// A batch as columns and regions do it, one thing at a time.
class Reference {
 public:
  Reference(const ModelView& model, const ColumnBatch::Options& options) : model_(model), options_(options) {
    std::uint32_t columns = 0;
    for (const std::uint32_t size : options.region_sizes) columns += size;
    columns_.resize(columns);
    for (auto& column : columns_) {
      column.hypotheses.reserve(options.hypotheses, options.hypotheses_per_object, model.object_count);
    }
    joint_.resize(options.region_sizes.size());
  }

  Hypotheses& hypotheses(std::size_t column) { return columns_[column].hypotheses; }
  [[nodiscard]] const ColumnBatch::Population& judged(std::size_t region) const { return joint_[region]; }

  void step(std::span<const SensedView> newest, std::span<const std::uint32_t> has_newest,
            std::span<const Request> requests, std::span<const std::uint32_t> request_sizes) {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      step_column(columns_[c], newest[c], has_newest[c] != 0,
                  requests.subspan(c * options_.requests, request_sizes[c]));
    }
    std::size_t first = 0;
    for (std::size_t r = 0; r < joint_.size(); ++r) {
      vote(joint_[r], std::span(columns_).subspan(first, options_.region_sizes[r]));
      first += options_.region_sizes[r];
    }
  }

 private:
  struct OneColumn {
    Hypotheses hypotheses;
    std::vector<SensedView> sensed;
  };

  [[nodiscard]] float replay(const OneColumn& column, const PoseView& pose) const {
    std::vector<Match> matches(column.sensed.size());
    Work work{};
    return processor_kernels().replay(model_, column.sensed.data(), static_cast<std::uint32_t>(column.sensed.size()),
                                      pose, matches.data(), work);
  }

  [[nodiscard]] float fit(const SensedView& sensed, std::uint32_t segment) const {
    return kernels::feature_evidence<kernels::WordOps>(sensed.weights, sensed.feature, model_.codes[segment].feature,
                                                       model_.geometry[segment].saturation);
  }

  void step_column(OneColumn& column, const SensedView& newest, bool has_newest,
                   std::span<const Request> requests) const {
    Hypotheses& hypotheses = column.hypotheses;
    if (has_newest) {
      if (column.sensed.size() == options_.remembered) column.sensed.erase(column.sensed.begin());
      column.sensed.push_back(newest);
      std::vector<Match> matches(hypotheses.size());
      Work work{};
      processor_kernels().step(model_, newest, hypotheses.poses().data(), static_cast<std::uint32_t>(hypotheses.size()),
                               matches.data(), work);
      for (std::size_t i = 0; i < matches.size(); ++i) hypotheses.add_evidence(i, matches[i].evidence);
    }
    hypotheses.rank();
    hypotheses.prune(options_.prune_range);
    const float best = hypotheses.best() == Hypotheses::kNone ? 0 : hypotheses.evidence(hypotheses.best());
    for (const Request& request : requests) {
      const SensedView& s1 = column.sensed[request.sensed1];
      if (fit(s1, request.first) < request.least_feature) continue;
      PoseView pose{};
      if (request.second == kNoSegment) {
        pose = kernels::burst_pose(s1, model_.geometry[request.first], request.object, request.sine, request.cosine);
      } else {
        const SensedView& s2 = column.sensed[request.sensed2];
        if (fit(s2, request.second) < request.least_feature) continue;
        if (!kernels::pair_pose(s1, s2, model_.geometry[request.first], model_.geometry[request.second], request.object,
                                pose)) {
          continue;
        }
      }
      const float evidence = replay(column, pose);
      if (evidence >= best - options_.prune_range) hypotheses.insert(pose, evidence, 0);
    }
    hypotheses.rank();
  }

  /// A column's votes: the best of those that may stand.
  static std::vector<PoseView> votes_of(const Hypotheses& hypotheses) {
    std::vector<std::uint32_t> standing;
    for (std::uint32_t i = 0; i < hypotheses.size(); ++i) {
      const std::uint32_t object = hypotheses.pose(i).object;
      if (hypotheses.best_of_object()[object] == i || object == hypotheses.pose(hypotheses.best()).object) {
        standing.push_back(i);
      }
    }
    std::stable_sort(standing.begin(), standing.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return hypotheses.evidence(a) > hypotheses.evidence(b); });
    std::vector<PoseView> votes;
    for (std::size_t i = 0; i < std::min<std::size_t>(standing.size(), kernels::kVotesPerColumn); ++i) {
      votes.push_back(hypotheses.pose(standing[i]));
    }
    return votes;
  }

  void vote(ColumnBatch::Population& joint, std::span<const OneColumn> columns) const {
    std::vector<PoseView> judged = joint.poses;
    for (const OneColumn& column : columns) {
      for (const PoseView& pose : votes_of(column.hypotheses)) {
        const bool known = std::any_of(judged.begin(), judged.end(),
                                       [&](const PoseView& other) { return cortex::alike(other, pose); });
        if (!known && judged.size() < options_.judged) judged.push_back(pose);
      }
    }
    std::vector<float> evidence;
    for (const PoseView& pose : judged) {
      float sum = 0;
      for (const OneColumn& column : columns) sum += replay(column, pose);
      evidence.push_back(sum);
    }
    // Pruned as hypotheses are. What is alike after all stays: only votes are compared with what is there.
    std::vector<std::uint32_t> order(judged.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::vector<bool> stays(judged.size());
    for (std::size_t i = 0; i < judged.size(); ++i) {
      float best = evidence[i], best_of_object = evidence[i];
      std::size_t leader = i;
      for (std::size_t j = 0; j < judged.size(); ++j) {
        best = std::max(best, evidence[j]);
        if (judged[j].object == judged[i].object &&
            (evidence[j] > best_of_object || (evidence[j] == best_of_object && j < leader))) {
          best_of_object = evidence[j];
          leader = j;
        }
      }
      stays[i] = kernels::survives(evidence[i], leader == i, best, 1.5F * options_.prune_range);
    }
    for (std::size_t i = judged.size(); i-- > 0;) {
      if (stays[order[i]]) continue;
      order[i] = order.back();
      order.pop_back();
    }
    joint = {};
    for (const std::uint32_t i : order) {
      joint.poses.push_back(judged[i]);
      joint.evidence.push_back(evidence[i]);
    }
  }

  ModelView model_;
  ColumnBatch::Options options_;
  std::vector<OneColumn> columns_;
  std::vector<ColumnBatch::Population> joint_;
};

void expect_same(const ColumnBatch::Population& found, std::span<const PoseView> poses,
                 const std::vector<float>& evidence) {
  ASSERT_EQ(found.poses.size(), poses.size());
  for (std::size_t i = 0; i < poses.size(); ++i) {
    ASSERT_EQ(std::memcmp(&found.evidence[i], &evidence[i], sizeof(float)), 0)
        << i << ": " << found.evidence[i] << " is not " << evidence[i];
    ASSERT_EQ(found.poses[i].object, poses[i].object) << i;
    ASSERT_EQ(std::memcmp(found.poses[i].R, poses[i].R, sizeof poses[i].R), 0) << i;
    ASSERT_EQ(std::memcmp(found.poses[i].t, poses[i].t, sizeof poses[i].t), 0) << i;
  }
}

class ColumnBatchOn : public OnDevice {};
INSTANTIATE_TEST_SUITE_P(Device, ColumnBatchOn, ::testing::ValuesIn(device_names()), name_of);

/// What is sensed and asked for in one step of all columns, all on object `object` in the pose it was learned in.
struct Step {
  std::vector<SensedView> newest;
  std::vector<std::uint32_t> has_newest;
  std::vector<Request> requests;
  std::vector<std::uint32_t> request_sizes;

  Step(const SyntheticModel& model, std::uint32_t columns, std::uint32_t capacity, std::uint32_t object,
       std::uint32_t remembered, std::mt19937& random) {
    const std::uint32_t each = model.view().segment_count / model.objects();
    std::uniform_int_distribution<std::uint32_t> any(0, model.view().segment_count - 1);
    requests.resize(std::size_t{columns} * capacity);
    for (std::uint32_t c = 0; c < columns; ++c) {
      newest.push_back(model.sensed_at(object * each + static_cast<std::uint32_t>(random()) % each, 0.002F, random));
      has_newest.push_back(remembered > 0 && random() % 5 == 0 ? 0 : 1);
      if (random() % 6 == 0) newest.back().on_surface = 0;
      // In the first step every column is sure to remember one sensation; afterwards at least that one.
      request_sizes.push_back(static_cast<std::uint32_t>(random()) % (capacity + 1));
      for (std::uint32_t i = 0; i < request_sizes.back(); ++i) {
        Request& request = requests[std::size_t{c} * capacity + i];
        request.first = any(random);
        request.object = model.object_of(request.first);
        const float angle = static_cast<float>(i) * 0.785F;
        request.sine = std::sin(angle);
        request.cosine = std::cos(angle);
        request.least_feature = random() % 3 == 0 ? -1.2F : -100;
        request.second = kNoSegment;
        // Two sensations that every column has by now; now and then one and the same, which fixes no pose.
        request.sensed2 = remembered > 4 && i % 4 != 0 ? 1 : 0;
        if (random() % 2 == 0) request.second = request.object * each + static_cast<std::uint32_t>(random()) % each;
      }
    }
  }
};

TEST_P(ColumnBatchOn, WholeEpisodesGoAsOnTheProcessor) {
  const SyntheticModel model(4, 120);
  ColumnBatch::Options options;
  options.region_sizes = {3, 1, 2};
  options.hypotheses = 40;
  options.hypotheses_per_object = 14;
  options.remembered = 6;
  options.requests = 9;
  options.judged = 10;
  options.prune_range = 9;
  ColumnBatch batch(device, model.view(), options);
  Reference reference(model.view(), options);
  ASSERT_EQ(batch.columns(), 6U);
  ASSERT_EQ(batch.regions(), 3U);
  std::mt19937 random(11);
  std::size_t most = 0, most_judged = 0;
  for (std::uint32_t n = 0; n < 12; ++n) {
    SCOPED_TRACE(n);
    const Step step(model, 6, options.requests, n < 8 ? 1 : 2, n, random);
    batch.step(step.newest, step.has_newest, step.requests, step.request_sizes);
    reference.step(step.newest, step.has_newest, step.requests, step.request_sizes);
    for (std::uint32_t c = 0; c < 6; ++c) {
      SCOPED_TRACE(c);
      const Hypotheses& expected = reference.hypotheses(c);
      std::vector<float> evidence;
      for (std::size_t i = 0; i < expected.size(); ++i) evidence.push_back(expected.evidence(i));
      expect_same(batch.population(c), expected.poses(), evidence);
      most = std::max(most, expected.size());
    }
    for (std::uint32_t r = 0; r < 3; ++r) {
      SCOPED_TRACE(r);
      expect_same(batch.judged(r), reference.judged(r).poses, reference.judged(r).evidence);
      most_judged = std::max(most_judged, reference.judged(r).poses.size());
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(most, 20U) << "hardly any hypotheses";
  EXPECT_GT(most_judged, 5U) << "hardly any votes";
}

// One column with more hypotheses than a block has threads, many of which go at once.
TEST_P(ColumnBatchOn, PrunesPopulationsOfEverySize) {
  const SyntheticModel model(5, 60);
  std::mt19937 random(12);
  for (const std::uint32_t size : {0U, 1U, 2U, 15U, 16U, 17U, 255U, 256U, 257U, 600U}) {
    SCOPED_TRACE(size);
    ColumnBatch::Options options;
    options.region_sizes = {1};
    options.hypotheses = std::max(1U, size);
    options.hypotheses_per_object = options.hypotheses;
    options.requests = 0;
    ColumnBatch batch(device, model.view(), options);
    Reference reference(model.view(), options);
    const SensedView sensed = model.sensed_at(3, 0, random);
    std::vector<PoseView> poses;
    std::vector<float> evidence;
    for (std::uint32_t i = 0; i < size; ++i) {
      poses.push_back(model.pose_near(static_cast<std::uint32_t>(random()) % 300, sensed.p, random));
      evidence.push_back(uniform(random, -20, 20));
      if (i % 8 == 1) evidence[i] = evidence[i - 1];  // ties
      // Not insert(), which would leave out what is alike.
      reference.hypotheses(0).insert({{}, {static_cast<float>(i), 0, 0}, poses[i].object}, evidence[i], 0);
      reference.hypotheses(0).refine(i, poses[i], evidence[i], 0);
    }
    batch.set_population(0, poses, evidence);
    const std::uint32_t yes = 1, none = 0;
    batch.step({&sensed, 1}, {&yes, 1}, {}, {&none, 1});
    reference.step({&sensed, 1}, {&yes, 1}, {}, {&none, 1});
    const Hypotheses& expected = reference.hypotheses(0);
    std::vector<float> left;
    for (std::size_t i = 0; i < expected.size(); ++i) left.push_back(expected.evidence(i));
    if (size > 100) {
      EXPECT_LT(left.size(), size);
    }
    expect_same(batch.population(0), expected.poses(), left);
    expect_same(batch.judged(0), reference.judged(0).poses, reference.judged(0).evidence);
  }
}

TEST(ColumnBatch, SizesThatCannotBeAreNamed) {
  const auto device = std::make_shared<EmulatedDevice>();
  const SyntheticModel model(1, 20);
  EXPECT_THROW(ColumnBatch(device, model.view(), {}), InputError);
  EXPECT_THROW(ColumnBatch(device, model.view(), {{2, 0}}), InputError);
  EXPECT_THROW(ColumnBatch(device, model.view(), {{70000}}), InputError);
  EXPECT_THROW(ColumnBatch(device, model.view(), {{2}, 4, 0}), InputError) << "no hypothesis could stand for an object";
  ColumnBatch batch(device, model.view(), {{2}, 4});
  EXPECT_THROW(batch.set_population(0, std::vector<PoseView>(5), std::vector<float>(5)), InputError);
  EXPECT_THROW(batch.set_population(2, {}, {}), InputError);
  EXPECT_THROW(batch.step({}, {}, {}, {}), InputError);
  EXPECT_THROW((void)batch.time_steps(1), InputError);
}

/// What step() says of a request; empty where it does it.
std::string answer_to(ColumnBatch& batch, const SensedView& sensed, std::uint32_t has_newest, const Request& request,
                      std::uint32_t size = 1) {
  const std::vector<Request> requests{{}, request};  // of a column that asks for nothing, and of another
  const std::vector<std::uint32_t> has{0, has_newest}, sizes{0, size};
  try {
    batch.step(std::vector(2, sensed), has, requests, sizes);
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(ColumnBatch, NumbersOfWhatIsNotThereAreRefusedAndNothingHappens) {
  const auto device = std::make_shared<EmulatedDevice>();
  const SyntheticModel model(2, 20);
  ColumnBatch::Options options;
  options.region_sizes = {2};
  options.hypotheses = 4;
  options.remembered = 3;
  options.requests = 1;
  ColumnBatch batch(device, model.view(), options);
  std::mt19937 random(14);
  const SensedView sensed = model.sensed_at(3, 0, random);
  const std::uint32_t none = kNoSegment;
  const auto answer = [&](std::uint32_t has_newest, const Request& request) {
    return answer_to(batch, sensed, has_newest, request);
  };
  const auto message = [](const std::string& what) { return "column batch: column 1: request 0: " + what; };
  // first, second, object, sensed1, sensed2, ...
  EXPECT_EQ(answer(0, {3, none, 0, 0, 0, 0, 1, -100}), message("sensed1 must be below 0 (got 0)"));
  EXPECT_EQ(answer(1, {40, none, 0, 0, 0, 0, 1, -100}), message("first must be below 40 (got 40)"));
  EXPECT_EQ(answer(1, {3, 40, 0, 0, 0, 0, 1, -100}), message("second must be below 40 (got 40)"));
  EXPECT_EQ(answer(1, {3, none, 2, 0, 0, 0, 1, -100}), message("object must be below 2 (got 2)"));
  EXPECT_EQ(answer(1, {3, none, 0, 1, 0, 0, 1, -100}), message("sensed1 must be below 1 (got 1)"));
  EXPECT_EQ(answer(1, {3, 4, 0, 0, 1, 0, 1, -100}), message("sensed2 must be below 1 (got 1)"));
  EXPECT_EQ(answer_to(batch, sensed, 1, {}, 2), "column batch: column 1 can have 1 requests in a step (got 2)");
  EXPECT_THROW((void)batch.population(2), InputError);
  EXPECT_THROW((void)batch.judged(1), InputError);
  EXPECT_EQ(device->launches(), 0);

  EXPECT_EQ(answer(1, {3, none, 0, 0, 9, 0, 1, -100}), "") << "without a second segment there is no second sensation";
  EXPECT_EQ(answer(0, {3, 4, 0, 0, 0, 0, 1, -100}), "");
  EXPECT_EQ(answer(0, {3, none, 0, 1, 0, 0, 1, -100}), message("sensed1 must be below 1 (got 1)"));
  EXPECT_EQ(answer(1, {3, 4, 0, 0, 1, 0, 1, -100}), "");
  EXPECT_THROW((void)batch.time_steps(0), InputError);
  (void)batch.time_steps(5);  // takes in as many more, but there is no room for so many
  EXPECT_EQ(answer(0, {3, 4, 0, 0, 2, 0, 1, -100}), "");
  EXPECT_EQ(answer(1, {3, 4, 0, 3, 2, 0, 1, -100}), message("sensed1 must be below 3 (got 3)"));
}

TEST(ColumnBatch, PopulationsOfUnknownObjectsAreRefused) {
  const SyntheticModel model(2, 20);
  ColumnBatch batch(std::make_shared<EmulatedDevice>(), model.view(), {{2}, 4});
  std::vector<PoseView> poses(3);
  const std::vector<float> evidence(3);
  poses[1].object = 1;
  EXPECT_NO_THROW(batch.set_population(1, poses, evidence));
  poses[2].object = 2;
  try {
    batch.set_population(1, poses, evidence);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_STREQ(error.what(), "column batch: column 1: pose 2: object must be below 2 (got 2)");
  }
}

TEST(ColumnBatch, ADeviceLostInTheMiddleIsNamedAndTheModelServesAnotherBatch) {
  const SyntheticModel model(2, 60);
  const std::uint32_t yes = 1, none = 0;
  ColumnBatch::Options options;
  options.region_sizes = {1};
  options.hypotheses = 8;
  options.requests = 0;
  std::mt19937 random(13);
  const SensedView sensed = model.sensed_at(3, 0, random);
  const std::vector poses{model.pose_near(3, sensed.p, random), model.pose_near(70, sensed.p, random)};
  const std::vector<float> evidence{1, 2};
  const auto step_once = [&](ColumnBatch& batch) {
    batch.step({&sensed, 1}, {&yes, 1}, {}, {&none, 1});
    return batch.population(0).evidence;
  };
  const auto device = std::make_shared<EmulatedDevice>();
  ColumnBatch lost(device, model.view(), options);
  lost.set_population(0, poses, evidence);
  const std::vector<float> before = step_once(lost);
  device->break_after(2);
  try {
    (void)step_once(lost);
    FAIL() << "no error";
  } catch (const DeviceError& error) {
    EXPECT_STREQ(error.what(), "emulated GPU: fell off its bus");
  }
  ColumnBatch next(std::make_shared<EmulatedDevice>(), model.view(), options);
  next.set_population(0, poses, evidence);
  EXPECT_EQ(step_once(next), before);
}

TEST(ColumnBatch, WithoutRoomSaysSoAndLeavesNothingBehind) {
  const auto device = std::make_shared<EmulatedDevice>(std::size_t{1} << 20);
  const SyntheticModel model(1, 20);
  EXPECT_THROW(ColumnBatch(device, model.view(), {{500}}), OutOfDeviceMemory);
  EXPECT_EQ(device->allocated_bytes(), 0U);
}

}  // namespace
}  // namespace colonnade::cuda::testing
