// Counters against examples worked by hand.

#include <array>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/column_operations.h>
#include <colonnade/ledger/operations.h>

namespace colonnade::ledger {
namespace {

// NeuroBench's example: six weights of nine are not zero, and one of the three inputs is zero. The zero input meets two
// of the six, so four multiplications do something.
constexpr std::array<float, 9> kWeights{0.5F, 1, 0, -2, 3, 0, 0, 1.5F, 1};

TEST(Operations, EffectiveMacsLeaveOutZerosOnEitherSide) {
  constexpr std::array<float, 3> kInput{0, 0.7F, 1.2F};
  const Operations count = count_matrix_product(kWeights, 3, kInput);
  EXPECT_EQ(count.dense_macs, 9U);
  EXPECT_EQ(count.effective_macs, 4U);
  EXPECT_EQ(count.dense_acs, 0U);
}

TEST(Operations, BinaryInputsOnlyAccumulate) {
  constexpr std::array<float, 3> kInput{0, 1, 1};
  const Operations count = count_matrix_product(kWeights, 3, kInput);
  EXPECT_EQ(count.dense_acs, 9U);
  EXPECT_EQ(count.effective_acs, 4U);
  EXPECT_EQ(count.dense_macs, 0U);
}

TEST(Operations, SizesMustAgree) {
  constexpr std::array<float, 2> kInput{1, 2};
  EXPECT_THROW((void)count_matrix_product(kWeights, 3, kInput), InputError);
}

TEST(Operations, SparsityIsTheShareOfZeros) {
  EXPECT_DOUBLE_EQ(sparsity(kWeights), 3.0 / 9.0);
  EXPECT_DOUBLE_EQ(sparsity({}), 0.0);
}

// A 3 x 3 convolution from 2 to 4 channels over 5 x 5 pixels with padding 1 and stride 2: 3 x 3 outputs, each of
// 4 channels, each the sum of 2 x 9 products.
TEST(Operations, ConvolutionByHand) {
  const Convolution c{.channels_in = 2, .channels_out = 4, .kernel = 3, .stride = 2, .padding = 1};
  EXPECT_EQ(c.side_out(5), 3U);
  EXPECT_EQ(c.dense_macs(5), 3U * 3U * 4U * 2U * 9U);
}

TEST(Operations, BytesComeFromTheSmallestMemoryThatHoldsThem) {
  EXPECT_EQ(level_of(8 * 1024), MemoryLevel::sram_8k);
  EXPECT_EQ(level_of(8 * 1024 + 1), MemoryLevel::sram_32k);
  EXPECT_EQ(level_of(1024 * 1024), MemoryLevel::sram_1m);
  EXPECT_EQ(level_of(1024 * 1024 + 1), MemoryLevel::dram);
}

TEST(Operations, SumsAndMultiples) {
  Operations a;
  a.dense_macs = 3;
  a.byte_compares = 5;
  a.add_bytes(MemoryLevel::dram, 7);
  const Operations twice = a + a;
  EXPECT_EQ(twice, a * 2);
  EXPECT_EQ(twice - a, a);
  EXPECT_EQ(twice / 2, a);
  EXPECT_EQ(a / 0, Operations{});
  EXPECT_EQ(twice.bytes[static_cast<std::size_t>(MemoryLevel::dram)], 14U);
}

// Sums and magnitudes of the comparison in brief, 16 bits each: of features, and of where a segment is.
constexpr std::uint64_t kBriefCompares = 2 * 40 + 2 * 94;

// Two hypotheses sense once, in a memory of 2 MB; three segments are near the first, of which one is compared in full,
// none near the second.
TEST(ColumnOperations, ByHand) {
  cortex::Statistics s;
  s.sensations_coded = 1;
  s.hypothesis_steps = 2;
  s.encodings = 1;
  s.overlaps = 1;
  s.segments_in_brief = 3;
  const Operations o = operations_of(s, 2U << 20);
  EXPECT_EQ(o.byte_compares, 192U + 3U * kBriefCompares);
  EXPECT_EQ(o.dense_macs, 2U * (9 + 18 + 9) + 576 + 10 + 3U * 16 + (576 + 18));
  EXPECT_EQ(o.effective_macs, o.dense_macs);
  EXPECT_EQ(o.lookups, 2U + 2 + 2);
  EXPECT_EQ(o.bytes[3], 2U * 16 + 256 + 3U * 20);
  EXPECT_EQ(o.bytes[0], 2U * 3072 + 2U * 52);
  EXPECT_EQ(o.permanence_updates, 0U);
}

// The same with observed traffic: only what nobody observes is priced by structure.
TEST(ColumnOperations, ObservedBytesStandForTheModels) {
  cortex::Statistics s;
  s.sensations_coded = 1;
  s.hypothesis_steps = 2;
  s.encodings = 1;
  s.overlaps = 1;
  s.segments_in_brief = 3;
  s.displacement_lookups = 5;
  Traffic traffic;
  traffic.bytes[0] = {7, 10, 13, 0};
  traffic.bytes[9] = {0, 1, 0, 17};
  const Operations o = operations_of(s, 2U << 20, traffic);
  EXPECT_EQ(o.bytes[0], 3072U + 7);
  EXPECT_EQ(o.bytes[1], 11U);
  EXPECT_EQ(o.bytes[2], 64U + 13);
  EXPECT_EQ(o.bytes[3], 17U);
  Operations without = operations_of(s, 2U << 20);
  without.bytes = o.bytes;
  EXPECT_EQ(o, without);
}

TEST(ColumnOperations, TheSumOfItsEvents) {
  cortex::Statistics s;
  s.hypothesis_steps = 10;
  s.overlaps = 30;
  s.pose_fit_terms = 4;
  s.permanence_updates = 384;
  Operations sum;
  std::vector<EventCost> twice;
  for (const EventCost& row : costs_by_event(s, 1000)) sum += row.operations;
  EXPECT_EQ(sum, operations_of(s, 1000));
  add(twice, costs_by_event(s, 1000));
  add(twice, costs_by_event(s, 1000));
  for (const EventCost& row : twice) {
    if (std::string_view(row.event) == "segments compared") {
      EXPECT_EQ(row.count, 60U);
    }
    if (std::string_view(row.event) == "permanences updated") {
      EXPECT_EQ(row.operations.permanence_updates, 768U);
    }
  }
}

// MACs, other operations, bytes, and 8-bit additions.
TEST(ColumnOperations, FeaturesInBriefTermsOfFamiliarityAndGists) {
  const auto ten_of = [](std::uint64_t cortex::Statistics::*event) {
    cortex::Statistics s;
    s.*event = 10;
    const Operations o = operations_of(s, 1000);
    return std::array{o.effective_macs, o.flops, o.bytes[0], o.byte_compares};
  };
  EXPECT_EQ(ten_of(&cortex::Statistics::briefs_compared), (std::array<std::uint64_t, 4>{50, 0, 50, 800}));
  EXPECT_EQ(ten_of(&cortex::Statistics::familiarity_terms), (std::array<std::uint64_t, 4>{10, 10, 40, 0}));
  EXPECT_EQ(ten_of(&cortex::Statistics::gists_compared), (std::array<std::uint64_t, 4>{60, 1020, 2000, 2560}));
}

// MACs, other operations, bytes, and look-ups.
TEST(ColumnOperations, OutlinesByHand) {
  const auto ten_of = [](std::uint64_t cortex::Statistics::*event) {
    cortex::Statistics s;
    s.*event = 10;
    const Operations o = operations_of(s, 1000);
    return std::array{o.effective_macs, o.flops, o.bytes[0], o.lookups};
  };
  EXPECT_EQ(ten_of(&cortex::Statistics::outline_places), (std::array<std::uint64_t, 4>{240, 100, 240, 40}));
  EXPECT_EQ(ten_of(&cortex::Statistics::outline_terms), (std::array<std::uint64_t, 4>{540, 350, 0, 0}));
  EXPECT_EQ(ten_of(&cortex::Statistics::outline_fits), (std::array<std::uint64_t, 4>{21360, 2000, 0, 0}));
}

// One touch that grows one segment: 192 permanences are written, and its codes and geometry.
TEST(ColumnOperations, LearningByHand) {
  cortex::Statistics s;
  s.sensations_coded = 1;
  s.permanence_updates = 192;
  s.segments_grown = 1;
  const Operations o = operations_of(s, 2U << 20);
  EXPECT_EQ(o.permanence_updates, 192U);
  EXPECT_EQ(o.bytes[3], 4U * 192 + 448);
}

}  // namespace
}  // namespace colonnade::ledger
