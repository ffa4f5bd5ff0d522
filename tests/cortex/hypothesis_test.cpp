// The hypothesis step on learned models: its instruction sets, the indexes that feed it, and refinement.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>

#include "displacement_index.h"
#include "kernels/brief_weights.h"
#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/hypothesis.h"
#include "kernels/observed.h"
#include "kernels/octahedral_map.h"
#include "location_index.h"
#include "pose_view.h"
#include "refinement.h"
#include "synthetic_objects.h"
#include "working_memory.h"

namespace colonnade::cortex {
namespace {

using namespace testing;
using kernels::PoseView;
using kernels::SegmentGeometry;

constexpr double kDegree = std::numbers::pi / 180;

Column learned_column() {
  Column column;
  learn_shape(column, "box", box, 600);
  learn_shape(column, "cylinder", two_coloured_cylinder, 600);
  learn_shape(column, "L", l_shape, 600);
  column.reset();
  return column;
}

WorkingMemory sensed_by(const Memory& memory, const std::vector<Sensation>& sensations) {
  WorkingMemory sensed;
  sensed.reserve(sensations.size());
  for (const Sensation& s : sensations) sensed.add(s, memory.impl(), EvidenceOptions{});
  return sensed;
}

/// A pose near X_OW: turned and moved about so much.
Pose perturbed(const Pose& X_OW, double angle, double distance_m, RandomStream& random) {
  const Vector3 axis = random.normal_vector().normalized();
  const Vector3 shift = random.normal_vector().normalized() * distance_m;
  return make_pose(Eigen::AngleAxisd(angle, axis).toRotationMatrix(), shift) * X_OW;
}

/// Bytes by structure.
struct AccessCounts final : AccessObserver {
  void accessed(Structure structure, std::uint64_t, std::size_t, std::uint32_t count) noexcept override {
    bytes[structure] += count;
  }
  std::map<Structure, std::uint64_t> bytes;
};

bool same_bits(const kernels::Match& a, const kernels::Match& b) {
  return std::memcmp(&a.evidence, &b.evidence, sizeof a.evidence) == 0 && a.segment == b.segment;
}

TEST(HypothesisKernels, EveryInstructionSetGivesTheSameBits) {
  const Column column = learned_column();
  const Memory& memory = column.memory();
  const auto model = memory.impl().view();
  const auto& reference = kernels::hypothesis_kernels_reference();
  auto all = kernels::all_hypothesis_kernels();
  ASSERT_FALSE(all.empty());
  AccessCounts counts;
  all.push_back(kernels::observed_kernels(counts));

  RandomStream random = test_stream(50);
  constexpr std::array<Shape, 3> kShapes = {box, two_coloured_cylinder, l_shape};
  int on_a_model = 0;
  for (std::uint32_t object = 0; object < kShapes.size(); ++object) {
    const Pose X_WO = random_pose(random);
    auto sensations = episode(kShapes[object], X_WO, 24, object);
    for (std::size_t i = 0; i < sensations.size(); i += 5) sensations[i].on_surface = false;
    const WorkingMemory sensed = sensed_by(memory, sensations);
    std::vector<PoseView> poses;
    for (int i = 0; i < 40; ++i) {
      const Pose near = perturbed(X_WO.inverse(), 0.02 * i, 0.0005 * i, random);
      poses.push_back(from_X_OW(i % 4 == 3 ? random_pose(random) : near, sensed.origin_W(), object));
    }

    for (const auto& kernel : all) {
      SCOPED_TRACE(kernel.name);
      for (const auto& s : sensed.all()) {
        std::vector<kernels::Match> expected(poses.size()), found(poses.size());
        kernels::Work expected_work{}, work{};
        const auto count = static_cast<std::uint32_t>(poses.size());
        reference.step(model, s, poses.data(), count, expected.data(), expected_work);
        kernel.step(model, s, poses.data(), count, found.data(), work);
        EXPECT_TRUE(std::equal(found.begin(), found.end(), expected.begin(), same_bits));
        EXPECT_EQ(work.candidates, expected_work.candidates);
        EXPECT_EQ(work.encodings, expected_work.encodings);
        EXPECT_EQ(work.evaluations, poses.size());
        on_a_model += static_cast<int>(
            std::count_if(found.begin(), found.end(), [](const auto& m) { return m.segment != kernels::kNoSegment; }));
      }
      for (const PoseView& pose : poses) {
        std::vector<kernels::Match> matches(sensed.size());
        kernels::Work work{};
        const auto count = static_cast<std::uint32_t>(sensed.size());
        const float expected = reference.replay(model, sensed.all().data(), count, pose, matches.data(), work);
        const float found = kernel.replay(model, sensed.all().data(), count, pose, matches.data(), work);
        EXPECT_EQ(std::memcmp(&found, &expected, sizeof found), 0) << found << " is not " << expected;

        std::vector<kernels::Match> glanced(sensed.size());
        const float brief = reference.glance(model, sensed.all().data(), count, pose, matches.data(), work);
        EXPECT_EQ(kernel.glance(model, sensed.all().data(), count, pose, glanced.data(), work), brief);
        EXPECT_TRUE(std::equal(glanced.begin(), glanced.end(), matches.begin(), same_bits));
      }
    }
  }
  EXPECT_GT(on_a_model, 500) << "hardly any of these poses put the sensor on the model";
  EXPECT_GT(counts.bytes[Structure::codes], 0U);
}

// One hypothesis that puts a sensation on a model of one segment, and one that puts it far away.
TEST(HypothesisKernels, AnObserverIsToldWhatAStepReads) {
  Column column;
  const ObjectId object = column.learn_object("point");
  Sensation sensation;
  sensation.p_W = Vector3(0.1, 0, 0);
  ASSERT_TRUE(column.learn(sensation, object, Pose::Identity()));
  column.reset();
  const auto model = column.memory().impl().view();
  const WorkingMemory sensed = sensed_by(column.memory(), {sensation});
  const PoseView there = from_X_OW(Pose::Identity(), sensed.origin_W(), 0);
  const PoseView away = from_X_OW(make_pose(Rotation::Identity(), Vector3(1, 0, 0)), sensed.origin_W(), 0);
  AccessCounts counts;
  const auto kernel = kernels::observed_kernels(counts);
  kernels::Match match{};
  kernels::Work work{};
  kernel.step(model, sensed.newest(), &there, 1, &match, work);
  EXPECT_EQ(match.segment, 0U);
  EXPECT_EQ(work.encodings, 1U);
  std::map<Structure, std::uint64_t> expected{
      {Structure::codes, 192},      {Structure::geometry, 64}, {Structure::briefs, 16},
      {Structure::bin_segments, 4}, {Structure::anchors, 12},  {Structure::modules, 3072},
      {Structure::normal_map, 32},  {Structure::poses, 64},    {Structure::sensed, kernels::kSensedInFull}};
  if (sensed.newest().frame_defined != 0) expected[Structure::axis_map] = 32;
  EXPECT_GE(counts.bytes[Structure::bins], 16U);  // more after a collision
  counts.bytes.erase(Structure::bins);
  EXPECT_EQ(counts.bytes, expected);

  counts.bytes.clear();
  kernel.step(model, sensed.newest(), &away, 1, &match, work);
  EXPECT_EQ(match.segment, kernels::kNoSegment);
  EXPECT_EQ(work.encodings, 1U) << "nothing near, nothing coded";
  EXPECT_EQ(counts.bytes[Structure::codes], 0U);
  EXPECT_GE(counts.bytes[Structure::bins], 16U);
}

// Observed or not, a column learns and recognises the same; the observer hears of learning, indexes and recognition.
TEST(HypothesisKernels, AnObservedColumnDoesTheSame) {
  const Column plain = learned_column();
  AccessCounts counts;
  Column observed;
  observed.observe_accesses(&counts);
  learn_shape(observed, "box", box, 600);
  EXPECT_GT(counts.bytes[Structure::learned_geometry], 0U);
  EXPECT_GT(counts.bytes[Structure::learned_codes], 0U);
  EXPECT_EQ(counts.bytes[Structure::learned_bins], 600U * 27 * 16);
  learn_shape(observed, "cylinder", two_coloured_cylinder, 600);
  learn_shape(observed, "L", l_shape, 600);
  EXPECT_EQ(counts.bytes[Structure::codes], 0U);
  observed.reset();
  const std::uint64_t row = observed.memory().segment_count() * sizeof(kernels::SegmentCodes);
  EXPECT_GT(counts.bytes[Structure::codes], row) << "put in a row, and read for symmetries";
  const std::size_t blocks = observed.memory().impl().location_index.blocks().size();
  EXPECT_GT(counts.bytes[Structure::bins], blocks * sizeof(kernels::BinBlock)) << "the whole table is cleared";
  EXPECT_EQ(counts.bytes[Structure::pairs], 8 * observed.memory().impl().displacement_index.size());
  EXPECT_GE(counts.bytes[Structure::index_entries], 6 * observed.memory().impl().displacement_index.codes_made());
  EXPECT_EQ(observed.memory().statistics().hypothesis_steps, plain.memory().statistics().hypothesis_steps);
  EXPECT_EQ(observed.memory().symmetry(ObjectId(0)).kind, plain.memory().symmetry(ObjectId(0)).kind);

  counts.bytes.clear();
  RandomStream random = test_stream(55);
  for (int i = 0; i < 30; ++i) observed.sense(box(random));
  EXPECT_GT(observed.statistics().displacement_lookups, 0U);
  EXPECT_EQ(counts.bytes[Structure::pairs], 8 * observed.statistics().displacement_lookups);
  EXPECT_GT(counts.bytes[Structure::pair_keys], 0U);
  EXPECT_EQ(counts.bytes[Structure::candidates], 2 * 12 * observed.statistics().candidates);
}

// With a weight on location alone, evidence is the overlap of the place's code with the best segment near: the code
// that the kernel makes is therefore the encoder's.
TEST(HypothesisKernels, EncodePlacesAsTheEncoderDoes) {
  const Column column = learned_column();
  const auto& impl = column.memory().impl();
  RandomStream random = test_stream(51);
  int places = 0, equal = 0;
  for (int i = 0; i < 600; ++i) {
    const std::uint32_t object = random.below(3);
    const auto& learned = impl.objects[object];
    const auto& near = learned.geometry[random.below(static_cast<std::uint32_t>(learned.geometry.size()))];
    const Vector3 p_O = vec(near.p).cast<double>() + 0.002 * random.normal_vector();
    const Pose X_OW = random_pose(random);
    kernels::SensedView sensed{};
    Eigen::Map<Eigen::Vector3f>(sensed.p) = (X_OW.inverse() * p_O).cast<float>();
    sensed.n[2] = 1;
    sensed.on_surface = 1;
    sensed.weights.location = 1;
    sensed.weights.floor = -1000;
    sensed.brief_weights = kernels::brief_weights(sensed.weights);
    kernels::Match match{};
    kernels::Work work{};
    const PoseView pose = from_X_OW(X_OW, Vector3::Zero(), object);
    kernels::hypothesis_kernels().step(impl.view(), sensed, &pose, 1, &match, work);
    ASSERT_NE(match.segment, kernels::kNoSegment);
    LocationCode code;
    impl.location_encoder.encode(p_O + LocationEncoder::anchor(impl.options.seed, object), code);
    float overlap = 0;
    for (std::size_t b = 0; b < code.size(); ++b)
      overlap += code[b] == impl.codes[match.segment].location[b] ? 1.0F : 0.0F;
    ++places;
    equal += match.evidence == overlap ? 1 : 0;
    EXPECT_NEAR(match.evidence, overlap, 2) << "more than rounding at the edge of a bin";
    EXPECT_GT(overlap, 18);
  }
  EXPECT_GT(equal, 0.97 * places);
}

std::vector<SegmentGeometry> random_segments(std::size_t count, double range_m, RandomStream& random) {
  std::vector<SegmentGeometry> geometry(count);
  for (auto& g : geometry) {
    for (float& coordinate : g.p) coordinate = static_cast<float>(range_m * (2 * random.uniform() - 1));
    const Vector3 n = random.normal_vector().normalized();
    Eigen::Map<Eigen::Vector3f>(g.n) = n.cast<float>();
  }
  return geometry;
}

namespace look_up {
using namespace kernels;
#include "kernels/hypothesis_impl.h"
}  // namespace look_up

TEST(LocationIndex, HoldsExactlyTheSegmentsWithinReachOfABin) {
  RandomStream random = test_stream(52);
  const auto geometry = random_segments(700, 0.03, random);
  const std::array<std::uint32_t, 3> first_segment = {0, 400, 700};
  LocationIndex index;
  index.build(geometry, first_segment);
  kernels::ModelView model{};
  model.bin_blocks = index.blocks().data();
  model.block_mask = static_cast<std::uint32_t>(index.blocks().size() - 1);
  model.bins_per_m = 1 / LocationIndex::kBin_m;
  std::size_t entries = 0, full = 0;
  for (std::uint32_t object = 0; object < 2; ++object) {
    for (int bin = 0; bin < 14 * 14 * 14; ++bin) {
      const std::array<int, 3> at = {bin % 14 - 7, bin / 14 % 14 - 7, bin / 196 - 7};
      const Vector3 center = (Vector3(at[0], at[1], at[2]) + Vector3::Constant(0.5)) * 0.008;
      std::vector<std::pair<double, std::uint32_t>> near;
      for (std::uint32_t s = first_segment[object]; s < first_segment[object + 1]; ++s) {
        const double distance = (vec(geometry[s].p).cast<double>() - center).norm();
        ASSERT_GT(std::abs(distance - 0.014), 1e-8) << "choose another seed: rounding decides here";
        if (distance < 0.014) near.emplace_back(distance, s);
      }
      std::sort(near.begin(), near.end());
      full += near.size() > LocationIndex::kMostPerBin ? 1 : 0;
      near.resize(std::min<std::size_t>(near.size(), LocationIndex::kMostPerBin));
      entries += near.size();
      const Eigen::Vector3f p = center.cast<float>();
      const auto [begin, count] = look_up::segments_near(model, object, p.data());
      const auto found = index.segments().subspan(begin, count);
      std::set<std::uint32_t> expected_set;
      for (const auto& [distance, segment] : near) expected_set.insert(segment);
      EXPECT_EQ(std::set(found.begin(), found.end()), expected_set);
      EXPECT_EQ(found.size(), expected_set.size());
    }
  }
  EXPECT_EQ(index.segments().size(), entries) << "bins beyond the reach of every segment, or found twice";
  EXPECT_GT(full, 10) << "the cap was never reached";
}

bool holds(const DisplacementIndex& index, const DisplacementIndex::Code& code, std::uint32_t first,
           std::uint32_t second) {
  std::array<std::uint32_t, DisplacementIndex::kNeighbours> keys{};
  DisplacementIndex::keys(code, keys.data());
  EXPECT_EQ(std::set(keys.begin(), keys.end()).size(), keys.size()) << "a key looked up twice";
  return std::any_of(keys.begin(), keys.end(), [&](std::uint32_t key) {
    const auto pairs = index.pairs(key);
    return std::any_of(pairs.begin(), pairs.end(), [&](auto p) { return p.first == first && p.second == second; });
  });
}

TEST(DisplacementIndex, FindsEveryPairUnderItsOwnCodeAndNearIt) {
  RandomStream random = test_stream(53);
  const auto geometry = random_segments(60, 0.08, random);
  DisplacementIndex index;
  index.build(geometry, std::array<std::uint32_t, 2>{0, 60}, 1, 1);
  int valid = 0;
  for (std::uint32_t i = 0; i < 60; ++i) {
    for (std::uint32_t j = 0; j < 60; ++j) {
      if (i == j) continue;
      const auto& a = geometry[i];
      const auto& b = geometry[j];
      const float distance = (vec(a.p) - vec(b.p)).norm();
      auto code = DisplacementIndex::code(a.p, a.n, b.p, b.n);
      EXPECT_EQ(code.valid, distance >= DisplacementIndex::kNearest_m && distance <= DisplacementIndex::kFarthest_m);
      if (!code.valid) continue;
      ++valid;
      EXPECT_TRUE(holds(index, code, i, j));
      for (float* part : {&code.distance, &code.first_angle, &code.second_angle, &code.between_angle}) {
        *part = std::max(0.0F, *part + (random.below(2) == 0 ? 0.45F : -0.45F));  // up to half a bin is found
      }
      EXPECT_TRUE(holds(index, code, i, j));
    }
  }
  EXPECT_GT(valid, 1000);
}

TEST(DisplacementIndex, IsTheSameForAnyNumberOfThreads) {
  RandomStream random = test_stream(54);
  const auto geometry = random_segments(900, 0.08, random);
  const std::array<std::uint32_t, 5> first_segment = {0, 300, 350, 600, 900};
  DisplacementIndex one;
  one.build(geometry, first_segment, 1, 1);
  for (const int threads : {2, 4}) {
    DisplacementIndex many;
    many.build(geometry, first_segment, 1, threads);
    ASSERT_EQ(many.bytes(), one.bytes());
    std::size_t pairs = 0;
    for (std::uint32_t key = 0; key < DisplacementIndex::kKeys; ++key) {
      const auto a = one.pairs(key), b = many.pairs(key);
      ASSERT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end(),
                             [](auto x, auto y) { return x.first == y.first && x.second == y.second; }));
      pairs += a.size();
    }
    EXPECT_GT(pairs, 10000);
  }
}

// What is held while its pairs are made is not read again for each of them.
TEST(DisplacementIndex, ReadsAPairsFirstSegmentOnce) {
  RandomStream random = test_stream(58);
  const auto geometry = random_segments(900, 0.08, random);
  const std::array<std::uint32_t, 4> first_segment = {0, 20, 21, 900};  // all pairs, none, some
  DisplacementIndex index;
  std::size_t bytes = 0;
  index.build(geometry, first_segment, 1, 1, [&](Structure structure, std::size_t, std::size_t moved) {
    if (structure == Structure::geometry) bytes += moved;
  });
  const std::size_t with_pairs = geometry.size() - 1;
  EXPECT_EQ(bytes, (with_pairs + index.codes_made()) * sizeof geometry[0]);
}

TEST(DisplacementIndex, GivesTheSharesOfObjects) {
  RandomStream random = test_stream(54);
  const auto geometry = random_segments(900, 0.08, random);
  const std::array<std::uint32_t, 5> first_segment = {0, 300, 350, 600, 900};
  DisplacementIndex index;
  index.build(geometry, first_segment, 1, 1);
  std::size_t looked_at = 0;
  for (std::uint32_t key = 0; key < DisplacementIndex::kKeys; ++key) {
    std::size_t sum = 0;
    for (std::size_t object = 0; object + 1 < first_segment.size(); ++object) {
      const std::uint32_t begin = first_segment[object], end = first_segment[object + 1];
      const auto share = index.pairs(key, begin, end, [&](const auto& pair) {
        EXPECT_LT(index.position(pair), index.size());
        ++looked_at;
      });
      EXPECT_TRUE(std::all_of(share.begin(), share.end(), [&](auto p) { return p.first >= begin && p.first < end; }));
      sum += share.size();
    }
    ASSERT_EQ(sum, index.pairs(key).size());
  }
  EXPECT_GT(looked_at, index.size()) << "four objects, two searches each";
}

// Samples of all offsets make up the whole; each consists of whole lines, but for the ends.
TEST(DisplacementIndex, SamplesByLinesOfMemory) {
  RandomStream random = test_stream(54);
  const auto geometry = random_segments(900, 0.08, random);
  DisplacementIndex index;
  index.build(geometry, std::array<std::uint32_t, 2>{0, 900}, 1, 1);
  std::size_t long_ones = 0;
  for (std::uint32_t key = 0; key < DisplacementIndex::kKeys; ++key) {
    const auto pairs = index.pairs(key);
    long_ones += pairs.size() > 3 * DisplacementIndex::kPairsPerLine ? 1 : 0;
    for (const std::size_t stride : {1, 2, 3, 7}) {
      std::set<std::size_t> seen;
      for (std::size_t offset = 0; offset < stride; ++offset) {
        std::size_t visited = 0;
        index.for_each_sampled(pairs, stride, offset, [&](const auto& pair) {
          const std::size_t at = index.position(pair);
          EXPECT_EQ(at / DisplacementIndex::kPairsPerLine % stride, offset);
          EXPECT_TRUE(seen.insert(at).second) << "a pair visited twice";
          ++visited;
        });
        EXPECT_LE(visited, pairs.size() / stride + DisplacementIndex::kMostBeyondSample);
      }
      ASSERT_EQ(seen.size(), pairs.size());
    }
  }
  EXPECT_GT(long_ones, 10) << "hardly a key has more than a few lines";
}

TEST(DisplacementIndex, CodesDoNotSeeHowTheObjectLies) {
  RandomStream random = test_stream(55);
  const auto geometry = random_segments(200, 0.04, random);
  for (std::size_t i = 0; i + 1 < geometry.size(); i += 2) {
    const auto& a = geometry[i];
    const auto& b = geometry[i + 1];
    const Eigen::Isometry3f X = random_pose(random).cast<float>();
    const Eigen::Vector3f p1 = X * vec(a.p), n1 = X.linear() * vec(a.n), p2 = X * vec(b.p), n2 = X.linear() * vec(b.n);
    const auto still = DisplacementIndex::code(a.p, a.n, b.p, b.n);
    const auto moved = DisplacementIndex::code(p1.data(), n1.data(), p2.data(), n2.data());
    ASSERT_EQ(moved.valid, still.valid);
    EXPECT_NEAR(moved.distance, still.distance, 0.002);
    EXPECT_NEAR(moved.first_angle, still.first_angle, 0.02);
    EXPECT_NEAR(moved.second_angle, still.second_angle, 0.02);
    EXPECT_NEAR(moved.between_angle, still.between_angle, 0.02);
  }
}

TEST(RefinePose, ComesBackToTheTruePose) {
  const Column column = learned_column();
  const auto& impl = column.memory().impl();
  constexpr std::array<Shape, 3> kShapes = {box, two_coloured_cylinder, l_shape};
  RandomStream random = test_stream(56);
  double mean_angle = 0, mean_distance = 0;
  int cases = 0, better = 0;
  for (std::uint32_t object = 0; object < 3; ++object) {
    for (std::uint64_t seed = 0; seed < 10; ++seed, ++cases) {
      const Pose X_WO = random_pose(random);
      const WorkingMemory sensed = sensed_by(column.memory(), episode(kShapes[object], X_WO, 60, seed));
      PoseView pose = from_X_OW(perturbed(X_WO.inverse(), 10 * kDegree, 0.005, random), sensed.origin_W(), object);
      const auto errors = [&] {
        const Pose X = to_X_WO(pose, sensed.origin_W());
        const double angle = rotation_error(column.memory().symmetry(ObjectId(object)), X.linear(), X_WO.linear());
        const Vector3 middle(0, 0, 0);
        return std::pair(angle, (X * middle - X_WO * middle).norm());
      };
      const double before = errors().first;
      std::vector<kernels::Match> matches(sensed.size());
      for (int step = 0; step < 8; ++step) {
        kernels::Work work{};
        kernels::hypothesis_kernels().replay(impl.view(), sensed.all().data(),
                                             static_cast<std::uint32_t>(sensed.size()), pose, matches.data(), work);
        ASSERT_TRUE(refine_pose(impl.view(), sensed.all(), matches, pose));
      }
      const auto [angle, distance] = errors();
      better += angle < before ? 1 : 0;
      mean_angle += angle;
      mean_distance += distance;
    }
  }
  EXPECT_GE(better, cases - 1);
  EXPECT_LT(mean_angle / cases, 2 * kDegree);
  EXPECT_LT(mean_distance / cases, 0.0025);
}

TEST(RefinePose, LeavesAPoseAloneThatNothingMatches) {
  const Column column = learned_column();
  const WorkingMemory sensed = sensed_by(column.memory(), episode(box, Pose::Identity(), 10, 1));
  PoseView pose = from_X_OW(make_pose(Rotation::Identity(), Vector3(5, 5, 5)), sensed.origin_W(), 0);
  const PoseView before = pose;
  const std::vector<kernels::Match> matches(sensed.size(), {0.0F, kernels::kNoSegment});
  EXPECT_FALSE(refine_pose(column.memory().impl().view(), sensed.all(), matches, pose));
  EXPECT_EQ(std::memcmp(&pose, &before, sizeof pose), 0);
}

}  // namespace
}  // namespace colonnade::cortex
