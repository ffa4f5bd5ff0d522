// What features say of objects without their places.
#include "familiarity.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cortex/region.h>

#include "hypotheses.h"
#include "segment_brief.h"
#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;
using kernels::FeatureBrief;

constexpr Familiarity::Trust kAll{1, 1, 1};

FeatureBrief random_brief(RandomStream& random) {
  const Vector3 colour = random.uniform_vector();
  const double k1 = 300 * random.uniform() - 100, k2 = 300 * random.uniform() - 100;
  return feature_brief(
      k1, k2, Hsv{static_cast<float>(colour.x()), static_cast<float>(colour.y()), static_cast<float>(colour.z())});
}

/// Objects of one kind of feature each.
Familiarity familiar_with(const std::vector<FeatureBrief>& kinds, const std::vector<std::uint32_t>& observations) {
  std::vector<kernels::SegmentGeometry> geometry(kinds.size());
  std::vector<std::uint32_t> first{0};
  for (std::uint32_t i = 0; i < kinds.size(); ++i) {
    geometry[i].observations = observations[i];
    first.push_back(i + 1);
  }
  Familiarity familiarity;
  familiarity.build(kinds, geometry, first);
  return familiarity;
}

TEST(Familiarity, BothPopulationsShareOneSensationAmongNeighbours) {
  RandomStream random = test_stream(90);
  for (int i = 0; i < 1000; ++i) {
    const auto active = Familiarity::active(random_brief(random));
    double colour = 0, shape = 0;
    for (std::size_t a = 0; a < active.size(); ++a) {
      EXPECT_EQ(active[a].cell < Familiarity::kColours, a < 4);
      EXPECT_LT(active[a].cell, Familiarity::kCells);
      EXPECT_GE(active[a].share, 0);
      (a < 4 ? colour : shape) += static_cast<double>(active[a].share);
    }
    EXPECT_NEAR(colour, 1, 1e-5);
    EXPECT_NEAR(shape, 1, 1e-5);
  }
}

TEST(Familiarity, NeighboursExciteNearlyTheSameCellsAndHueGoesAround) {
  const auto activity = [](const FeatureBrief& features) {
    std::vector<float> cells(Familiarity::kCells);
    for (const auto& [cell, share] : Familiarity::active(features)) cells[cell] += share;
    return cells;
  };
  const auto common = [&](const FeatureBrief& a, const FeatureBrief& b) {
    const auto of_a = activity(a), of_b = activity(b);
    float sum = 0;
    for (std::size_t cell = 0; cell < of_a.size(); ++cell) sum += std::min(of_a[cell], of_b[cell]);
    return sum;
  };
  const auto coloured = [](float hue, float saturation) { return feature_brief(10, 0, {hue, saturation, 0.5F}); };
  EXPECT_GT(common(coloured(0.99F, 0.9F), coloured(0.01F, 0.9F)), 1.6);
  EXPECT_NEAR(common(coloured(0.2F, 0.9F), coloured(0.6F, 0.9F)), 1, 1e-5) << "the same shape only";
  EXPECT_NEAR(common(coloured(0.2F, 0), coloured(0.6F, 0)), 2, 1e-5) << "grey has no hue";
}

TEST(Familiarity, SpeaksForTheObjectThatHasSuchFeatures) {
  const std::vector<FeatureBrief> kinds{feature_brief(0, 0, {0.1F, 0.9F, 0.5F}),
                                        feature_brief(0, 0, {0.6F, 0.9F, 0.5F}),
                                        feature_brief(80, 80, {0.6F, 0.9F, 0.5F})};
  const Familiarity familiarity = familiar_with(kinds, {1, 1, 1});
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    std::vector<float> evidence(kinds.size());
    familiarity.add(Familiarity::active(kinds[kind]), kAll, evidence);
    for (std::size_t other = 0; other < kinds.size(); ++other) {
      if (other == kind) continue;
      EXPECT_GT(evidence[kind], evidence[other] + 1);
    }
  }
  // What nobody has ever seen says nothing much: no object has more of it than another.
  std::vector<float> evidence(kinds.size());
  familiarity.add(Familiarity::active(feature_brief(-80, -80, {0.35F, 0.9F, 0.5F})), kAll, evidence);
  EXPECT_NEAR(evidence[0], evidence[1], 1e-5);
  EXPECT_NEAR(evidence[1], evidence[2], 1e-5);
}

TEST(Familiarity, AnObjectsFrequenciesDoNotDependOnHowOftenItWasSeen) {
  const std::vector<FeatureBrief> kinds{feature_brief(0, 0, {0.1F, 0.9F, 0.5F}),
                                        feature_brief(20, 0, {0.6F, 0.9F, 0.5F})};
  std::vector<float> once(2), often(2);
  familiar_with(kinds, {1, 1}).add(Familiarity::active(kinds[0]), kAll, once);
  familiar_with(kinds, {50, 3}).add(Familiarity::active(kinds[0]), kAll, often);
  EXPECT_FLOAT_EQ(once[0], often[0]);
  EXPECT_FLOAT_EQ(once[1], often[1]);
}

TEST(Familiarity, CountsAsMuchAsItIsTrusted) {
  const std::vector<FeatureBrief> kinds{feature_brief(0, 0, {0.1F, 0.9F, 0.5F}),
                                        feature_brief(0, 0, {0.6F, 0.9F, 0.5F})};
  const Familiarity familiarity = familiar_with(kinds, {1, 1});
  const auto active = Familiarity::active(kinds[0]);
  std::vector<float> full(2), half(2), shape(2);
  familiarity.add(active, {1, 0, 0}, full);
  familiarity.add(active, {0.5F, 0, 0}, half);
  familiarity.add(active, {0, 1, 0}, shape);
  EXPECT_FLOAT_EQ(half[0], full[0] / 2);
  EXPECT_FLOAT_EQ(shape[0], shape[1]) << "both are equally flat";
}

TEST(Familiarity, RanksHypothesesBesideTheirPoses) {
  Hypotheses live;
  live.reserve(8, 4, 2);
  kernels::PoseView first{{1, 0, 0, 0, 1, 0, 0, 0, 1}, {}, 0}, second = first;
  second.object = 1;
  live.insert(first, 5, 1);
  live.insert(second, 4, 1);
  live.rank();
  EXPECT_EQ(live.best(), 0U);
  live.familiarity()[1] = 2;
  live.rank();
  EXPECT_EQ(live.best(), 1U);
  EXPECT_EQ(live.evidence(1), 6);
  EXPECT_EQ(live.pose_evidence(1), 4);
  live.prune(0.5F);
  ASSERT_EQ(live.size(), 1U) << "the other one is 1 below, more than an object's best one is given";
  EXPECT_EQ(live.pose(0).object, 1U);
}

/// Places all over a surface, as segments.
std::vector<kernels::SegmentGeometry> segments_of(Shape shape, int count, double scale) {
  RandomStream random = test_stream(93);
  std::vector<kernels::SegmentGeometry> segments(static_cast<std::size_t>(count));
  for (auto& g : segments) {
    const Sensation s = shape(random);
    for (int i = 0; i < 3; ++i) {
      g.p[i] = static_cast<float>(scale * s.p_W[i]);
      g.n[i] = static_cast<float>(s.normal_W()[i]);
    }
    g.observations = 1;
  }
  return segments;
}

TEST(FamiliarDisplacements, ShareOneActivityAmongNeighbours) {
  int counted = 0;
  const auto segments = segments_of(&l_shape, 200, 1);
  Familiarity::for_each_displacement(segments,
                                     [&](std::uint32_t, std::uint32_t, const DisplacementIndex::Code& displacement) {
                                       ++counted;
                                       double sum = 0;
                                       for (const auto& [cell, share] : Familiarity::active(displacement)) {
                                         EXPECT_GE(cell, Familiarity::kColours + Familiarity::kShapes);
                                         EXPECT_LT(cell, Familiarity::kCells);
                                         EXPECT_GE(share, 0);
                                         sum += static_cast<double>(share);
                                       }
                                       EXPECT_NEAR(sum, 1, 1e-5);
                                     });
  EXPECT_GT(counted, 1000);
}

TEST(FamiliarDisplacements, AreOfWhatCanBeSeenFromOneSide) {
  const auto pairs = [](const Vector3& second_normal) {
    std::vector<kernels::SegmentGeometry> segments(2);
    segments[0] = {{0, 0, 0}, {0, 0, -1}, {1, 0, 0}, 0, 0, 0, 0, 0, 0, 1};
    segments[1] = {{0, 0, 0.05F}, {}, {1, 0, 0}, 0, 0, 0, 0, 0, 0, 1};
    for (int i = 0; i < 3; ++i) segments[1].n[i] = static_cast<float>(second_normal[i]);
    int count = 0;
    Familiarity::for_each_displacement(segments, [&](auto, auto, const auto&) { ++count; });
    return count;
  };
  EXPECT_EQ(pairs(Vector3::UnitZ()), 0) << "two sides of a slab";
  EXPECT_EQ(pairs(-Vector3::UnitZ()), 2) << "two steps of a stair";
  EXPECT_EQ(pairs(Vector3::UnitX()), 2);
  std::vector<kernels::SegmentGeometry> gap(2);
  gap[0] = {{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, 0, 0, 0, 0, 0, 0, 1};
  gap[1] = {{0, 0, 0.05F}, {0, 0, -1}, {1, 0, 0}, 0, 0, 0, 0, 0, 0, 1};
  int facing = 0;
  Familiarity::for_each_displacement(gap, [&](auto, auto, const auto&) { ++facing; });
  EXPECT_EQ(facing, 2) << "the walls of a gap";
}

TEST(FamiliarDisplacements, TellSizesApart) {
  std::vector<kernels::SegmentGeometry> geometry;
  std::vector<std::uint32_t> first{0};
  const double scales[] = {0.5, 1, 2};
  for (const double scale : scales) {
    const auto segments = segments_of(&sphere, 150, scale);
    geometry.insert(geometry.end(), segments.begin(), segments.end());
    first.push_back(static_cast<std::uint32_t>(geometry.size()));
  }
  const std::vector<FeatureBrief> alike(geometry.size());
  Familiarity familiarity;
  familiarity.build(alike, geometry, first);
  EXPECT_GT(familiarity.displacements(), 3000U);
  for (std::size_t sensed = 0; sensed < 3; ++sensed) {
    std::vector<float> evidence(3), none(3);
    const auto segments = segments_of(&sphere, 60, scales[sensed]);
    Familiarity::for_each_displacement(segments, [&](auto, auto, const DisplacementIndex::Code& displacement) {
      familiarity.add(Familiarity::active(displacement), kAll, evidence);
      familiarity.add(Familiarity::active(displacement), {1, 1, 0}, none);
    });
    EXPECT_EQ(std::max_element(evidence.begin(), evidence.end()) - evidence.begin(), static_cast<long>(sensed));
    EXPECT_EQ(none, std::vector<float>(3, 0)) << "not trusted";
  }
}

// Two discs that differ in nothing but their size, of which the small one's places are all on the large one, too.
TEST(FamiliarDisplacements, NameWhatIsSmall) {
  const auto on_disc = [](RandomStream& random, double radius) {
    const double angle = 2 * std::numbers::pi * random.uniform();
    const double r = radius * std::sqrt(random.uniform());
    return place({r * std::cos(angle), r * std::sin(angle), 0}, Vector3::UnitZ(), Vector3::UnitX());
  };
  const auto lead_of_small = [&](double displaced) {
    ColumnOptions options;
    options.evidence.displaced = displaced;
    RandomStream random = test_stream(94);
    Column column(options);
    const ObjectId small = column.learn_object("small");
    const ObjectId large = column.learn_object("large");
    for (int i = 0; i < 300; ++i) column.learn(on_disc(random, 0.03), small, Pose::Identity());
    for (int i = 0; i < 1200; ++i) column.learn(on_disc(random, 0.09), large, Pose::Identity());
    column.reset();
    for (int i = 0; i < 30; ++i) column.sense(on_disc(random, 0.03));
    double evidence[2] = {};
    for (std::size_t i = 0; i < column.percept().ranked_count; ++i) {
      evidence[column.percept().ranked[i].object == small ? 0 : 1] = column.percept().ranked[i].evidence;
    }
    return evidence[0] - evidence[1];
  };
  EXPECT_GT(lead_of_small(1), lead_of_small(0) + 10);
  EXPECT_GT(lead_of_small(1), 10);
}

// Two cubes of unlike colour, each learned from above only, sensed from below by columns whose segments tell no
// colours.
class UnlearnedSide : public ::testing::Test {
 protected:
  static Sensation coloured_cube(RandomStream& random, const Hsv& colour, bool above) {
    for (;;) {
      Sensation s = cube(random);
      s.colour = colour;
      if ((s.p_W.z() > 0) == above) return s;
    }
  }
  static std::string name_of(const Hsv& seen, double familiar, int columns) {
    ColumnOptions options;
    options.evidence.familiar = familiar;
    options.evidence.hue = options.evidence.tone = 0;
    RandomStream random = test_stream(91);
    std::vector<Column> members;
    for (int c = 0; c < columns; ++c) {
      Column& column = members.emplace_back(options);
      for (const auto& [name, colour] : {std::pair("blue", kBlue), std::pair("red", kRed)}) {
        const ObjectId object = column.learn_object(name);
        for (int i = 0; i < 300; ++i) column.learn(coloured_cube(random, colour, true), object, Pose::Identity());
      }
    }
    Region region(std::move(members));
    region.reset();
    std::vector<std::optional<Sensation>> sensations(static_cast<std::size_t>(columns));
    for (int i = 0; i < 40; ++i) {
      for (auto& sensation : sensations) sensation = coloured_cube(random, seen, false);
      region.sense(sensations);
    }
    const Percept& percept = region.percept();
    return percept.ranked_count == 0 ? "" : region.column(0).memory().name(percept.object());
  }
  static constexpr Hsv kRed{0.0F, 0.9F, 0.6F};
};

TEST_F(UnlearnedSide, IsNamedByWhatIsFamiliar) {
  EXPECT_EQ(name_of(kBlue, 0.4, 1), "blue");
  EXPECT_EQ(name_of(kRed, 0.4, 1), "red");
  EXPECT_EQ(name_of(kBlue, 0, 1), name_of(kRed, 0, 1)) << "without it, shape alone tells the same of both";
}

TEST_F(UnlearnedSide, IsNamedByARegionToo) {
  // So little that columns vote for both: what they hear together decides.
  EXPECT_EQ(name_of(kBlue, 0.02, 2), "blue");
  EXPECT_EQ(name_of(kRed, 0.02, 2), "red");
  EXPECT_EQ(name_of(kBlue, 0, 2), name_of(kRed, 0, 2));
}

// What leaves working memory no longer counts: a column that never sensed it believes the same.
TEST(Familiarity, IsForgottenWithTheSensations) {
  ColumnOptions options;
  options.working_memory = 8;
  RandomStream random = test_stream(92);
  Column column(options);
  const ObjectId object = column.learn_object("two colours");
  const ObjectId other = column.learn_object("box");
  for (int i = 0; i < 400; ++i) {
    column.learn(two_coloured_cylinder(random), object, Pose::Identity());
    column.learn(box(random), other, Pose::Identity());
  }
  std::vector<Sensation> sensations;
  for (int i = 0; i < 9; ++i) sensations.push_back(two_coloured_cylinder(random));
  const auto evidence = [&](std::size_t first) {
    column.reset();
    column.set_oracle(object, Pose::Identity());
    for (std::size_t i = first; i < sensations.size(); ++i) column.sense(sensations[i]);
    return *column.oracle_evidence();
  };
  const double forgetful = evidence(0);  // at the ninth the first two leave
  EXPECT_NEAR(forgetful, evidence(2), 0.05 * std::abs(forgetful));
}

}  // namespace
}  // namespace colonnade::cortex
