// One-shot growth, strengthening, and what is not learned.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>

#include "memory_impl.h"
#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

Sensation a_place() {
  Sensation s = place({0.1, 0.02, -0.03}, Vector3::UnitZ(), Vector3::UnitX());
  s.frame_fully_defined = true;
  s.k1 = 20;
  return s;
}

class Learning : public ::testing::Test {
 protected:
  Column column_;
  ObjectId thing_ = column_.learn_object("thing");
  bool learn(const Sensation& s) { return column_.learn(s, thing_, Pose::Identity()); }
  std::size_t segments() { return column_.memory().segment_count(thing_); }
  const LearnedObject& learned() { return column_.memory().impl().objects[thing_.value()]; }
};

TEST_F(Learning, OneSensationGrowsOneSegmentWhereItWas) {
  const Pose X_OW = make_pose(rotation_from_euler_xyz(0.3, -1, 2), Vector3(0.5, 1, -2));
  const Sensation s = a_place();
  EXPECT_TRUE(column_.learn(s, thing_, X_OW));
  const auto points = column_.memory().points(thing_);
  ASSERT_EQ(points.size(), 1);
  EXPECT_LT((points[0].p_O - X_OW * s.p_W).norm(), 1e-6);
  EXPECT_LT((points[0].normal_O - X_OW.linear() * s.normal_W()).norm(), 1e-6);
  EXPECT_FLOAT_EQ(points[0].colour.value, s.colour.value);
  EXPECT_EQ(points[0].k1, 20);
  EXPECT_EQ(points[0].observations, 1);
}

TEST_F(Learning, ExpectsWhatItKnowsFromWhereItCanBeSeen) {
  const Sensation s = a_place();
  const Pose X_OW = make_pose(rotation_from_euler_xyz(0.3, -1, 2), Vector3(0.5, 1, -2));
  const Vector3 viewer = s.p_W + 0.5 * s.normal_W() + Vector3(0.1, 0.1, 0);
  const auto expects = [&](const Vector3& p_W, const Vector3& from, const Hsv& colour) {
    return column_.expects(p_W, from, colour, thing_, X_OW);
  };
  EXPECT_FALSE(expects(s.p_W, viewer, s.colour));
  column_.learn(s, thing_, X_OW);
  EXPECT_TRUE(expects(s.p_W, viewer, s.colour));
  EXPECT_TRUE(expects(s.p_W + Vector3(0.004, 0, 0), viewer, s.colour));
  EXPECT_FALSE(expects(s.p_W + Vector3(0.006, 0, 0), viewer, s.colour)) << "too far away";
  EXPECT_FALSE(expects(s.p_W, s.p_W - 0.5 * s.normal_W(), s.colour)) << "from behind";
  EXPECT_FALSE(expects(s.p_W, viewer, kBlue)) << "another colour";
  EXPECT_EQ(segments(), 1) << "a glance teaches nothing";
  EXPECT_GT(column_.memory().statistics().segments_searched, 0U) << "and is not free";
  EXPECT_THROW((void)column_.expects(s.p_W, viewer, s.colour, ObjectId(7), X_OW), InputError);
}

TEST_F(Learning, TheSameAgainStrengthens) {
  EXPECT_TRUE(learn(a_place()));
  const auto codes = learned().codes;
  const auto permanences = learned().permanences;
  EXPECT_FALSE(learn(a_place()));
  EXPECT_EQ(segments(), 1);
  EXPECT_EQ(column_.memory().points(thing_)[0].observations, 2);
  for (std::size_t i = 0; i < sizeof(kernels::SegmentCodes); ++i) {
    EXPECT_GT(learned().permanences[0][i], permanences[0][i]);
  }
  EXPECT_EQ(std::memcmp(learned().codes.data(), codes.data(), sizeof codes[0]), 0);
}

TEST_F(Learning, WhateverIsNotPredictedGrows) {
  EXPECT_TRUE(learn(a_place()));
  Sensation near = a_place();
  near.p_W.x() += 0.007;
  EXPECT_FALSE(learn(near));
  Sensation far = a_place();
  far.p_W.x() += 0.009;
  EXPECT_TRUE(learn(far));
  Sensation tilted = a_place();
  tilted.R_WF = rotation_from_euler_xyz(0.6, 0, 0);
  EXPECT_TRUE(learn(tilted));
  Sensation coloured = a_place();
  coloured.colour = kBlue;
  EXPECT_TRUE(learn(coloured));
  Sensation bent = a_place();
  bent.k2 = -20;
  EXPECT_TRUE(learn(bent));
  EXPECT_EQ(segments(), 5);
}

TEST_F(Learning, NeighboursAreFoundAcrossBinsOfTheLearningIndex) {
  RandomStream random = test_stream(1);
  for (int i = 0; i < 3000; ++i) {
    Sensation s = a_place();
    s.p_W = 0.1 * (random.uniform_vector() - Vector3::Constant(0.5));
    const auto before = column_.memory().points(thing_);
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& point : before) nearest = std::min(nearest, (point.p_O - s.p_W).norm());
    if (std::abs(nearest - 0.008) < 1e-6) continue;
    ASSERT_EQ(learn(s), nearest > 0.008) << "place " << i << ", nearest segment " << nearest << " m away";
    if (i == 300) break;
  }
}

TEST_F(Learning, SynapsesThatFallOffRegrowWhereItIsActiveNow) {
  learn(a_place());
  Sensation moved = a_place();
  moved.p_W.y() += 0.006;
  LocationCode there;
  const auto& impl = column_.memory().impl();
  impl.location_encoder.encode(moved.p_W + LocationEncoder::anchor(impl.options.seed, thing_.value()), there);
  const auto synapses_there = [&] {
    std::size_t equal = 0;
    for (std::size_t i = 0; i < there.size(); ++i) equal += learned().codes[0].location[i] == there[i] ? 1 : 0;
    return equal;
  };
  const std::size_t at_first = synapses_there();
  EXPECT_LT(at_first, 60);
  EXPECT_FALSE(learn(moved));
  EXPECT_EQ(synapses_there(), at_first) << "one sensation must not overwrite a synapse";
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(learn(moved));
  EXPECT_EQ(synapses_there(), 64);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(learn(moved));
  EXPECT_EQ(learned().permanences[0][0], 255) << "permanences end at 255";
}

TEST_F(Learning, NothingAndInvalidSensationsAreIgnored) {
  Sensation nothing = a_place();
  nothing.on_surface = false;
  EXPECT_FALSE(learn(nothing));
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::vector<Sensation> wrong(11, a_place());
  wrong[0].p_W.y() = kNan;
  wrong[1].R_WF = 2 * Rotation::Identity();
  wrong[2].k2 = kNan;
  wrong[3].colour.hue = std::numeric_limits<float>::infinity();
  wrong[4].R_WF = -Rotation::Identity();
  wrong[5].uncertainty.location = std::numeric_limits<float>::quiet_NaN();
  wrong[6].time = kNan;
  wrong[7].p_W.z() = -1e8;
  wrong[8].k1 = 1e39;  // no number in single precision
  wrong[9].colour.hue = 180;
  wrong[10].colour.value = 255;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_FALSE(is_valid(wrong[i])) << "number " << i;
    EXPECT_FALSE(learn(wrong[i])) << "number " << i;
  }
  EXPECT_EQ(segments(), 0);
  EXPECT_TRUE(is_valid(a_place()));
}

TEST_F(Learning, UnknownObjectsAreRefused) {
  EXPECT_THROW(column_.learn(a_place(), ObjectId(1), Pose::Identity()), InputError);
  EXPECT_THROW(column_.learn(a_place(), ObjectId(), Pose::Identity()), InputError);
  EXPECT_THROW((void)column_.memory().name(ObjectId(5)), InputError);
  EXPECT_THROW(column_.learn_object(""), InputError);
  for (const std::string_view name :
       {"m\xe9g", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "a\nb", "\x7f", "\xc2\x85"}) {
    EXPECT_FALSE(is_object_name(name));
    EXPECT_THROW(column_.learn_object(name), InputError) << name;
  }
  EXPECT_FALSE(is_object_name(std::string_view("n\0l", 3)));
  for (const std::string_view name : {"mug", "cup, blue", "caf\xc3\xa9", "\xe6\x9d\xaf", "\xf0\x9f\x8d\xb5"}) {
    EXPECT_TRUE(is_object_name(name)) << name;
  }
}

TEST_F(Learning, PosesThatAreNoneAreRefused) {
  Pose X_OW = Pose::Identity();
  X_OW.translation().x() = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(column_.learn(a_place(), thing_, X_OW), InputError);
  X_OW = Pose::Identity();
  X_OW.linear() *= 1000;  // millimetres
  EXPECT_THROW(column_.learn(a_place(), thing_, X_OW), InputError);
  X_OW.linear() = -Rotation::Identity();
  EXPECT_THROW(column_.learn(a_place(), thing_, X_OW), InputError) << "a mirror image";
  X_OW = Pose(Eigen::Translation3d(1e30, 0, 0));
  EXPECT_THROW(column_.learn(a_place(), thing_, X_OW), InputError);
  EXPECT_THROW((void)column_.expects(Vector3::Zero(), Vector3::UnitZ(), kGrey, thing_, X_OW), InputError);
  EXPECT_THROW(column_.set_oracle(thing_, X_OW), InputError);
  EXPECT_EQ(segments(), 0);
}

TEST_F(Learning, PlacesTooFarFromTheirObjectAreRefused) {
  EXPECT_TRUE(column_.learn(a_place(), thing_, Pose(Eigen::Translation3d(0, 499, 0))));
  const Pose X_OW(Eigen::Translation3d(0, 501, 0));
  EXPECT_THROW(column_.learn(a_place(), thing_, X_OW), InputError);
  EXPECT_FALSE(column_.expects(a_place().p_W, Vector3::UnitZ(), kGrey, thing_, X_OW));
  const Vector3 nowhere = Vector3::Constant(std::numeric_limits<double>::quiet_NaN());
  EXPECT_FALSE(column_.expects(nowhere, Vector3::UnitZ(), kGrey, thing_, Pose::Identity()));
  EXPECT_EQ(segments(), 1);
}

TEST_F(Learning, AnOracleIsOfAnObjectThatTheEpisodeKnows) {
  column_.reset();
  EXPECT_THROW(column_.set_oracle(ObjectId(1), Pose::Identity()), InputError);
  EXPECT_THROW(column_.set_oracle(ObjectId(), Pose::Identity()), InputError);
  const ObjectId newer = column_.learn_object("newer");
  EXPECT_THROW(column_.set_oracle(newer, Pose::Identity()), InputError);
  column_.set_oracle(thing_, Pose::Identity());
  column_.sense(a_place());
  EXPECT_TRUE(column_.oracle_evidence());
}

TEST(AColumn, NeedsAMemoryAndTakesItsEncoders) {
  EXPECT_THROW(Column(std::shared_ptr<Memory>()), InputError);
  EncoderOptions encoders;
  encoders.seed = 7;
  const Column column(std::make_shared<Memory>(encoders));
  EXPECT_EQ(column.options().encoders, encoders);
}

TEST(LearnObject, FindsTheObjectOfThatName) {
  Column column;
  const ObjectId cup = column.learn_object("cup");
  const ObjectId bowl = column.learn_object("bowl");
  EXPECT_NE(cup, bowl);
  EXPECT_EQ(column.learn_object("cup"), cup);
  EXPECT_EQ(column.memory().object_count(), 2);
  EXPECT_EQ(column.memory().name(bowl), "bowl");
}

TEST(LearnObject, ThereIsRoomForAsManyAsTheLocationIndexTellsApart) {
  Memory memory;
  memory.impl().objects.resize(Memory::kMostObjects - 1);
  EXPECT_EQ(memory.find_or_add("the last one").value(), Memory::kMostObjects - 1);
  EXPECT_EQ(memory.find_or_add("the last one").value(), Memory::kMostObjects - 1);
  EXPECT_THROW(memory.find_or_add("one too many"), InputError);
  Memory other;
  other.find_or_add("one too many");
  EXPECT_THROW(memory.merge(other), InputError);
  EXPECT_EQ(memory.object_count(), Memory::kMostObjects);
}

TEST(MemoryMerge, TakesObjectsThatWereLearnedElsewhere) {
  Column together, first, second;
  learn_shape(together, "box", box, 300);
  const ObjectId cylinder = learn_shape(together, "cylinder", two_coloured_cylinder, 300);
  learn_shape(first, "box", box, 300);
  second.learn_object("other");  // so that the cylinder has the same number as above, and the same places are learned
  learn_shape(second, "cylinder", two_coloured_cylinder, 300);
  Memory merged;
  merged.merge(first.memory());
  EXPECT_EQ(merged.object_count(), 1);
  merged.merge(second.memory());
  ASSERT_EQ(merged.object_count(), 3);
  const auto moved = *merged.find("cylinder");
  const auto a = merged.points(moved), b = together.memory().points(cylinder);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].p_O, b[i].p_O);
  EXPECT_THROW(merged.merge(first.memory()), InputError) << "a name clash";
  EncoderOptions other;
  other.seed = 5;
  Memory foreign(other);
  foreign.find_or_add("foreign");
  EXPECT_THROW(merged.merge(foreign), InputError) << "codes of another seed mean other things";
  EXPECT_EQ(merged.object_count(), 3);
}

}  // namespace
}  // namespace colonnade::cortex
