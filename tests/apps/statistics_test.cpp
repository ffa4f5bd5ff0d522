#include "statistics.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace colonnade::runner {
namespace {

TEST(Wilson, HandWorkedExamples) {
  // n = 10, p = 0.8, z^2 = 3.8415: centre (0.8 + 0.19207) / 1.38415 = 0.71674, half width 0.22661.
  const auto [low, high] = wilson_interval(8, 10);
  EXPECT_NEAR(low, 0.49016, 1e-4);
  EXPECT_NEAR(high, 0.94332, 1e-4);
}

TEST(Wilson, StaysInsideTheUnitIntervalAtItsEnds) {
  // k = n: from n / (n + z^2) to 1.
  const auto all = wilson_interval(100, 100);
  EXPECT_NEAR(all[0], 100.0 / 103.8415, 1e-5);
  EXPECT_DOUBLE_EQ(all[1], 1.0);
  const auto none = wilson_interval(0, 100);
  EXPECT_NEAR(none[0], 0.0, 1e-12);
  EXPECT_NEAR(none[1], 3.8415 / 103.8415, 1e-5);
}

TEST(Wilson, KnowsNothingWithoutTrials) { EXPECT_EQ(wilson_interval(0, 0), (std::array<double, 2>{0.0, 1.0})); }

TEST(Statistics, MeanAndMedian) {
  const std::vector<double> odd{3, 1, 8};
  const std::vector<double> even{4, 1, 9, 2};
  EXPECT_DOUBLE_EQ(mean(odd), 4.0);
  EXPECT_DOUBLE_EQ(median(odd), 3.0);
  EXPECT_DOUBLE_EQ(median(even), 3.0);
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(median({})));
}

}  // namespace
}  // namespace colonnade::runner
