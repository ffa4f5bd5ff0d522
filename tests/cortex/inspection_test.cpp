// Inspectors see what a column holds, and change nothing.

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include <colonnade/cortex/block_code.h>
#include <colonnade/cortex/error.h>
#include <colonnade/cortex/inspection.h>

#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

class Inspection : public ::testing::Test {
 protected:
  void SetUp() override {
    learn_shape(column_, "box", box);
    learn_shape(column_, "cylinder", two_coloured_cylinder);
    column_.reset();
  }
  Column column_;
};

TEST_F(Inspection, IsEmptyBeforeTheFirstSensation) {
  Inspector inspector;
  const LayerActivity& seen = inspector.inspect(column_);
  EXPECT_EQ(seen.population, 0u);
  EXPECT_TRUE(seen.hypotheses.empty());
  ASSERT_EQ(seen.object_evidence.size(), 2u);
  EXPECT_TRUE(std::isnan(seen.object_evidence[0]));
}

TEST_F(Inspection, AgreesWithThePercept) {
  RandomStream random = test_stream(1);
  Inspector inspector(1000);
  std::set<std::uint32_t> known;
  std::uint32_t born = 0;
  for (int i = 0; i < 12; ++i) {
    column_.sense(box(random));
    const LayerActivity& seen = inspector.inspect(column_);
    const Percept& percept = column_.percept();
    ASSERT_EQ(seen.hypotheses.size(), seen.population);
    ASSERT_GT(percept.ranked_count, 0u);
    const HypothesisSample& best = seen.hypotheses.front();
    EXPECT_EQ(best.object, percept.object());
    EXPECT_FLOAT_EQ(best.evidence, static_cast<float>(percept.ranked[0].evidence));
    EXPECT_TRUE(best.X_WO.isApprox(percept.ranked[0].X_WO, 1e-6));
    for (std::size_t r = 0; r < percept.ranked_count; ++r) {
      EXPECT_FLOAT_EQ(seen.object_evidence[percept.ranked[r].object.value()],
                      static_cast<float>(percept.ranked[r].evidence));
    }
    // L2/3: the cells of all that is possible are active, and no others.
    SparseCode possible;
    for (std::size_t r = 0; r < percept.ranked_count; ++r) {
      if (percept.ranked[r].probability >= 0.01) {
        possible |= object_code(column_.memory().name(percept.ranked[r].object));
      }
    }
    EXPECT_EQ(seen.object_cells, possible);
    // Ids name hypotheses for good: one that was not there before is newer than all that were.
    std::set<std::uint32_t> now;
    for (const HypothesisSample& h : seen.hypotheses) {
      EXPECT_TRUE(now.insert(h.id).second);
      EXPECT_TRUE(h.id >= born || known.count(h.id) == 1);
      EXPECT_LT(h.id, seen.next_id);
      if (h.segment.valid()) {
        EXPECT_LT(h.segment.value(), column_.memory().segment_count(h.object));
      }
    }
    known = now;
    born = seen.next_id;
  }
}

TEST_F(Inspection, ChangesNothing) {
  const auto evidence = [](Column& column, bool inspected) {
    RandomStream random = test_stream(2);
    Inspector inspector;
    column.reset();
    column.clear_statistics();
    for (int i = 0; i < 25; ++i) {
      column.sense(two_coloured_cylinder(random));
      if (inspected) (void)inspector.inspect(column);
    }
    return std::pair(column.percept().ranked[0].evidence, column.statistics().hypothesis_steps);
  };
  const auto with = evidence(column_, true);
  EXPECT_EQ(with, evidence(column_, false));
}

TEST_F(Inspection, NoFeatureCellIsActiveWhereNothingIs) {
  Inspector inspector;
  RandomStream random = test_stream(1);
  Sensation s = box(random);
  column_.sense(s);
  EXPECT_EQ(
      std::count(inspector.inspect(column_).feature.begin(), inspector.inspect(column_).feature.end(), kDisconnected),
      0);
  s.on_surface = false;
  column_.sense(s);
  const FeatureCode seen = inspector.inspect(column_).feature;
  EXPECT_EQ(static_cast<std::size_t>(std::count(seen.begin(), seen.end(), kDisconnected)), seen.size());
}

TEST_F(Inspection, GivesTheCellsOfSegments) {
  const auto codes = segment_codes(column_.memory(), ObjectId(1));
  EXPECT_EQ(codes.size(), 192 * column_.memory().segment_count(ObjectId(1)));
  EXPECT_THROW((void)segment_codes(column_.memory(), ObjectId(2)), InputError);
}

}  // namespace
}  // namespace colonnade::cortex
