// The cache model against reuse worked by hand.

#include <algorithm>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/ledger/cache_model.h>

namespace colonnade::ledger {
namespace {

using cortex::Structure;

using Levels = std::array<std::uint64_t, kMemoryLevels>;

/// Bytes by level that some accesses take.
template <class Accesses>
Levels of(CacheModel& cache, Accesses&& accesses) {
  const Traffic before = cache.traffic();
  accesses();
  return (cache.traffic() - before).sum();
}

/// Reads the first `lines` lines of a structure, one byte of each.
void sweep(CacheModel& cache, std::size_t lines, Structure structure = Structure::codes) {
  for (std::size_t line = 0; line < lines; ++line) cache.accessed(structure, 1, 64 * line, 1);
}

TEST(CacheModel, AFirstLookFetchesALineAndASecondOneItsBytes) {
  CacheModel cache;
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::bins, 1, 16, 16); }), (Levels{0, 0, 0, 64}));
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::bins, 1, 32, 16); }), (Levels{16, 0, 0, 0}));
  // Bytes 60 to 67 lie on two lines: four of them are at hand.
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::bins, 1, 60, 8); }), (Levels{4, 0, 0, 64}));
}

TEST(CacheModel, TellsStructuresAndTheirInstancesApart) {
  CacheModel cache;
  cache.accessed(Structure::codes, 1, 0, 64);
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::geometry, 1, 0, 64); })[3], 64U);
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::codes, 2, 0, 64); })[3], 64U);
  EXPECT_EQ(cache.traffic().bytes[static_cast<std::size_t>(Structure::codes)], (Levels{0, 0, 0, 128}));
  EXPECT_EQ(cache.traffic().bytes[static_cast<std::size_t>(Structure::geometry)], (Levels{0, 0, 0, 64}));
  EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::codes, 1, 0, 64); }), (Levels{64, 0, 0, 0}));
}

TEST(CacheModel, NoTwoStructuresShareALine) {
  CacheModel cache;
  for (std::uint64_t instance = 0; instance < 3; ++instance) {
    for (std::size_t structure = 0; structure < cortex::kStructures; ++structure) {
      EXPECT_EQ(of(cache, [&] { cache.accessed(static_cast<Structure>(structure), instance, 0, 64); })[3], 64U)
          << structure << " of " << instance;
    }
  }
}

// Under least recently used, a sweep over more than a level holds finds nothing there, and one over just as much
// everything.
TEST(CacheModel, LevelsHoldWhatTheirSizesSay) {
  const struct {
    std::size_t lines;
    Levels second_sweep;
  } cases[] = {{128, {128, 0, 0, 0}},      {129, {0, 129 * 64, 0, 0}},     {512, {0, 512 * 64, 0, 0}},
               {513, {0, 0, 513 * 64, 0}}, {16384, {0, 0, 16384 * 64, 0}}, {16385, {0, 0, 0, 16385 * 64}}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.lines);
    CacheModel cache;
    EXPECT_EQ(of(cache, [&] { sweep(cache, c.lines); }), (Levels{0, 0, 0, 64 * c.lines}));
    EXPECT_EQ(of(cache, [&] { sweep(cache, c.lines); }), c.second_sweep);
    EXPECT_EQ(of(cache, [&] { sweep(cache, c.lines); }), c.second_sweep);
  }
}

TEST(CacheModel, WhatIsUsedAgainStays) {
  CacheModel cache;
  for (std::size_t line = 0; line < 1000; ++line) {
    cache.accessed(Structure::codes, 1, 64 * line, 64);
    if (line > 0) {
      EXPECT_EQ(of(cache, [&] { cache.accessed(Structure::modules, 1, 0, 8); })[0], 8U);
    } else {
      cache.accessed(Structure::modules, 1, 0, 8);
    }
  }
}

// 130 lines, then back to front: the newest 128 are in 8 KB, the two before in 32 KB.
TEST(CacheModel, ReuseAfterSoManyOtherLinesByHand) {
  CacheModel cache;
  sweep(cache, 130);
  const Levels back = of(cache, [&] {
    for (std::size_t line = 130; line-- > 0;) cache.accessed(Structure::codes, 1, 64 * line, 1);
  });
  EXPECT_EQ(back, (Levels{128, 2 * 64, 0, 0}));
}

TEST(CacheModel, ForgetsWhenCleared) {
  CacheModel cache;
  sweep(cache, 20000);
  cache.clear();
  EXPECT_EQ(of(cache, [&] { sweep(cache, 20000); })[3], 20000U * 64);
}

// Against a list that is searched: the same levels for a mixed walk.
TEST(CacheModel, AgreesWithAPlainListOfUse) {
  CacheModel cache;
  std::vector<std::size_t> by_use;  // newest first
  std::uint64_t state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    const std::size_t spread = i % 3 == 0 ? 40 : i % 3 == 1 ? 400 : 2000;
    const std::size_t line = (state >> 33) % spread;
    const auto found = std::find(by_use.begin(), by_use.end(), line);
    const auto depth = static_cast<std::size_t>(found - by_use.begin());
    const std::size_t level = found == by_use.end() ? 3 : depth < 128 ? 0 : depth < 512 ? 1 : 2;
    if (found != by_use.end()) by_use.erase(found);
    by_use.insert(by_use.begin(), line);
    const Levels moved = of(cache, [&] { cache.accessed(Structure::codes, 1, 64 * line, 64); });
    ASSERT_EQ(moved[level], 64U) << "access " << i;
    ASSERT_EQ(std::accumulate(moved.begin(), moved.end(), std::uint64_t{0}), 64U);
  }
}

}  // namespace
}  // namespace colonnade::ledger
