#include <colonnade/cortex/block_code_index.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <colonnade/cortex/error.h>

namespace colonnade::cortex {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// The same by reading every code.
std::vector<OverlapMatch> scan(const BlockCodeIndex& index, BlockCode query, std::uint32_t threshold) {
  std::vector<OverlapMatch> matches(index.size());
  matches.resize(overlap_active(query, index.codes(), threshold, matches));
  return matches;
}

void expect_same(const BlockCodeIndex& index, BlockCode query, std::uint32_t threshold,
                 BlockCodeIndex::Scratch& scratch) {
  const auto found = index.find(query, threshold, scratch);
  ASSERT_EQ(std::vector(found.begin(), found.end()), scan(index, query, threshold)) << "threshold " << threshold;
}

Bytes random_code(std::mt19937& random, std::size_t blocks, std::uint32_t cells = 255) {
  Bytes code(blocks);
  for (auto& cell : code) cell = static_cast<std::uint8_t>(random() % cells);
  return code;
}

/// The code with this many of its blocks changed.
Bytes with_mismatches(std::mt19937& random, Bytes code, std::size_t count) {
  std::vector<std::size_t> blocks(code.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) blocks[i] = i;
  std::shuffle(blocks.begin(), blocks.end(), random);
  for (std::size_t i = 0; i < count; ++i) {
    code[blocks[i]] = static_cast<std::uint8_t>((code[blocks[i]] + 1 + random() % 254) % 255);
  }
  return code;
}

struct Shape {
  std::size_t blocks;
  std::uint32_t least_overlap;
};

class BlockCodeIndexTest : public testing::TestWithParam<Shape> {};
INSTANTIATE_TEST_SUITE_P(Shapes, BlockCodeIndexTest,
                         testing::Values(Shape{64, 32}, Shape{64, 48}, Shape{64, 33}, Shape{64, 64}, Shape{64, 60},
                                         Shape{32, 20}, Shape{33, 25}, Shape{128, 80}, Shape{192, 140}, Shape{7, 5},
                                         Shape{300, 280}, Shape{1, 1}),
                         [](const auto& shape) {
                           return std::to_string(shape.param.blocks) + "Least" +
                                  std::to_string(shape.param.least_overlap);
                         });

TEST_P(BlockCodeIndexTest, FindsWhatTheScanFindsWhileItGrowsAndChanges) {
  const auto [blocks, least] = GetParam();
  std::mt19937 random(1);
  BlockCodeIndex index(blocks, least);
  BlockCodeIndex::Scratch scratch;
  const Bytes center = random_code(random, blocks);
  const auto check = [&] {
    for (int q = 0; q < 5; ++q) {
      const Bytes query = with_mismatches(random, center, random() % (blocks - least + 1));
      for (const auto threshold : {least, (least + static_cast<std::uint32_t>(blocks)) / 2,
                                   static_cast<std::uint32_t>(blocks), static_cast<std::uint32_t>(blocks + 1)}) {
        expect_same(index, query, threshold, scratch);
      }
    }
  };
  check();  // empty
  for (std::uint32_t i = 0; i < 12000; ++i) {
    // Most are strangers; some have just enough overlap, or one block less, anywhere in the code.
    Bytes code = random() % 50 == 0
                     ? with_mismatches(random, center, std::min<std::size_t>(blocks, blocks - least + random() % 2))
                     : random_code(random, blocks);
    for (auto& cell : code) {
      if (random() % 100 == 0) cell = kDisconnected;
    }
    ASSERT_EQ(index.insert(code), i);
    if (i % 3000 == 7) check();
  }
  check();  // sorted tables and recent entries together
  index.consolidate();
  check();
  const auto any = [&] { return static_cast<std::uint32_t>(random() % 12000); };
  for (int i = 0; i < 300; ++i) {
    index.update(any(), with_mismatches(random, center, random() % (blocks - least + 1)));
    index.update(any(), random_code(random, blocks));
    index.update(any(), Bytes(blocks, kDisconnected));
  }
  check();
  index.consolidate(2);
  check();
}

TEST(BlockCodeIndex, ChangesAloneDoNotMakeItGrowForEver) {
  std::mt19937 random(3);
  BlockCodeIndex index(8, 6);
  for (int i = 0; i < 10; ++i) index.insert(random_code(random, 8));
  for (std::uint32_t i = 0; i < 100'000; ++i) index.update(i % 10, random_code(random, 8));
  EXPECT_LT(index.memory_bytes(), 2'000'000);
  BlockCodeIndex::Scratch scratch;
  for (std::uint32_t i = 0; i < 10; ++i) {
    const BlockCode code = index.codes()[i];
    expect_same(index, Bytes(code.begin(), code.end()), 6, scratch);
  }
}

TEST(BlockCodeIndex, IntactGroupsAtEveryPlaceAreFound) {
  // The worst case for the pigeonhole: exactly least_overlap equal blocks, spread as evenly as can be, at every shift.
  std::mt19937 random(2);
  const std::size_t blocks = 64;
  for (const std::uint32_t least : {16u, 32u, 33u, 48u, 63u}) {
    BlockCodeIndex index(blocks, least);
    const Bytes query = random_code(random, blocks);
    for (int i = 0; i < 20000; ++i) index.insert(random_code(random, blocks));
    for (std::size_t shift = 0; shift < blocks; ++shift) {
      Bytes code = query;
      for (std::size_t m = 0; m < blocks - least; ++m) {
        auto& cell = code[(shift + m * blocks / (blocks - least)) % blocks];
        cell = static_cast<std::uint8_t>((cell + 1) % 255);
      }
      index.insert(code);
    }
    index.consolidate();
    BlockCodeIndex::Scratch scratch;
    EXPECT_EQ(index.find(query, least, scratch).size(), blocks);
    expect_same(index, query, least, scratch);
  }
}

TEST(BlockCodeIndex, AdversarialCodesAreFoundExactly) {
  std::mt19937 random(3);
  const std::size_t blocks = 64;
  const std::uint32_t least = 40;
  BlockCodeIndex index(blocks, least);
  const Bytes query = random_code(random, blocks);
  // All in the same buckets, and none of them near: one block short everywhere; the same code many times; nearly all
  // synapses disconnected.
  for (int i = 0; i < 3000; ++i) index.insert(with_mismatches(random, query, blocks - least + 1));
  for (int i = 0; i < 3000; ++i) index.insert(query);
  for (int i = 0; i < 3000; ++i) {
    Bytes code(blocks, kDisconnected);
    for (std::size_t b = 0; b < static_cast<std::size_t>(i) % (blocks + 1); ++b) code[b] = query[b];
    index.insert(code);
  }
  for (int i = 0; i < 50000; ++i) index.insert(random_code(random, blocks));
  BlockCodeIndex::Scratch scratch;
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::uint32_t threshold : {40u, 41u, 63u, 64u}) {
      expect_same(index, query, threshold, scratch);
      expect_same(index, random_code(random, blocks), threshold, scratch);
      expect_same(index, with_mismatches(random, query, 24), threshold, scratch);
    }
    index.consolidate();
  }
}

TEST(BlockCodeIndex, OneScratchServesSeveralIndexes) {
  std::mt19937 random(4);
  BlockCodeIndex::Scratch scratch;
  BlockCodeIndex small(16, 12), large(64, 48);
  for (int i = 0; i < 100; ++i) small.insert(random_code(random, 16, 4));
  for (int i = 0; i < 20000; ++i) large.insert(random_code(random, 64));
  large.consolidate();
  for (int i = 0; i < 10; ++i) {
    expect_same(large, large.codes()[static_cast<std::size_t>(i)], 48, scratch);
    expect_same(small, small.codes()[static_cast<std::size_t>(i)], 12, scratch);
  }
}

TEST(BlockCodeIndex, CountsItsMemory) {
  std::mt19937 random(5);
  BlockCodeIndex index(64, 48);
  for (int i = 0; i < 20000; ++i) index.insert(random_code(random, 64));
  index.consolidate();
  const double per_synapse = static_cast<double>(index.memory_bytes()) / (20000.0 * 64);
  EXPECT_GT(per_synapse, 1.0 + 17 * 4.0 / 64);  // the code, and a word for each of its 17 groups
  EXPECT_LT(per_synapse, 8.0);
}

TEST(BlockCodeIndex, RefusesWhatDoesNotFit) {
  const auto expect = [](const char* part, auto&& call) {
    try {
      call();
      FAIL() << "no error";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  expect("got 0", [] { BlockCodeIndex(0, 1); });
  expect("got 65536", [] { BlockCodeIndex(65536, 1); });
  expect("least_overlap", [] { BlockCodeIndex(64, 0); });
  expect("got 65", [] { BlockCodeIndex(64, 65); });
  BlockCodeIndex index(64, 40);
  BlockCodeIndex::Scratch scratch;
  expect("got 63", [&] { index.insert(Bytes(63)); });
  expect("index 0", [&] { index.update(0, Bytes(64)); });
  index.insert(Bytes(64));
  expect("got 65", [&] { index.update(0, Bytes(65)); });
  expect("at least 40 (got 39)", [&] { (void)index.find(Bytes(64), 39, scratch); });
  expect("got 1", [&] { (void)index.find(Bytes(1), 40, scratch); });
  Bytes query(64);
  query[63] = kDisconnected;
  expect("255", [&] { (void)index.find(query, 40, scratch); });
}

RC_GTEST_PROP(BlockCodeIndexLaws, EqualsTheScan, ()) {
  const auto blocks = *rc::gen::inRange<std::size_t>(1, 80);
  const auto least = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(blocks) + 1);
  std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
  const auto cells = *rc::gen::element<std::uint32_t>(2, 20, 255);
  BlockCodeIndex index(blocks, least);
  const Bytes query = random_code(random, blocks, cells);
  for (int i = 0; i < 4000; ++i) {
    index.insert(random() % 20 == 0 ? with_mismatches(random, query, random() % (blocks + 1))
                                    : random_code(random, blocks, cells));
  }
  if (*rc::gen::arbitrary<bool>()) index.consolidate();
  BlockCodeIndex::Scratch scratch;
  const auto found = index.find(query, least, scratch);
  RC_ASSERT(std::vector(found.begin(), found.end()) == scan(index, query, least));
}

}  // namespace
}  // namespace colonnade::cortex
