#pragma once

#include "kernels/simt.h"

/// The parts of a search: how many codes have which overlap, and those within a range of overlaps, in order.
namespace colonnade::cuda::kernels {

/// bins[v] += how many values are v. The bins of overlaps below kBins are counted in shared memory first.
template <class Value>
struct Histogram {
  static constexpr std::uint32_t kThreads = 256;
  static constexpr std::uint32_t kPerThread = 16;
  static constexpr std::uint32_t kBins = 1024;
  struct Params {
    const Value* values;
    std::uint32_t* bins;
    std::uint64_t count;
    std::uint32_t bin_count;
  };
  struct Shared {
    std::uint32_t bins[kBins];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    for (std::uint32_t b = simt.thread(); b < kBins; b += kThreads) shared.bins[b] = 0;
    simt.sync();
    const std::uint64_t first = std::uint64_t{simt.block_x()} * kThreads * kPerThread + simt.thread();
    for (std::uint32_t n = 0; n < kPerThread; ++n) {
      const std::uint64_t i = first + n * kThreads;
      if (i >= p.count) break;
      const std::uint32_t value = p.values[i];
      // Not one addition to either: of shared memory it is quick only where the compiler knows that it is.
      if (value < kBins) {
        simt.add(shared.bins + value, 1U);
      } else {
        simt.add(p.bins + value, 1U);
      }
    }
    simt.sync();
    for (std::uint32_t b = simt.thread(); b < kBins && b < p.bin_count; b += kThreads) {
      if (shared.bins[b] != 0) simt.add(p.bins + b, shared.bins[b]);
    }
  }
};

/// One code found, as cortex::OverlapMatch.
struct Found {
  std::uint32_t index;
  std::uint32_t overlap;
};

/// What Count and Emit look for: the values from `least` to `most`.
template <class Value>
struct RangeParams {
  const Value* values;
  std::uint64_t count;
  std::uint32_t least;
  std::uint32_t most;
  std::uint32_t* tile_counts;  ///< Count writes; Emit reads what ScanTiles made of it
  Found* found;                ///< Emit writes the first `room` of them
  std::uint32_t room;
};

inline constexpr std::uint32_t kTileValues = 2048;

/// tile_counts[t] = how many values of tile t are in the range.
template <class Value>
struct CountInRange {
  static constexpr std::uint32_t kThreads = 256;
  using Params = RangeParams<Value>;
  struct Shared {
    std::uint32_t count;
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    if (simt.thread() == 0) shared.count = 0;
    simt.sync();
    std::uint32_t mine = 0;
    const std::uint64_t first = std::uint64_t{simt.block_x()} * kTileValues;
    for (std::uint32_t n = simt.thread(); n < kTileValues && first + n < p.count; n += kThreads) {
      const std::uint32_t value = p.values[first + n];
      mine += value >= p.least && value <= p.most ? 1 : 0;
    }
    if (mine > 0) simt.add(&shared.count, mine);
    simt.sync();
    if (simt.thread() == 0) p.tile_counts[simt.block_x()] = shared.count;
  }
};

/// Each tile's count becomes the number of those in the tiles before it; `total` that in all. One block.
struct ScanTiles {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    std::uint32_t* tile_counts;
    std::uint32_t tiles;
    std::uint32_t* total;
  };
  struct Shared {
    std::uint32_t scratch[kThreads];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    std::uint32_t before = 0;
    for (std::uint32_t first = 0; first < p.tiles; first += kThreads) {
      const std::uint32_t tile = first + simt.thread();
      const std::uint32_t count = tile < p.tiles ? p.tile_counts[tile] : 0;
      std::uint32_t in_these = 0;
      const std::uint32_t up_to = inclusive_sum(simt, shared.scratch, count, in_these);
      if (tile < p.tiles) p.tile_counts[tile] = before + up_to - count;
      before += in_these;
    }
    if (simt.thread() == 0) *p.total = before;
  }
};

/// Writes the values in the range with their indices, in order.
template <class Value>
struct EmitInRange {
  static constexpr std::uint32_t kThreads = 256;
  static constexpr std::uint32_t kPerThread = kTileValues / kThreads;
  using Params = RangeParams<Value>;
  struct Shared {
    std::uint32_t scratch[kThreads];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint64_t first = std::uint64_t{simt.block_x()} * kTileValues + simt.thread() * kPerThread;
    std::uint32_t mine = 0;
    for (std::uint32_t n = 0; n < kPerThread && first + n < p.count; ++n) {
      const std::uint32_t value = p.values[first + n];
      mine += value >= p.least && value <= p.most ? 1 : 0;
    }
    std::uint32_t total = 0;
    std::uint32_t at = p.tile_counts[simt.block_x()] + inclusive_sum(simt, shared.scratch, mine, total) - mine;
    for (std::uint32_t n = 0; n < kPerThread && first + n < p.count; ++n) {
      const std::uint32_t value = p.values[first + n];
      if (value < p.least || value > p.most) continue;
      if (at < p.room) p.found[at] = {static_cast<std::uint32_t>(first + n), value};
      ++at;
    }
  }
};

}  // namespace colonnade::cuda::kernels
