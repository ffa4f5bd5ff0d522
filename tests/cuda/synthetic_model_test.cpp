// Models made by many threads are those made by one, and their index is the plain one.

#include "synthetic_model.h"

#include <cmath>
#include <cstring>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "kernels/bodies.h"

namespace colonnade::cuda::testing {
namespace {

using namespace cortex::kernels;

using BinsByBlock = std::map<std::pair<std::uint64_t, std::uint32_t>, std::vector<std::uint32_t>>;

/// What an index finds: the segments of every bin.
BinsByBlock bins_of(const ModelView& model) {
  BinsByBlock found;
  for (std::uint32_t b = 0; b <= model.block_mask; ++b) {
    const BinBlock& block = model.bin_blocks[b];
    if (block.key == kEmptyBlock) continue;
    for (std::uint32_t bin = 0; bin < 8; ++bin) {
      const auto [begin, count] = kernels::segments_of_bin(block, bin);
      const std::uint32_t* segments = model.bin_segments + begin;
      EXPECT_TRUE(found.emplace(std::pair(block.key, bin), std::vector(segments, segments + count)).second)
          << "a block twice";
    }
  }
  return found;
}

TEST(SyntheticModel, IsTheSameForAnyNumberOfThreads) {
  const SyntheticModel one(100, 70, 5, 1), many(100, 70, 5, 7);
  const ModelView a = one.view(), b = many.view();
  ASSERT_EQ(a.segment_count, 7000U);
  ASSERT_EQ(b.segment_count, 7000U);
  EXPECT_EQ(std::memcmp(a.codes, b.codes, 7000 * sizeof(SegmentCodes)), 0);
  EXPECT_EQ(std::memcmp(a.geometry, b.geometry, 7000 * sizeof(SegmentGeometry)), 0);
  EXPECT_EQ(std::memcmp(a.briefs, b.briefs, 7000 * sizeof(SegmentBrief)), 0);
  EXPECT_EQ(std::memcmp(a.anchors, b.anchors, 300 * sizeof(float)), 0);
  EXPECT_EQ(a.bin_segment_count, b.bin_segment_count);
  EXPECT_EQ(bins_of(a), bins_of(b));
}

TEST(SyntheticModel, ItsIndexIsTheOneThatIsBuiltInOrder) {
  const SyntheticModel model(100, 70, 6, 5);
  const ModelView view = model.view();
  std::vector<std::uint32_t> first_segment;
  for (std::uint32_t object = 0; object <= 100; ++object) first_segment.push_back(object * 70);
  cortex::LocationIndex plain;
  plain.build({view.geometry, view.segment_count}, first_segment);
  ModelView expected = view;
  expected.bin_blocks = plain.blocks().data();
  expected.block_mask = static_cast<std::uint32_t>(plain.blocks().size() - 1);
  expected.bin_segments = plain.segments().data();
  EXPECT_EQ(bins_of(view), bins_of(expected));
}

// Every slot on the way from its key's hash to a block is taken, so that the kernels' look-up reaches it.
TEST(SyntheticModel, EveryBlockIsFound) {
  const SyntheticModel model(60, 200, 7, 4);
  const ModelView view = model.view();
  for (std::uint32_t b = 0; b <= view.block_mask; ++b) {
    if (view.bin_blocks[b].key == kEmptyBlock) continue;
    std::uint32_t slot = kernels::bin_block_hash(view.bin_blocks[b].key) & view.block_mask;
    while (slot != b) {
      ASSERT_NE(view.bin_blocks[slot].key, kEmptyBlock);
      slot = (slot + 1) & view.block_mask;
    }
  }
}

TEST(SyntheticModel, TheBytesThatItTellsAreAboutThoseItTakes) {
  const SyntheticModel model(40, 1300);
  const ModelView view = model.view();
  const double taken = 272.0 * view.segment_count + 16.0 * (view.block_mask + 1.0) + 4.0 * view.bin_segment_count;
  EXPECT_LT(taken, SyntheticModel::device_bytes(view.segment_count));
  EXPECT_GT(taken, 0.5 * SyntheticModel::device_bytes(view.segment_count));
}

TEST(SyntheticModel, MoreObjectsThanABinsKeyHoldsAreRefused) {
  EXPECT_THROW(SyntheticModel(65536, 1), InputError);
  EXPECT_THROW(SyntheticModel(65535, 65538), InputError);
}

}  // namespace
}  // namespace colonnade::cuda::testing
