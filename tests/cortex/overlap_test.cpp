#include <colonnade/cortex/overlap.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <colonnade/cortex/error.h>

#include "kernels/overlap_kernels.h"

namespace colonnade::cortex {
namespace {

using kernels::OverlapKernels;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kPoison = 0xAB;

/// Few different cells, so that many blocks are equal.
Bytes random_cells(std::size_t size, std::uint32_t seed, std::uint32_t cells = 3) {
  std::mt19937 random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random() % cells);
  return bytes;
}

std::uint32_t count_equal(const std::uint8_t* a, const std::uint8_t* b, std::size_t blocks) {
  std::uint32_t equal = 0;
  for (std::size_t i = 0; i < blocks; ++i) equal += a[i] == b[i];
  return equal;
}

/// Every instruction set of this machine, and the scalar reference.
class OverlapKernelTest : public testing::TestWithParam<const OverlapKernels*> {
 protected:
  const OverlapKernels& kernels() const { return *GetParam(); }
};

INSTANTIATE_TEST_SUITE_P(Targets, OverlapKernelTest,
                         testing::ValuesIn(kernels::all_overlap_kernels().begin(),
                                           kernels::all_overlap_kernels().end()),
                         [](const auto& target) { return std::string(target.param->name); });

TEST_P(OverlapKernelTest, OneToManyCountsEqualBytesForAnySizeAndAlignment) {
  for (std::size_t blocks = 1; blocks <= 330; ++blocks) {
    for (const std::size_t count : {0, 1, 2, 3, 7, 33}) {
      for (const std::size_t gap : {std::size_t{0}, std::size_t{1}, blocks % 5}) {
        const std::size_t stride = blocks + gap;
        const std::size_t offset = blocks % 7;
        // Exactly as long as the codes: the address sanitizer sees any read beyond them.
        const Bytes table = random_cells(offset + (count == 0 ? 0 : (count - 1) * stride + blocks), 1);
        const Bytes query = random_cells(offset + blocks, 2);
        const std::uint8_t* codes = table.data() + offset;
        std::vector<std::uint16_t> wide(count + 3, 0xABAB);
        kernels().one_to_many_u16(query.data() + offset, codes, stride, count, blocks, wide.data());
        Bytes narrow(count + 3, kPoison);
        if (blocks <= 255) kernels().one_to_many_u8(query.data() + offset, codes, stride, count, blocks, narrow.data());
        for (std::size_t i = 0; i < count; ++i) {
          const auto expected = count_equal(query.data() + offset, codes + i * stride, blocks);
          ASSERT_EQ(wide[i], expected) << "blocks " << blocks << " code " << i;
          if (blocks <= 255) {
            ASSERT_EQ(narrow[i], expected) << "blocks " << blocks << " code " << i;
          }
          ASSERT_EQ(kernels().overlap(query.data() + offset, codes + i * stride, blocks), expected) << blocks;
        }
        for (std::size_t i = count; i < count + 3; ++i) {
          ASSERT_EQ(wide[i], 0xABAB) << "written beyond count, blocks " << blocks;
          ASSERT_EQ(narrow[i], kPoison) << "written beyond count, blocks " << blocks;
        }
      }
    }
  }
}

TEST_P(OverlapKernelTest, ExtremesAreExact) {
  for (const std::size_t blocks : {1, 15, 16, 31, 32, 63, 64, 65, 127, 128, 192, 255, 256, 1000, 65535}) {
    const Bytes zeros(blocks, 0);
    const Bytes high(blocks, 254);
    const Bytes disconnected(blocks, kDisconnected);
    EXPECT_EQ(kernels().overlap(zeros.data(), zeros.data(), blocks), blocks);
    EXPECT_EQ(kernels().overlap(high.data(), high.data(), blocks), blocks);
    EXPECT_EQ(kernels().overlap(zeros.data(), high.data(), blocks), 0u);
    EXPECT_EQ(kernels().overlap(high.data(), disconnected.data(), blocks), 0u);
    Bytes last = zeros;
    last.back() = 1;
    EXPECT_EQ(kernels().overlap(zeros.data(), last.data(), blocks), blocks - 1);
  }
}

TEST_P(OverlapKernelTest, SelectedFollowsIndices) {
  for (const std::size_t blocks : {5, 32, 64, 100, 192, 300}) {
    const Bytes table = random_cells(50 * blocks, 3);
    const Bytes query = random_cells(blocks, 4);
    const std::vector<std::uint32_t> indices = {49, 0, 7, 7, 48, 1, 30};
    std::vector<std::uint16_t> out(indices.size() + 2, 0xABAB);
    kernels().selected_u16(query.data(), table.data(), blocks, indices.data(), indices.size(), blocks, out.data());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      EXPECT_EQ(out[i], count_equal(query.data(), table.data() + indices[i] * blocks, blocks));
    }
    EXPECT_EQ(out[indices.size()], 0xABAB);
  }
}

TEST_P(OverlapKernelTest, ManyToManyCoversSeveralTilesAndKeepsItsRows) {
  for (const std::size_t blocks : {3, 32, 64, 77, 192}) {
    const std::size_t queries = 5;
    const std::size_t count = 3 * 16384 / blocks + 11;
    const std::size_t out_stride = count + 2;
    const Bytes table = random_cells(count * blocks, 5);
    const Bytes query_table = random_cells(queries * (blocks + 1), 6);
    Bytes narrow(queries * out_stride, kPoison);
    std::vector<std::uint16_t> wide(queries * out_stride, 0xABAB);
    kernels().many_to_many_u8(query_table.data(), blocks + 1, queries, table.data(), blocks, count, blocks,
                              narrow.data(), out_stride);
    kernels().many_to_many_u16(query_table.data(), blocks + 1, queries, table.data(), blocks, count, blocks,
                               wide.data(), out_stride);
    for (std::size_t q = 0; q < queries; ++q) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto expected = count_equal(query_table.data() + q * (blocks + 1), table.data() + i * blocks, blocks);
        ASSERT_EQ(narrow[q * out_stride + i], expected);
        ASSERT_EQ(wide[q * out_stride + i], expected);
      }
      ASSERT_EQ(narrow[q * out_stride + count], kPoison);
      ASSERT_EQ(wide[q * out_stride + count + 1], 0xABAB);
    }
  }
}

TEST_P(OverlapKernelTest, AtLeastFindsEveryPositionInOrder) {
  for (std::size_t count = 0; count <= 200; ++count) {
    Bytes narrow = random_cells(count, static_cast<std::uint32_t>(count), 256);
    const std::vector<std::uint16_t> wide(narrow.begin(), narrow.end());
    for (const int threshold : {0, 1, 127, 128, 200, 255}) {
      std::vector<std::uint32_t> expected;
      for (std::size_t i = 0; i < count; ++i) {
        if (narrow[i] >= threshold) expected.push_back(static_cast<std::uint32_t>(i));
      }
      std::vector<std::uint32_t> positions(count);
      positions.resize(
          kernels().at_least_u8(narrow.data(), count, static_cast<std::uint8_t>(threshold), positions.data()));
      EXPECT_EQ(positions, expected);
      positions.assign(count, 0);
      positions.resize(
          kernels().at_least_u16(wide.data(), count, static_cast<std::uint16_t>(threshold), positions.data()));
      EXPECT_EQ(positions, expected);
    }
  }
}

TEST(OverlapTargets, BestFirstScalarLast) {
  const auto targets = overlap_targets();
  EXPECT_EQ(targets.front(), kernels::overlap_kernels().name);
  EXPECT_EQ(targets.back(), "scalar");
}

TEST(Overlap, ThreadsDoNotChangeResults) {
  const std::size_t blocks = 64;
  const std::size_t count = 30001;
  const Bytes table = random_cells(count * blocks, 7);
  const Bytes query = random_cells(9 * blocks, 8);
  const BlockCodes codes(table.data(), count, blocks);
  const BlockCodes queries(query.data(), 9, blocks);
  Bytes one(count), many(9 * count);
  overlap_one_to_many(queries[0], codes, one);
  overlap_many_to_many(queries, codes, many);
  EXPECT_TRUE(std::equal(one.begin(), one.end(), many.begin()));
  for (const int threads : {2, 4, 7}) {
    std::vector<std::uint16_t> one_again(count), many_again(9 * count);
    overlap_one_to_many(queries[0], codes, one_again, threads);
    overlap_many_to_many(queries, codes, many_again, threads);
    EXPECT_TRUE(std::equal(one.begin(), one.end(), one_again.begin()));
    EXPECT_TRUE(std::equal(many.begin(), many.end(), many_again.begin()));
  }
}

class OverlapSearchTest : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Blocks, OverlapSearchTest, testing::Values(4, 64, 255, 256, 300));

TEST_P(OverlapSearchTest, ActiveAndTopKEqualSortingEverything) {
  const std::size_t blocks = GetParam();
  const std::size_t count = 5000;
  const Bytes table = random_cells(count * blocks, 9);
  const Bytes query = random_cells(blocks, 10);
  const BlockCodes codes(table.data(), count, blocks);
  std::vector<OverlapMatch> all;
  for (std::uint32_t i = 0; i < count; ++i) all.push_back({i, count_equal(query.data(), codes[i].data(), blocks)});

  for (const std::size_t threshold : {std::size_t{0}, blocks / 3, blocks / 3 + 3, blocks, blocks + 1}) {
    std::vector<OverlapMatch> expected;
    for (const auto& match : all) {
      if (match.overlap >= threshold) expected.push_back(match);
    }
    std::vector<OverlapMatch> active(count + 1);
    active.resize(overlap_active(query, codes, static_cast<std::uint32_t>(threshold), active));
    EXPECT_EQ(active, expected);
    std::vector<OverlapMatch> few(3, {kPoison, kPoison});
    EXPECT_EQ(overlap_active(query, codes, static_cast<std::uint32_t>(threshold), std::span(few).first(2)),
              expected.size());
    EXPECT_EQ(few[2], (OverlapMatch{kPoison, kPoison}));

    // Few different overlaps, so that there are many ties: equal overlaps come by increasing index.
    std::stable_sort(expected.begin(), expected.end(),
                     [](const auto& a, const auto& b) { return a.overlap > b.overlap; });
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}, std::size_t{10}, std::size_t{1000}, count + 5}) {
      std::vector<OverlapMatch> best(k);
      best.resize(overlap_top_k(query, codes, static_cast<std::uint32_t>(threshold), best));
      EXPECT_EQ(best, std::vector<OverlapMatch>(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(
                                                                                         std::min(k, expected.size()))))
          << "k " << k << " threshold " << threshold;
    }
  }
}

TEST(Overlap, RefusesLengthsThatDoNotFit) {
  const Bytes bytes(1024, 1);
  Bytes out(4);
  std::vector<std::uint16_t> wide(4);
  const BlockCode query = std::span(bytes).first(64);
  const auto message = [](auto&& call) {
    try {
      call();
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  const auto expect = [&](const char* part, auto&& call) {
    EXPECT_NE(message(call).find(part), std::string::npos) << message(call);
  };
  expect("63", [&] { (void)overlap(query, std::span(bytes).first(63)); });
  expect("query", [&] { overlap_one_to_many(query, {bytes.data(), 4, 32}, out); });
  expect("stride", [&] { overlap_one_to_many(query, {bytes.data(), 4, 64, 60}, out); });
  expect("room for 5", [&] { overlap_one_to_many(query, {bytes.data(), 5, 64}, out); });
  expect("null", [&] { overlap_one_to_many(query, {nullptr, 4, 64}, out); });
  expect("blocks", [&] { overlap_one_to_many({}, {bytes.data(), 4, 0}, out); });
  expect("8-bit", [&] { overlap_one_to_many(std::span(bytes).first(256), {bytes.data(), 4, 256}, out); });
  expect("queries", [&] { overlap_many_to_many({bytes.data(), 1, 32}, {bytes.data(), 4, 64}, wide); });
  expect("room for 8", [&] { overlap_many_to_many({bytes.data(), 2, 64}, {bytes.data(), 4, 64}, wide); });
  expect("room for 5", [&] { overlap_selected(query, {bytes.data(), 4, 64}, std::vector<std::uint32_t>(5), wide); });
}

rc::Gen<Bytes> arbitrary_code(std::size_t blocks) {
  return rc::gen::container<Bytes>(blocks, rc::gen::inRange<std::uint8_t>(0, 4));
}

RC_GTEST_PROP(OverlapLaws, SymmetricAndWholeWithItself, ()) {
  const auto blocks = *rc::gen::inRange<std::size_t>(1, 201);
  const auto a = *arbitrary_code(blocks);
  const auto b = *arbitrary_code(blocks);
  RC_ASSERT(overlap(a, b) == overlap(b, a));
  RC_ASSERT(overlap(a, a) == blocks);
  RC_ASSERT((overlap(a, b) == blocks) == (a == b));
}

RC_GTEST_PROP(OverlapLaws, MismatchesObeyTheTriangleInequality, ()) {
  const auto blocks = *rc::gen::inRange<std::size_t>(1, 201);
  const auto a = *arbitrary_code(blocks);
  const auto b = *arbitrary_code(blocks);
  const auto c = *arbitrary_code(blocks);
  const auto mismatches = [&](const Bytes& x, const Bytes& y) { return blocks - overlap(x, y); };
  RC_ASSERT(mismatches(a, c) <= mismatches(a, b) + mismatches(b, c));
}

RC_GTEST_PROP(OverlapLaws, DisconnectingASynapseTakesAwayExactlyItsBlock, ()) {
  const auto blocks = *rc::gen::inRange<std::size_t>(1, 201);
  const auto query = *arbitrary_code(blocks);
  auto stored = *arbitrary_code(blocks);
  const auto block = *rc::gen::inRange<std::size_t>(0, blocks);
  const auto before = overlap(query, stored);
  const bool matched = query[block] == stored[block];
  stored[block] = kDisconnected;
  RC_ASSERT(overlap(query, stored) == before - (matched ? 1 : 0));
}

}  // namespace
}  // namespace colonnade::cortex
