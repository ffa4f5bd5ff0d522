// The space around whole things: how outlines contradict poses, how poses are fitted to them, and what they decide.
#include "outline_fit.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <Eigen/QR>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>

#include "boxed_outlines.h"
#include "memory_impl.h"
#include "pose_view.h"
#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

// The box of synthetic_objects.h, and that with a bar on top which says how it lies.
Boxes plain_box() { return {box_from({-0.05, -0.03, -0.02}, {0.10, 0.06, 0.04})}; }
Boxes box_with_bar() { return {plain_box()[0], box_from({0.02, -0.03, 0.02}, {0.02, 0.05, 0.03})}; }
// And one with a bar below, too: no view shows neither.
Boxes box_with_bars() {
  return {box_with_bar()[0], box_with_bar()[1], box_from({-0.04, -0.02, -0.05}, {0.02, 0.05, 0.03})};
}

constexpr double kAway_m = 0.4;

Pose random_eye(RandomStream& random) { return eye_at(kAway_m * random.normal_vector().normalized()); }

std::vector<Outline> views_of(const Boxes& boxes, std::uint64_t seed, int count) {
  RandomStream random = test_stream(seed);
  std::vector<Outline> views;
  for (int i = 0; i < count; ++i) views.push_back(outline_of(boxes, random_eye(random)));
  return views;
}

/// The pose of the boxes' own frame, moved a little.
kernels::PoseView moved_by(const Vector3& by, double turn_rad, const Vector3& axis = Vector3::UnitY()) {
  return from_X_OW(make_pose(Eigen::AngleAxisd(turn_rad, axis).toRotationMatrix(), by), Vector3::Zero(), 0);
}

TEST(Outline, OnlyCamerasThatSeeSomethingAreValid) {
  const Outline good = views_of(plain_box(), 1, 1)[0];
  EXPECT_TRUE(is_valid(good));
  EXPECT_FALSE(is_valid(Outline{}));
  const auto with = [&](auto&& change) {
    Outline o = good;
    change(o);
    return o;
  };
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.surface = {}; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.focal = 0; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.step_m = 0; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.nearest_m = -1; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.p_SA[2] = std::numeric_limits<float>::quiet_NaN(); })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.R_SA[0] *= 2; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.cx = 1e38F; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) { o.p_SA[0] = 1e4F; })));
  EXPECT_FALSE(is_valid(with([](Outline& o) {
    for (float& v : o.R_SA) v = -v;
  })));
}

// But for places at the edge of the bar, which fall between two cells.
TEST(OutlineFit, TheTruePoseIsHardlyContradicted) {
  constexpr int kCases = 60;
  float sum = 0;
  for (std::uint64_t seed = 100; seed < 100 + kCases; ++seed) {
    const std::vector<Outline> views = views_of(box_with_bar(), seed, 4);
    OutlineFit fit;
    fit.see(views[0], Vector3::Zero(), nullptr);
    fit.compare_with(std::span(views).subspan(1), nullptr);
    const float contradiction = fit.contradiction(moved_by(Vector3::Zero(), 0));
    EXPECT_LT(contradiction, 0.12F) << seed;
    sum += contradiction;
  }
  EXPECT_LT(sum / kCases, 0.02F);
}

TEST(OutlineFit, WhatLiesInEmptySpaceIsContradicted) {
  const std::vector<Outline> views = views_of(box_with_bar(), 3, 4);
  OutlineFit fit;
  fit.see(views[0], Vector3::Zero(), nullptr);
  fit.compare_with(std::span(views).subspan(1), nullptr);
  EXPECT_GT(fit.contradiction(moved_by({0.02, 0, 0}, 0)), 0.2F);
  EXPECT_GT(fit.contradiction(moved_by({0, 0, 0}, 0.5)), 0.2F);
  EXPECT_NEAR(fit.contradiction(moved_by({0.1, 0.1, 0.1}, 0)), 2.0F, 0.1F) << "all of both";
}

TEST(OutlineFit, WhereItStartsDoesNotMatter) {
  const std::vector<Outline> views = views_of(box_with_bar(), 3, 2);
  const Vector3 origin(0.3, -0.2, 0.5);
  const Pose X_OW = make_pose(Rotation::Identity(), {0.004, 0, 0});
  OutlineFit fit;
  fit.compare_with(std::span(views).subspan(1), nullptr);
  fit.see(views[0], Vector3::Zero(), nullptr);
  const float from_zero = fit.contradiction(from_X_OW(X_OW, Vector3::Zero(), 0));
  fit.see(views[0], origin, nullptr);
  EXPECT_NEAR(fit.contradiction(from_X_OW(X_OW, origin, 0)), from_zero, 1e-4F);
}

RC_GTEST_PROP(OutlineFit, FittingContradictsNoMore, (std::uint16_t seed)) {
  const std::vector<Outline> views = views_of(box_with_bar(), seed, 3);
  RandomStream random = test_stream(seed + 1U);
  OutlineFit fit;
  fit.see(views[0], Vector3::Zero(), nullptr);
  fit.compare_with(std::span(views).subspan(1), nullptr);
  const Vector3 by = random.normal_vector();
  kernels::PoseView pose = moved_by(0.01 * by, 0.3 * random.normal());
  const float before = fit.contradiction(pose);
  const OutlineFit::Fit fitted = fit.fit(pose, OutlineFit::kFine);
  RC_ASSERT(fitted.after <= before);
  RC_ASSERT(std::abs(fitted.before - before) < 1e-6F);
  RC_ASSERT(std::abs(fit.contradiction(pose) - fitted.after) < 1e-6F);
}

TEST(OutlineFit, FindsThePoseNearby) {
  const std::vector<Outline> views = views_of(box_with_bar(), 5, 6);
  OutlineFit fit;
  fit.see(views[0], Vector3::Zero(), nullptr);
  fit.compare_with(std::span(views).subspan(1), nullptr);
  kernels::PoseView pose = moved_by({0.006, -0.004, 0.005}, 0.15, Vector3(1, 2, 3).normalized());
  ASSERT_GT(fit.contradiction(pose), 0.1F);
  EXPECT_LT(fit.fit(pose, {20, 1, 0.004F, 0.0005F, false}).after, 0.03F);
  EXPECT_GT(rotation_cosine(pose, moved_by(Vector3::Zero(), 0)), std::cos(0.06F));
  EXPECT_LT(translation(pose).norm(), 0.004F);
}

TEST(OutlineFit, StartsAreSpreadEvenlyHoweverManyThereAre) {
  const std::vector<Outline> views = views_of(box_with_bar(), 7, 2);
  OutlineFit fit;
  fit.see(views[0], Vector3::Zero(), nullptr);
  fit.compare_with(views, nullptr);
  // The farthest that a rotation is from the nearest one; of 24, the turns of a cube, 63 degrees.
  for (const auto& [count, most_deg] : {std::pair{24U, 95.0}, std::pair{48U, 75.0}, std::pair{96U, 60.0}}) {
    RandomStream random = test_stream(1);
    double farthest = 0;
    for (int tries = 0; tries < 2000; ++tries) {
      const kernels::PoseView wanted = from_X_OW(random_pose(random), Vector3::Zero(), 0);
      float most = -1;
      for (std::size_t n = 0; n < count; ++n) most = std::max(most, rotation_cosine(wanted, fit.start(n, 0)));
      farthest = std::max(farthest, static_cast<double>(std::acos(std::min(most, 1.0F))));
    }
    EXPECT_LT(farthest * 180 / std::numbers::pi, most_deg) << count << " starts";
  }
}

TEST(OutlineFit, AStartsMiddleIsThatOfAKnownView) {
  const std::vector<Outline> views = views_of(box_with_bar(), 7, 1);
  OutlineFit fit;
  fit.see(views[0], Vector3::Zero(), nullptr);
  fit.compare_with(views, nullptr);
  // Known and seen are the same, so each start turns it about one place: which all of them leave where it is.
  Eigen::MatrixXf A(3 * 8, 3);
  Eigen::VectorXf b(3 * 8);
  for (std::size_t n = 0; n < 8; ++n) {
    const kernels::PoseView pose = fit.start(n, 0);
    A.middleRows<3>(static_cast<Eigen::Index>(3 * n)) = Eigen::Matrix3f::Identity() - rotation(pose);
    b.segment<3>(static_cast<Eigen::Index>(3 * n)) = translation(pose);
  }
  const Eigen::Vector3f middle = A.colPivHouseholderQr().solve(b);
  EXPECT_LT((A * middle - b).norm(), 1e-4F);
  EXPECT_LT(middle.norm(), 0.05F);
}

// From starts that know nothing of the pose.
TEST(OutlineFit, FindsAPoseFarAway) {
  constexpr int kCases = 8;
  int found = 0;
  for (std::uint64_t seed = 200; seed < 200 + kCases; ++seed) {
    const std::vector<Outline> views = views_of(box_with_bar(), seed, 3);
    OutlineFit fit;
    fit.see(views[0], Vector3::Zero(), nullptr);
    fit.compare_with(std::span(views).subspan(1), nullptr);
    float least = 2;
    for (std::size_t n = 0; n < 48; ++n) {
      kernels::PoseView pose = fit.start(n, 0);
      fit.fit(pose, OutlineFit::kRough);
      least = std::min(least, fit.fit(pose, OutlineFit::kFine).after);
    }
    found += least < fit.contradiction(moved_by(Vector3::Zero(), 0)) + 0.005F ? 1 : 0;
  }
  EXPECT_GE(found, kCases - 1);
}

TEST(OutlineFit, SaysWhatNoViewHasShown) {
  const std::vector<Outline> from_above{outline_of(plain_box(), eye_at({0, 0, kAway_m}))};
  OutlineFit fit;
  fit.see(from_above[0], Vector3::Zero(), nullptr);
  fit.compare_with(from_above, nullptr);
  const Eigen::Vector3f up(0, 0, 1);
  EXPECT_FALSE(fit.unseen({0, 0, 0.02F}, up)) << "its top";
  EXPECT_TRUE(fit.unseen({0, 0, 0.02F}, -up)) << "a surface there that faces away";
  EXPECT_TRUE(fit.unseen({0, 0, -0.02F}, -up)) << "its bottom";
  EXPECT_FALSE(fit.unseen({0, 0, 0.04F}, -up)) << "in front of it";
  EXPECT_FALSE(fit.unseen({0.08F, 0, -0.02F}, -up)) << "beside it";
}

/// Two objects on which the same is felt, known from all sides as `one` and `other`.
Column twins(const Boxes& one, const Boxes& other, ColumnOptions options = {}) {
  options.prune_range = 1000;
  Column column(options);
  for (const auto& [name, boxes] : {std::pair{"one", one}, std::pair{"other", other}}) {
    learn_shape(column, name, box, 400);
    for (const Outline& view : views_of(boxes, 11, 6))
      column.learn(view, *column.memory().find(name), Pose::Identity());
  }
  column.reset();
  return column;
}

void touch(Column& column, const Pose& X_WO, int times = 30) {
  for (const Sensation& s : episode(box, X_WO, times, 5)) column.sense(s);
}

/// As it looks when the boxes lie so.
Outline seen(const Boxes& boxes, const Pose& X_WO, std::uint64_t seed = 21) {
  RandomStream random = test_stream(seed);
  const Pose X_OS = random_eye(random);
  Outline o = outline_of(boxes, X_OS);
  const Pose X_SW = (X_WO * X_OS).inverse();
  Eigen::Map<RowMajor3f>(o.R_SA.data()) = X_SW.linear().cast<float>();
  Eigen::Map<Eigen::Vector3f>(o.p_SA.data()) = X_SW.translation().cast<float>();
  return o;
}

TEST(SecondLook, TellsTwinsApart) {
  RandomStream random = test_stream(9);
  const Pose X_WO = random_pose(random);
  for (const bool bars_first : {true, false}) {
    Column column = bars_first ? twins(box_with_bars(), plain_box()) : twins(plain_box(), box_with_bars());
    for (const auto& [boxes, name] : {std::pair{box_with_bars(), bars_first ? "one" : "other"},
                                      std::pair{plain_box(), bars_first ? "other" : "one"}}) {
      column.reset();
      column.sense(seen(boxes, X_WO));
      touch(column, X_WO);
      column.conclude();
      ASSERT_GT(column.percept().ranked_count, 0U);
      EXPECT_EQ(column.memory().name(column.percept().object()), name);
    }
  }
}

// Each touch adds evidence, so that whatever an object can gain by another look depends on how many there were.
TEST(SecondLook, ManyTouchesRuleNoTwinOut) {
  RandomStream random = test_stream(9);
  const Pose X_WO = random_pose(random);
  Column column = twins(box_with_bars(), plain_box());
  for (const auto& [boxes, name] : {std::pair{box_with_bars(), "one"}, std::pair{plain_box(), "other"}}) {
    column.reset();
    column.sense(seen(boxes, X_WO));
    touch(column, X_WO, 120);
    ASSERT_GT(column.percept().ranked[0].evidence, 50);
    column.conclude();
    ASSERT_GT(column.percept().ranked_count, 0U);
    EXPECT_EQ(column.memory().name(column.percept().object()), name);
  }
}

TEST(SecondLook, CorrectsThePose) {
  RandomStream random = test_stream(10);
  Column column = twins(box_with_bar(), box_with_bar());
  int right_before = 0, right_after = 0;
  constexpr int kEpisodes = 6;
  for (int i = 0; i < kEpisodes; ++i) {
    const Pose X_WO = random_pose(random);
    column.reset();
    column.sense(seen(box_with_bar(), X_WO, 30 + static_cast<std::uint64_t>(i)));
    touch(column, X_WO);
    const auto right = [&] {
      return rotation_distance(column.percept().ranked[0].X_WO.linear(), X_WO.linear()) < 0.1 ? 1 : 0;
    };
    right_before += right();
    column.conclude();
    right_after += right();
  }
  EXPECT_LT(right_before, kEpisodes) << "nothing that is felt tells the turns of a box apart";
  EXPECT_EQ(right_after, kEpisodes);
}

TEST(SecondLook, DoesNothingWithoutAnOutline) {
  RandomStream random = test_stream(9);
  const Pose X_WO = random_pose(random);
  const auto evidence_after = [&](Column& column, bool conclude) {
    touch(column, X_WO);
    if (conclude) column.conclude();
    return column.percept().ranked[0].evidence;
  };
  Column column = twins(box_with_bar(), plain_box());
  const double as_felt = evidence_after(column, false);
  column.reset();
  EXPECT_EQ(evidence_after(column, true), as_felt);
  column.reset();
  Outline broken = seen(plain_box(), X_WO);
  broken.focal = -1;
  column.sense(broken);
  EXPECT_EQ(evidence_after(column, true), as_felt) << "an invalid one is none";
  column.sense(seen(plain_box(), X_WO));
  column.reset();
  EXPECT_EQ(evidence_after(column, true), as_felt) << "nor is one of an earlier episode";
  ColumnOptions without;
  without.evidence.outline = 0;
  Column blind = twins(box_with_bar(), plain_box(), without);
  blind.sense(seen(plain_box(), X_WO));
  EXPECT_EQ(evidence_after(blind, true), as_felt);
  EXPECT_EQ(blind.statistics().outline_places, 0U);
  column.reset();
  column.sense(seen(plain_box(), X_WO));
  column.conclude();
  EXPECT_EQ(column.percept().ranked_count, 0U) << "nothing was touched";
}

TEST(SecondLook, LeavesWhatWasNeverSeenAsAWhole) {
  RandomStream random = test_stream(9);
  const Pose X_WO = random_pose(random);
  ColumnOptions options;
  options.prune_range = 1000;
  Column column(options);
  learn_shape(column, "felt", box, 400);
  column.reset();
  column.sense(seen(plain_box(), X_WO));
  touch(column, X_WO);
  const Percept before = column.percept();
  column.conclude();
  EXPECT_EQ(column.percept().ranked_count, before.ranked_count);
  EXPECT_EQ(column.percept().ranked[0].evidence, before.ranked[0].evidence) << "no outline is known";
  EXPECT_EQ(column.percept().decided, before.decided);

  learn_shape(column, "seen", box, 400);
  for (const Outline& view : views_of(box_with_bar(), 11, 6)) {
    column.learn(view, *column.memory().find("seen"), Pose::Identity());
  }
  column.reset();
  column.sense(seen(plain_box(), X_WO));
  touch(column, X_WO);
  column.conclude();
  ASSERT_EQ(column.percept().ranked_count, 2U);
  EXPECT_EQ(column.memory().name(column.percept().object()), "felt") << "what has a bar was seen not to be it";
}

TEST(SecondLook, AThingOfOneCellIsNoTrouble) {
  Outline dot = seen(plain_box(), Pose::Identity());
  const auto middle = static_cast<std::size_t>(Outline::kSide / 2 * (Outline::kSide + 1));
  const std::uint16_t depth = dot.surface[middle];
  dot.surface = {};
  dot.beside.fill(8);
  dot.surface[middle] = depth;
  dot.beside[middle] = -2;
  ASSERT_TRUE(is_valid(dot));
  Column column = twins(box_with_bar(), plain_box());
  column.sense(dot);
  touch(column, Pose::Identity());
  column.conclude();
  ASSERT_GT(column.percept().ranked_count, 0U);
  EXPECT_TRUE(std::isfinite(column.percept().ranked[0].evidence));
  EXPECT_TRUE(std::isfinite(column.percept().ranked[0].probability));
}

TEST(OutlineFit, TheLastSurfaceNumberIsASurface) {
  Outline far = outline_of(plain_box(), eye_at({0, 0, kAway_m}));
  for (std::uint16_t& s : far.surface) s = s != 0 ? std::uint16_t{65535} : s;
  far.step_m = 0.4F / 65535;
  OutlineFit fit;
  const std::vector<Outline> known{far};
  fit.see(far, Vector3::Zero(), nullptr);
  fit.compare_with(known, nullptr);
  const Eigen::Vector3f down(0, 0, -1);
  EXPECT_FALSE(fit.unseen({0, 0, 0.02F}, down)) << "in front of it";
  EXPECT_TRUE(fit.unseen({0, 0, -0.02F}, down)) << "behind it";
}

TEST(SecondLook, LearnsTheFirstEightValidOutlinesInTheObjectsFrame) {
  Column column;
  const ObjectId thing = column.learn_object("thing");
  RandomStream random = test_stream(12);
  const Pose X_WO = random_pose(random);
  for (std::uint64_t i = 0; i < 12; ++i) {
    column.learn(Outline{}, thing, X_WO.inverse());
    column.learn(seen(plain_box(), X_WO, i), thing, X_WO.inverse());
  }
  const auto& outlines = column.memory().impl().objects[0].outlines;
  ASSERT_EQ(outlines.size(), Column::kMostOutlines);
  const Outline in_O = seen(plain_box(), Pose::Identity(), 3);
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(outlines[3].R_SA[k], in_O.R_SA[k], 1e-5);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(outlines[3].p_SA[k], in_O.p_SA[k], 1e-5);
  EXPECT_THROW(column.learn(in_O, ObjectId(7), Pose::Identity()), InputError);
  Pose mirrored = Pose::Identity();
  mirrored.linear()(0, 0) = -1;
  EXPECT_THROW(column.learn(in_O, thing, mirrored), InputError);
}

TEST(SecondLook, IsCountedAndObserved) {
  struct Reads final : AccessObserver {
    void accessed(Structure structure, std::uint64_t, std::size_t offset, std::uint32_t count) noexcept override {
      const bool known = structure == Structure::outlines;
      if (!known && structure != Structure::seen_outline) return;
      EXPECT_LE(offset % sizeof(Outline) + count, sizeof(Outline));
      (known ? of_known : of_seen) += count;
    }
    std::size_t of_known = 0, of_seen = 0;
  } reads;
  RandomStream random = test_stream(9);
  const Pose X_WO = random_pose(random);
  Column column = twins(box_with_bar(), plain_box());
  column.observe_accesses(&reads);
  column.sense(seen(box_with_bar(), X_WO));
  touch(column, X_WO);
  reads.of_known = reads.of_seen = 0;
  column.clear_statistics();
  column.conclude();
  EXPECT_GT(column.statistics().outline_fits, 0U);
  EXPECT_GT(column.statistics().outline_terms, 0U);
  EXPECT_GE(column.statistics().outline_places, column.statistics().outline_terms);
  EXPECT_GT(reads.of_known, 0U);
  EXPECT_GT(reads.of_seen, 0U);
}

}  // namespace
}  // namespace colonnade::cortex
