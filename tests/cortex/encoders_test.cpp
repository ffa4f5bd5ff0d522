// All encoders obey one law: expected overlap / blocks is a decreasing function of distance.

#include <colonnade/cortex/encoders.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <numbers>

#include <gtest/gtest.h>

#include "random.h"

namespace colonnade::cortex {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

RandomStream stream(std::uint64_t index) { return {7, StreamPurpose{100}, index}; }

Vector3 random_place(RandomStream& random) { return random.uniform_vector() - Vector3::Constant(0.5); }

template <class Code>
double share_equal(const Code& a, const Code& b, std::size_t begin = 0, std::size_t end = std::tuple_size_v<Code>) {
  int equal = 0;
  for (std::size_t i = begin; i < end; ++i) equal += a[i] == b[i] ? 1 : 0;
  return equal / static_cast<double>(end - begin);
}

/// Mean share of equal blocks between random places and places this far from them.
double location_overlap(double distance_m, std::size_t begin, std::size_t end) {
  const LocationEncoder encoder{EncoderOptions{}};
  RandomStream random = stream(1);
  double sum = 0;
  constexpr int kTrials = 400;
  for (int i = 0; i < kTrials; ++i) {
    const Vector3 p = random_place(random);
    LocationCode here, there;
    encoder.encode(p, here);
    encoder.encode(p + distance_m * random.normal_vector().normalized(), there);
    sum += share_equal(here, there, begin, end);
  }
  return sum / kTrials;
}

double direction_overlap(double angle, bool axial) {
  const DirectionEncoder encoder(1, axial);
  RandomStream random = stream(2);
  double sum = 0;
  constexpr int kTrials = 400;
  for (int i = 0; i < kTrials; ++i) {
    const Vector3 d = random.normal_vector().normalized();
    const Vector3 about = d.cross(random.normal_vector()).normalized();
    DirectionCode here, there;
    encoder.encode(d, here);
    encoder.encode(Eigen::AngleAxisd(angle, about) * d, there);
    sum += share_equal(here, there);
  }
  return sum / kTrials;
}

void expect_decreasing(const std::function<double(double)>& overlap, std::initializer_list<double> distances,
                       double least_step) {
  double before = 2;
  for (const double distance : distances) {
    const double now = overlap(distance);
    EXPECT_LT(now, before - least_step) << "at distance " << distance;
    before = now;
  }
}

TEST(LocationEncoder, OverlapFallsWithDistance) {
  const auto all = [](double d) { return location_overlap(d, 0, kLocationBlocks); };
  EXPECT_EQ(all(0), 1.0);
  expect_decreasing(all, {0, 0.001, 0.002, 0.004, 0.008, 0.012, 0.016, 0.024, 0.036}, 0.01);
  EXPECT_LT(all(0.055), 0.02);
}

TEST(LocationEncoder, CoarseModulesSeeFurtherThanFineOnes) {
  const auto coarse = [](double d) { return location_overlap(d, 0, kLocationBlocks / 2); };
  const auto fine = [](double d) { return location_overlap(d, kLocationBlocks / 2, kLocationBlocks); };
  expect_decreasing(coarse, {0, 0.005, 0.01, 0.02, 0.035}, 0.02);
  expect_decreasing(fine, {0, 0.002, 0.004, 0.008, 0.014}, 0.02);
  EXPECT_GT(coarse(0.012), 0.4);
  EXPECT_LT(fine(0.012), 0.2);
}

TEST(LocationEncoder, AClosedPathReturnsToItsCode) {
  const LocationEncoder encoder{EncoderOptions{}};
  for (std::uint64_t walk = 0; walk < 20; ++walk) {
    RandomStream random = stream(100 + walk);
    const double angle = random.uniform(0, std::numbers::pi);
    const Rotation R_OW = Eigen::AngleAxisd(angle, random.normal_vector().normalized()).toRotationMatrix();
    const Vector3 start = random_place(random);
    LocationCode before, after;
    encoder.encode(start, before);
    Vector3 p_O = start, home_W = Vector3::Zero();
    for (int i = 0; i < 50; ++i) {
      const Vector3 move_W = 0.05 * random.normal_vector();
      p_O += R_OW * move_W;
      home_W -= move_W;
      encoder.encode(p_O, after);
      if ((p_O - start).norm() > 0.06) {
        EXPECT_LT(share_equal(before, after), 0.2);
      }
    }
    encoder.encode(p_O + R_OW * home_W, after);
    EXPECT_EQ(before, after);
  }
}

TEST(LocationEncoder, EqualPlacesOfDifferentObjectsAreUnrelated) {
  const LocationEncoder encoder{EncoderOptions{}};
  RandomStream random = stream(3);
  double sum = 0;
  for (std::uint32_t object = 0; object < 100; ++object) {
    const Vector3 p_O = 0.1 * random_place(random);
    LocationCode here, there;
    encoder.encode(p_O + LocationEncoder::anchor(1, object), here);
    encoder.encode(p_O + LocationEncoder::anchor(1, object + 1), there);
    sum += share_equal(here, there);
  }
  EXPECT_LT(sum / 100, 0.03);  // chance is 1 in 216
}

TEST(DirectionEncoder, OverlapFallsWithAngle) {
  const auto overlap = [](double angle) { return direction_overlap(angle, false); };
  EXPECT_EQ(overlap(0), 1.0);
  expect_decreasing(overlap, {0, 5 * kDegree, 10 * kDegree, 20 * kDegree, 30 * kDegree, 45 * kDegree, 70 * kDegree},
                    0.002);
  EXPECT_LT(overlap(std::numbers::pi), 0.01);
}

TEST(DirectionEncoder, AxesHaveNoSign) {
  const auto overlap = [](double angle) { return direction_overlap(angle, true); };
  EXPECT_EQ(overlap(0), 1.0);
  expect_decreasing(overlap, {0, 5 * kDegree, 10 * kDegree, 20 * kDegree, 30 * kDegree, 45 * kDegree, 80 * kDegree},
                    0.002);
  EXPECT_GT(overlap(std::numbers::pi), 0.995);
  EXPECT_NEAR(overlap(170 * kDegree), overlap(10 * kDegree), 0.03);
}

TEST(ScalarEncoder, OverlapFallsLinearlyToNothing) {
  constexpr double kWidth = 1.2;
  RandomStream random = stream(4);
  for (const double distance : {0.0, 0.2, 0.6, 1.0, 1.2, 2.0}) {
    double sum = 0;
    for (int i = 0; i < 300; ++i) {
      const double value = 20 * (random.uniform() - 0.5);
      std::array<Cell, 64> here, there;
      encode_scalar(value, kWidth, 5, here);
      encode_scalar(value + distance, kWidth, 5, there);
      sum += share_equal(here, there);
    }
    EXPECT_NEAR(sum / 300, std::max(0.0, 1 - distance / kWidth), 0.02) << "at distance " << distance;
  }
}

TEST(CircularEncoder, OverlapFallsAroundTheCircleBothWays) {
  RandomStream random = stream(5);
  const auto overlap = [&](double distance) {
    double sum = 0;
    for (int i = 0; i < 300; ++i) {
      const double value = random.uniform();
      std::array<Cell, 64> here, there;
      encode_circular(value, 3, 5, here);
      encode_circular(value + distance, 3, 5, there);
      sum += share_equal(here, there);
    }
    return sum / 300;
  };
  for (const double distance : {0.0, 0.05, 0.1, 0.2, 0.3, 0.5}) {
    EXPECT_NEAR(overlap(distance), std::max(0.0, 1 - 3 * distance), 0.03) << "at distance " << distance;
    EXPECT_NEAR(overlap(1 - distance), overlap(distance), 0.03) << "at distance " << distance;
  }
  std::array<Cell, 64> red, also_red;
  encode_circular(0.01, 3, 5, red);
  encode_circular(0.99, 3, 5, also_red);
  EXPECT_GT(share_equal(red, also_red), 0.8);
}

TEST(Encoders, NeverMakeTheCellOfAMissingSynapse) {
  const LocationEncoder locations{EncoderOptions{}};
  const DirectionEncoder directions(1, false), axes(1, true);
  const FeatureEncoder features(1);
  RandomStream random = stream(6);
  const auto below_limit = [](const auto& code) {
    return std::all_of(code.begin(), code.end(), [](Cell cell) { return cell != 0xFF; });
  };
  for (int i = 0; i < 3000; ++i) {
    LocationCode location;
    locations.encode(10 * random.normal_vector(), location);
    EXPECT_TRUE(below_limit(location));
    DirectionCode direction;
    directions.encode(random.normal_vector().normalized(), direction);
    EXPECT_TRUE(below_limit(direction));
    axes.encode(random.normal_vector().normalized(), direction);
    EXPECT_TRUE(below_limit(direction));
    FeatureCode feature;
    const Hsv colour{static_cast<float>(random.uniform()), static_cast<float>(random.uniform()),
                     static_cast<float>(random.uniform())};
    const double k2 = std::sinh(8 * random.normal()), k1 = std::sinh(8 * random.normal());
    features.encode(k1, k2, colour, feature);
    EXPECT_TRUE(below_limit(feature));
  }
  for (int i = -2000; i < 2000; ++i) {  // every bin, there and back
    std::array<Cell, 16> code;
    encode_scalar(0.25 * i, 0.4, 9, code);
    EXPECT_TRUE(below_limit(code));
  }
}

TEST(Encoders, SeedsMakeUnrelatedCodesAndEqualSeedsEqualOnes) {
  EncoderOptions other_options;
  other_options.seed = 2;
  const LocationEncoder first{EncoderOptions{}}, again{EncoderOptions{}}, other{other_options};
  LocationCode a, b, c;
  double sum = 0;
  RandomStream random = stream(8);
  for (int i = 0; i < 50; ++i) {
    const Vector3 p = random_place(random);
    first.encode(p, a);
    again.encode(p, b);
    other.encode(p, c);
    EXPECT_EQ(a, b);
    sum += share_equal(a, c);
  }
  EXPECT_LT(sum / 50, 0.05);

  const DirectionEncoder d1(1, false), d2(2, false);
  int different = 0;
  for (std::size_t i = 0; i < d1.map().size(); ++i) different += d1.map()[i] != d2.map()[i] ? 1 : 0;
  EXPECT_GT(different, 0.9 * static_cast<double>(d1.map().size()));

  FeatureCode f1, f2;
  FeatureEncoder(1).encode(20, 0, {0.3F, 0.4F, 0.5F}, f1);
  FeatureEncoder(2).encode(20, 0, {0.3F, 0.4F, 0.5F}, f2);
  EXPECT_NE(f1, f2);
}

TEST(LogCurvature, KeepsTheSignAndSpreadsSmallCurvatures) {
  EXPECT_EQ(log_curvature(0), 0);
  EXPECT_NEAR(log_curvature(5), std::log(2), 1e-12);
  EXPECT_EQ(log_curvature(-40), -log_curvature(40));
}

}  // namespace
}  // namespace colonnade::cortex
