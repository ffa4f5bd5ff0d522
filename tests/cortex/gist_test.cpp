// Whole objects at a glance: how they are compared, and what they say of objects.
#include "gist_distance.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>

#include "stored_samples.h"
#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

constexpr double kWeight = EvidenceOptions{}.gist;
constexpr double kMost = EvidenceOptions{}.gist_most;

/// The gist of something long.
Gist long_thing(float extent_m) {
  Gist gist;
  gist.spread_m = {0.005F, 0.01F, extent_m / 3.5F};
  gist.extent_m = {0.02F, 0.03F, extent_m};
  gist.value_mean = 0.5F;
  return gist;
}

/// Two objects of one shape, the first of which is known to look as `first` does, and the second as `second`.
Column twins(const Gist& first, const Gist& second, ColumnOptions options = {}) {
  options.prune_range = 1000;  // the other one stays, for comparison
  Column column(options);
  learn_shape(column, "one", box, 400);
  learn_shape(column, "other", box, 400);
  column.learn(first, *column.memory().find("one"));
  column.learn(second, *column.memory().find("other"));
  column.reset();
  return column;
}

double evidence_of(const Column& column, const char* name) {
  const Percept& percept = column.percept();
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    if (column.memory().name(percept.ranked[i].object) == name) return percept.ranked[i].evidence;
  }
  ADD_FAILURE() << name << " is not among the " << percept.ranked_count << " ranked";
  return 0;
}

void touch(Column& column, int times) {
  for (const Sensation& s : episode(box, Pose::Identity(), times, 5)) column.sense(s);
}

RC_GTEST_PROP(GistDistance, IsAMetric, (std::uint32_t seed)) {
  const std::vector<Gist> g = sample_gists(seed, 3);
  RC_ASSERT(distance(g[0], g[0]) == 0);
  RC_ASSERT(distance(g[0], g[1]) > 0);
  RC_ASSERT(distance(g[0], g[1]) == distance(g[1], g[0]));
  RC_ASSERT(distance(g[0], g[2]) <= distance(g[0], g[1]) + distance(g[1], g[2]) + 1e-5F);
}

TEST(GistDistance, LeavesOutRelativeColoursThatAreNotKnown) {
  Gist a = long_thing(0.1F), b = long_thing(0.12F);
  const float without = distance(a, b);
  a.relative_colour[3] = 255;
  EXPECT_EQ(distance(a, b), without);
  b.relative_colour[7] = 255;
  EXPECT_GT(distance(a, b), without);
}

TEST(Gist, OnlyFiniteNumbersThatAreNotNegativeAreValid) {
  EXPECT_TRUE(is_valid(Gist{}));
  const auto with = [](auto member, float value) {
    Gist gist = long_thing(0.1F);
    member(gist) = value;
    return gist;
  };
  for (const float bad : {-1.0F, std::nanf(""), std::numeric_limits<float>::infinity()}) {
    EXPECT_FALSE(is_valid(with([](Gist& g) -> float& { return g.spread_m[1]; }, bad)));
    EXPECT_FALSE(is_valid(with([](Gist& g) -> float& { return g.extent_m[2]; }, bad)));
    EXPECT_FALSE(is_valid(with([](Gist& g) -> float& { return g.distance[11]; }, bad)));
    EXPECT_FALSE(is_valid(with([](Gist& g) -> float& { return g.hue[0]; }, bad)));
    EXPECT_FALSE(is_valid(with([](Gist& g) -> float& { return g.value_sd; }, bad)));
  }
}

TEST(Gist, TellsTwinsApart) {
  const Gist small = long_thing(0.10F), large = long_thing(0.12F);
  Column column = twins(small, large);
  for (const auto& [seen, name] : {std::pair{small, "one"}, std::pair{large, "other"}}) {
    column.reset();
    column.sense(seen);
    touch(column, 12);
    EXPECT_EQ(column.memory().name(column.percept().object()), name);
    const double lead = std::abs(evidence_of(column, "one") - evidence_of(column, "other"));
    EXPECT_NEAR(lead, kWeight * static_cast<double>(distance(small, large)), 6) << "up to what poses differ by";
  }
}

TEST(Gist, TheNearestOfAnObjectsViewsCounts) {
  const Gist near = long_thing(0.10F), far = long_thing(0.2F);
  Column column = twins(far, long_thing(0.12F));
  column.learn(near, *column.memory().find("one"));
  column.reset();
  column.sense(near);
  touch(column, 12);
  EXPECT_EQ(column.memory().name(column.percept().object()), "one");
}

TEST(Gist, CountsNoMoreThanTheMost) {
  const Gist seen = long_thing(0.10F);
  Column column = twins(seen, long_thing(3));
  ASSERT_GT(kWeight * static_cast<double>(distance(seen, long_thing(3))), 2 * kMost);
  touch(column, 12);
  const double without = evidence_of(column, "one") - evidence_of(column, "other");
  column.sense(seen);
  touch(column, 1);
  EXPECT_NEAR(evidence_of(column, "one") - evidence_of(column, "other"), without + kMost, 6);
}

TEST(Gist, SaysNothingAgainstWhatWasNeverSeenAsAWhole) {
  Column column;
  learn_shape(column, "one", box, 400);
  learn_shape(column, "other", box, 400);
  column.learn(long_thing(0.2F), *column.memory().find("one"));
  column.reset();
  touch(column, 12);
  const double before = evidence_of(column, "other") - evidence_of(column, "one");
  column.reset();
  column.sense(long_thing(0.1F));
  touch(column, 12);
  EXPECT_EQ(evidence_of(column, "other") - evidence_of(column, "one"), before);
}

TEST(Gist, IsKeptWhenWorkingMemoryForgets) {
  ColumnOptions options;
  options.working_memory = 10;
  Column column = twins(long_thing(0.10F), long_thing(0.12F), options);
  column.sense(long_thing(0.12F));
  touch(column, 40);
  EXPECT_EQ(column.memory().name(column.percept().object()), "other");
  const double expected = kWeight * static_cast<double>(distance(long_thing(0.10F), long_thing(0.12F)));
  EXPECT_NEAR(evidence_of(column, "other") - evidence_of(column, "one"), expected, 6);
}

TEST(Gist, InvalidOnesAreIgnored) {
  Gist broken = long_thing(0.1F);
  broken.extent_m[0] = std::nanf("");
  Column column = twins(long_thing(0.10F), long_thing(0.12F));
  const ObjectId one = *column.memory().find("one");
  column.learn(broken, one);
  column.reset();
  EXPECT_EQ(column.memory().impl().gists.size(), 2U);
  column.sense(broken);
  EXPECT_EQ(column.statistics().gists_compared, 0U);
  EXPECT_THROW(column.learn(long_thing(0.1F), ObjectId(7)), InputError);
}

TEST(Gist, EveryKnownViewIsReadAndCounted) {
  struct Reads final : AccessObserver {
    void accessed(Structure structure, std::uint64_t, std::size_t, std::uint32_t count) noexcept override {
      if (structure == Structure::gists || structure == Structure::learned_gists) bytes += count;
    }
    std::uint64_t bytes = 0;
  };
  Reads reads;
  Column column;
  column.observe_accesses(&reads);
  const ObjectId one = column.learn_object("one"), other = column.learn_object("other");
  for (const Gist& gist : sample_gists(1, 4)) column.learn(gist, one);
  column.learn(sample_gists(2, 1)[0], other);
  EXPECT_EQ(reads.bytes, 5 * sizeof(Gist)) << "written";
  column.reset();
  EXPECT_EQ(reads.bytes, 3 * 5 * sizeof(Gist)) << "read, and written in a row";
  column.sense(sample_gists(3, 1)[0]);
  EXPECT_EQ(reads.bytes, 4 * 5 * sizeof(Gist));
  EXPECT_EQ(column.statistics().gists_compared, 5U);
}

TEST(Gist, IsSavedAndMerged) {
  const TestFolder folder;
  const Column column = twins(long_thing(0.10F), long_thing(0.12F));
  column.save(folder / "a.colonnade");
  const auto loaded = Memory::load(folder / "a.colonnade");
  ASSERT_EQ(loaded->impl().objects.size(), 2U);
  Memory merged;
  merged.merge(*loaded);
  for (const Memory* memory : {&*loaded, &merged}) {
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& gists = memory->impl().objects[i].gists;
      EXPECT_EQ(gists.size(), 1U);
      EXPECT_TRUE(same_bytes(gists, column.memory().impl().objects[i].gists));
    }
  }
}

}  // namespace
}  // namespace colonnade::cortex
