// What is done is counted: exactly, and the same every time.

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>

#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

Column learned_box(int touches, const ColumnOptions& options = {}) {
  Column column(options);
  const ObjectId id = column.learn_object("box");
  RandomStream random = test_stream(1);
  for (int i = 0; i < touches; ++i) column.learn(box(random), id, Pose::Identity());
  return column;
}

TEST(Statistics, LearningIsCounted) {
  const Column column = learned_box(300);
  const Statistics& work = column.memory().statistics();
  EXPECT_EQ(work.sensations, 300U);
  EXPECT_EQ(work.sensations_coded, 300U);
  EXPECT_EQ(work.permanence_updates, 300U * 192U);
  EXPECT_EQ(work.segments_grown, column.memory().segment_count());
  EXPECT_EQ(work.learned_bins_read, 300U * 27U) << "around each place";
  EXPECT_GT(work.segments_searched, 300U);
  EXPECT_EQ(work.index_entries, 0U);
}

TEST(Statistics, MakingReadyIsCountedOnce) {
  Column column = learned_box(300);
  column.reset();
  const Statistics ready = column.memory().statistics();
  EXPECT_GT(ready.index_entries, 40U * column.memory().segment_count());
  EXPECT_GT(ready.hypothesis_steps, 0U);  // the search for symmetries
  EXPECT_GT(ready.pose_fit_terms, ready.pose_fits);
  column.reset();
  EXPECT_EQ(column.memory().statistics().index_entries, ready.index_entries);
  EXPECT_EQ(column.memory().statistics().hypothesis_steps, ready.hypothesis_steps);
}

TEST(Statistics, TheFirstSensationComparesItsFeaturesWithEverySegment) {
  Column column = learned_box(300);
  column.reset();
  RandomStream random = test_stream(2);
  column.sense(box(random));
  const Statistics& first = column.statistics();
  EXPECT_EQ(first.briefs_compared, column.memory().segment_count());
  EXPECT_EQ(first.sensations_coded, 1U);
  EXPECT_EQ(first.displacement_codes, 0U);
  const std::uint64_t bursting = first.candidates;
  EXPECT_EQ(bursting, column.memory().segment_count());
  column.sense(box(random));
  EXPECT_GT(column.statistics().displacement_codes, 0U);
  EXPECT_GT(column.statistics().displacement_lookups, 0U);
  EXPECT_GT(column.statistics().candidates, bursting);
}

TEST(Statistics, NoMoreStoredPairsAreReadThanAllowed) {
  const auto read = [](int scanned) {
    ColumnOptions options;
    options.scanned_per_pair = scanned;
    Column column = learned_box(300, options);
    column.reset();
    RandomStream random = test_stream(4);
    for (int i = 0; i < 2; ++i) column.sense(box(random));
    return column.statistics().displacement_lookups;
  };
  const auto pairs = static_cast<std::uint64_t>(ColumnOptions{}.pairs_per_proposal);
  EXPECT_GT(read(10), 0U);
  EXPECT_LE(read(10), pairs * 11);
  EXPECT_GT(read(4096), pairs * 11);
}

TEST(Statistics, DisplacementsAreHeardWhereTheyCount) {
  const auto terms = [](double displaced) {
    ColumnOptions options;
    options.evidence.displaced = displaced;
    Column column = learned_box(300, options);
    column.reset();
    column.sense(place({0.05, 0, 0}, Vector3::UnitX(), Vector3::UnitY()));
    column.sense(place({0.05, 0.02, 0}, Vector3::UnitX(), Vector3::UnitY()));
    column.sense(place({0, 0.03, 0}, Vector3::UnitY(), Vector3::UnitX()));
    return column.statistics().familiarity_terms;
  };
  EXPECT_EQ(terms(0), 3U * 8) << "four cells of colour and four of shape";
  EXPECT_EQ(terms(1), 3U * 8 + 3U * 4) << "and four for each of three displacements";
}

TEST(Statistics, LookingForAGoalIsCounted) {
  Column column = learned_box(300);
  const ObjectId other = column.learn_object("cylinder");
  RandomStream random = test_stream(3);
  for (int i = 0; i < 300; ++i) column.learn(two_coloured_cylinder(random), other, Pose::Identity());
  column.reset();
  std::uint64_t counted = 0;
  for (int i = 0; i < 12 && counted == 0; ++i) {
    column.sense(box(random));
    const std::uint64_t before = column.statistics().hypothesis_steps;
    if (column.goal()) counted = column.statistics().hypothesis_steps - before;
  }
  EXPECT_GT(counted, 0U);
}

}  // namespace
}  // namespace colonnade::cortex
