#include <colonnade/cortex/region.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

constexpr std::array<Shape, 4> kShapes{box, cube, l_shape, two_coloured_cylinder};

/// Eight objects, two of each shape, whose features differ by chance alone: a touch tells little of which it is.
std::shared_ptr<Memory> a_memory() {
  Column column;
  RandomStream random = test_stream(70);
  for (std::size_t i = 0; i < 2 * kShapes.size(); ++i) {
    const ObjectId object = column.learn_object("object " + std::to_string(i));
    for (int place = 0; place < 60; ++place) {
      column.learn(sense_noisily(kShapes[i / 2](random), Pose::Identity(), random), object, Pose::Identity());
    }
  }
  return column.shared_memory();
}

Region region_of(std::size_t columns, const std::shared_ptr<Memory>& memory) {
  std::vector<Column> members;
  for (std::size_t c = 0; c < columns; ++c) members.emplace_back(memory);
  return Region(std::move(members));
}

void expect_equal(const Percept& a, const Percept& b) {
  EXPECT_EQ(a.sensations, b.sensations);
  EXPECT_EQ(a.pose_settled, b.pose_settled);
  EXPECT_EQ(a.decided, b.decided);
  EXPECT_EQ(a.symmetry.kind, b.symmetry.kind);
  ASSERT_EQ(a.ranked_count, b.ranked_count);
  for (std::size_t i = 0; i < a.ranked_count; ++i) {
    EXPECT_EQ(a.ranked[i].object, b.ranked[i].object);
    EXPECT_EQ(a.ranked[i].evidence, b.ranked[i].evidence);
    EXPECT_EQ(a.ranked[i].probability, b.ranked[i].probability);
    EXPECT_EQ(a.ranked[i].X_WO.matrix(), b.ranked[i].X_WO.matrix());
  }
  ASSERT_EQ(a.pose_count, b.pose_count);
  for (std::size_t i = 0; i < a.pose_count; ++i) EXPECT_EQ(a.poses_WO[i].matrix(), b.poses_WO[i].matrix());
}

TEST(RegionOfOne, BelievesAndWantsWhatItsColumnDoes) {
  const auto memory = a_memory();
  Column column(memory);
  Region region = region_of(1, memory);
  RandomStream random = test_stream(71);
  for (const Shape shape : kShapes) {
    const auto sensations = episode(shape, random_pose(random), 25, 4);
    column.reset();
    region.reset();
    expect_equal(region.percept(), column.percept());
    for (std::size_t i = 0; i < sensations.size(); ++i) {
      std::optional<Sensation> now = sensations[i];
      if (i % 7 == 3) now.reset();  // the sensor has nothing to say
      if (now) column.sense(*now);
      region.sense({&now, 1});
      expect_equal(region.percept(), column.percept());
      EXPECT_TRUE(region.votes().empty());
      const std::optional<Goal> own = column.goal(), joint = region.goal();
      ASSERT_EQ(own.has_value(), joint.has_value());
      if (own) {
        EXPECT_EQ(own->p_W, joint->p_W);
      }
    }
    region.sense({});  // no sensor at all
    expect_equal(region.percept(), column.percept());
  }
}

std::vector<ObjectId> objects_of(const Percept& percept) {
  std::vector<ObjectId> objects;
  for (std::size_t i = 0; i < percept.ranked_count; ++i) objects.push_back(percept.ranked[i].object);
  std::sort(objects.begin(), objects.end(), [](ObjectId a, ObjectId b) { return a.value() < b.value(); });
  return objects;
}

// The columns share a memory, so that their numbers of objects are the region's.
TEST(RegionOfSeveral, RanksWhatAnyColumnRanks) {
  const auto memory = a_memory();
  for (const std::size_t columns : {2U, 3U, 5U}) {
    Region region = region_of(columns, memory);
    RandomStream random = test_stream(72);
    std::size_t doubtful = 0;
    for (const Shape shape : kShapes) {
      const auto sensations = episode(shape, random_pose(random), static_cast<int>(12 * columns), 5);
      region.reset();
      for (std::size_t step = 0; step < 12; ++step) {
        const std::vector<std::optional<Sensation>> now(
            sensations.begin() + static_cast<std::ptrdiff_t>(step * columns),
            sensations.begin() + static_cast<std::ptrdiff_t>((step + 1) * columns));
        region.sense(now);
        const Percept& percept = region.percept();
        const auto ranked = objects_of(percept);
        EXPECT_EQ(std::adjacent_find(ranked.begin(), ranked.end()), ranked.end()) << "no object twice";
        for (std::size_t c = 0; c < columns; ++c) {
          for (const ObjectId possible : objects_of(region.column(c).percept())) {
            EXPECT_NE(std::find(ranked.begin(), ranked.end(), possible), ranked.end())
                << memory->name(possible) << " after " << step + 1 << " steps";
          }
        }
        double sum = 0;
        for (std::size_t i = 0; i < percept.ranked_count; ++i) {
          sum += percept.ranked[i].probability;
          EXPECT_TRUE(is_valid(percept.ranked[i].X_WO));
          EXPECT_LE(percept.ranked[i].evidence, percept.ranked[i == 0 ? 0 : i - 1].evidence);
        }
        EXPECT_LE(sum, 1 + 1e-9);
        if (step == 0 && percept.confidence() < 0.6 && percept.ranked_count > 4) ++doubtful;
      }
    }
    EXPECT_GE(doubtful, kShapes.size() - 1) << "a first touch tells little, to " << columns << " columns, too";
  }
}

// All columns touch the same place: none has seen anything that the others have not.
TEST(RegionOfSeveral, IsNotSurerThanItsColumnsSumUpTo) {
  const auto memory = a_memory();
  Region region = region_of(2, memory);
  const auto sensations = episode(box, Pose::Identity(), 6, 6);
  for (const Sensation& s : sensations) {
    region.reset();
    region.sense(std::array<std::optional<Sensation>, 2>{s, s});
    const Percept& own = region.column(0).percept();
    const Percept& joint = region.percept();
    EXPECT_EQ(objects_of(joint), objects_of(own));
    // Evidence that comes twice squares odds; poses are fitted to both sensations, which hardly changes it.
    const auto share = [](const Percept& percept, ObjectId object) {
      const auto end = percept.ranked.begin() + static_cast<std::ptrdiff_t>(percept.ranked_count);
      const auto at = std::find_if(percept.ranked.begin(), end, [&](const auto& r) { return r.object == object; });
      return at == end ? 0.0 : at->probability;
    };
    const ObjectId best = joint.ranked[0].object;
    for (std::size_t i = 0; i < own.ranked_count; ++i) {
      const ObjectId other = own.ranked[i].object;
      const double odds = share(own, best) / share(own, other);
      EXPECT_LE(share(joint, best) / share(joint, other), 2 * odds * odds);
    }
  }
}

// A sensor that finds nothing where it is sent is sent elsewhere, though nothing new was sensed.
TEST(Goals, AreOtherOnesWhenNothingCameOfThem) {
  Column column;
  for (const Shape shape : {l_shape, spotted_l_shape}) learn_shape(column, shape == l_shape ? "l" : "spotted l", shape);
  RandomStream random = test_stream(73);
  const auto sensations = episode(l_shape, random_pose(random), 10, 7);
  column.reset();
  for (const Sensation& s : sensations) column.sense(s);
  std::vector<Vector3> places;
  for (int i = 0; i < 12; ++i) {
    if (const auto goal = column.goal()) places.push_back(goal->p_W);
  }
  ASSERT_GT(places.size(), 2U);
  EXPECT_TRUE(std::any_of(places.begin(), places.end(), [&](const Vector3& p) { return p != places[0]; }));
}

}  // namespace
}  // namespace colonnade::cortex
