// Models made by many threads are those made by one, and their index is the plain one.

#include "synthetic_model.h"

#include <cmath>
#include <cstring>
#include <map>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "kernels/bodies.h"

namespace colonnade::cuda::testing {
namespace {

using namespace cortex::kernels;

/// What an index finds: the segments of every bin.
std::map<std::uint64_t, std::vector<std::uint32_t>> bins_of(const ModelView& model) {
  std::map<std::uint64_t, std::vector<std::uint32_t>> found;
  for (std::uint32_t b = 0; b <= model.bin_mask; ++b) {
    const LocationBin& bin = model.bins[b];
    if (bin.key == kEmptyBin) continue;
    const std::uint32_t* begin = model.bin_segments + bin.begin;
    EXPECT_TRUE(found.emplace(bin.key, std::vector(begin, begin + bin.count)).second) << "a bin twice";
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
  expected.bins = plain.bins().data();
  expected.bin_mask = static_cast<std::uint32_t>(plain.bins().size() - 1);
  expected.bin_segments = plain.segments().data();
  EXPECT_EQ(bins_of(view), bins_of(expected));
}

// Every slot on the way from its key's hash to a bin is taken, so that the kernels' look-up reaches it.
TEST(SyntheticModel, EveryBinIsFound) {
  const SyntheticModel model(60, 200, 7, 4);
  const ModelView view = model.view();
  for (std::uint32_t b = 0; b <= view.bin_mask; ++b) {
    if (view.bins[b].key == kEmptyBin) continue;
    std::uint32_t slot = kernels::location_bin_hash(view.bins[b].key) & view.bin_mask;
    while (slot != b) {
      ASSERT_NE(view.bins[slot].key, kEmptyBin);
      slot = (slot + 1) & view.bin_mask;
    }
  }
}

TEST(SyntheticModel, TheBytesThatItTellsAreAboutThoseItTakes) {
  const SyntheticModel model(40, 1300);
  const ModelView view = model.view();
  const double taken = 272.0 * view.segment_count + 16.0 * (view.bin_mask + 1.0) + 4.0 * view.bin_segment_count;
  EXPECT_LT(taken, SyntheticModel::device_bytes(view.segment_count));
  EXPECT_GT(taken, 0.5 * SyntheticModel::device_bytes(view.segment_count));
}

TEST(SyntheticModel, MoreObjectsThanABinsKeyHoldsAreRefused) {
  EXPECT_THROW(SyntheticModel(65536, 1), InputError);
  EXPECT_THROW(SyntheticModel(65535, 65538), InputError);
}

}  // namespace
}  // namespace colonnade::cuda::testing
