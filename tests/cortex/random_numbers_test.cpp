#include <colonnade/cortex/random_numbers.h>

#include <algorithm>

#include <gtest/gtest.h>

namespace colonnade::cortex {
namespace {

// The vectors that the authors of Philox publish with it (kat_vectors of Random123).
TEST(RandomNumbers, PhiloxGivesThePublishedVectors) {
  constexpr std::array<std::uint32_t, 4> kZero32 = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
  EXPECT_EQ(philox({0, 0, 0, 0}, std::array<std::uint32_t, 2>{0, 0}), kZero32);
  constexpr std::array<std::uint32_t, 4> kPi32 = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
  EXPECT_EQ(
      philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, std::array<std::uint32_t, 2>{0xa4093822, 0x299f31d0}),
      kPi32);
  constexpr std::array<std::uint64_t, 4> kZero64 = {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b,
                                                    0x7e68b68aec7ba23b};
  EXPECT_EQ(philox({0, 0, 0, 0}, std::array<std::uint64_t, 2>{0, 0}), kZero64);
}

TEST(RandomNumbers, AStreamGivesTheWordsOfOneBlockAfterTheOther) {
  constexpr std::array<std::uint32_t, 2> kKey = {11, 12};
  RandomNumbers<std::uint32_t> random(kKey, {0, 1, 2, 3});
  for (std::uint32_t block = 0; block < 3; ++block) {
    for (const std::uint32_t word : philox({block, 1, 2, 3}, kKey)) EXPECT_EQ(random.next(), word);
  }
}

TEST(RandomNumbers, UniformNumbersAreTheWordsTopBits) {
  RandomNumbers<std::uint32_t> half_open({1, 2}, {0, 0, 0, 0}), words32 = half_open;
  RandomNumbers<std::uint32_t, UnitInterval::open> open({1, 2}, {0, 0, 0, 0});
  RandomNumbers<std::uint64_t> wide({1, 2}, {0, 0, 0, 0}), words64 = wide;
  for (int i = 0; i < 100; ++i) {
    const std::uint32_t word = words32.next();
    EXPECT_EQ(half_open.uniform(), word / 4294967296.0);
    EXPECT_EQ(open.uniform(), (word + 0.5) / 4294967296.0);
    EXPECT_EQ(wide.uniform(), static_cast<double>(words64.next() >> 11) / 9007199254740992.0);
  }
}

TEST(RandomNumbers, BelowReachesAllAndNoMore) {
  RandomNumbers<std::uint32_t> narrow({5, 6}, {0, 0, 0, 0});
  RandomNumbers<std::uint64_t> wide({5, 6}, {0, 0, 0, 0});
  std::array<int, 7> hit{};
  for (int i = 0; i < 7000; ++i) {
    ++hit.at(narrow.below(7));
    ++hit.at(wide.below(7));
  }
  EXPECT_GT(*std::min_element(hit.begin(), hit.end()), 1800);
  EXPECT_LT(*std::max_element(hit.begin(), hit.end()), 2200);
}

TEST(RandomNumbers, NormalNumbersHaveMeanZeroAndVarianceOne) {
  RandomNumbers<std::uint32_t, UnitInterval::open> random({7, 8}, {0, 0, 0, 0});
  constexpr int kCount = 100000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.015);
  EXPECT_NEAR(squares / kCount, 1, 0.025);
}

}  // namespace
}  // namespace colonnade::cortex
