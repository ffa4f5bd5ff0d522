#pragma once

#include "kernels/simt.h"
#include "kernels/word_ops.h"

/// Overlap of codes. Tables on a device are padded: every code starts at a multiple of 16 bytes and is `quads` times 16
/// bytes long; the padding of a query never equals that of a code.
namespace colonnade::cuda::kernels {

/// out[i] = overlap of the query with code i.
///
/// Four threads share a code, so that a warp reads 512 bytes in a row with one instruction of 16 bytes a thread. Each
/// four of them take four codes, whose loads are all in flight before the first is used, and end up with one sum each,
/// so that a warp also writes 32 results in a row.
template <class Out>
struct OneToMany {
  static constexpr std::uint32_t kThreads = 256;
  static constexpr std::uint32_t kCodesPerBlock = kThreads;
  struct Params {
    const std::uint8_t* query;
    const std::uint8_t* codes;
    Out* out;
    std::uint64_t count;
    std::uint32_t quads;
  };
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t lane = simt.thread() % 4;
    const std::uint32_t warp = simt.thread() / 32;
    const std::uint32_t four = simt.thread() % 32 / 4;  // which of the warp's eight fours
    const std::uint64_t first = std::uint64_t{simt.block_x()} * kCodesPerBlock + warp * 32 + four;
    const std::uint64_t last = p.count - 1;
    std::uint32_t sums[4] = {0, 0, 0, 0};
    for (std::uint32_t q = lane; q < p.quads; q += 4) {
      const Quad mine = WordOps::load(p.query + q * 16);
      Quad theirs[4];
      for (std::uint32_t j = 0; j < 4; ++j) {
        const std::uint64_t i = first + j * 8;
        theirs[j] = WordOps::load(p.codes + ((i < last ? i : last) * p.quads + q) * 16);
      }
      for (std::uint32_t j = 0; j < 4; ++j) sums[j] = WordOps::add_equal(mine, theirs[j], sums[j]);
    }
    // Overlaps of two codes in a word: they are below 2^16.
    std::uint32_t low = sums[0] / 128 | sums[1] / 128 << 16;
    std::uint32_t high = sums[2] / 128 | sums[3] / 128 << 16;
    for (std::uint32_t other = 1; other < 4; other *= 2) {
      low += simt.group_xor(low, other);
      high += simt.group_xor(high, other);
    }
    const std::uint64_t i = first + lane * 8;
    if (i < p.count) p.out[i] = static_cast<Out>((lane < 2 ? low : high) >> (lane % 2 * 16));
  }
};

/// out[q * code_count + c] = overlap of query q with code c.
///
/// A block works on a tile of 64 queries and 64 codes, in slices of 64 blocks that it keeps in shared memory; a thread
/// on 4 by 4 of them, in registers: each 16 bytes read from shared memory are used four times. Rows are padded by 16
/// bytes, and a thread's four codes, which follow one another so that it can write their overlaps at once, stand 16
/// rows apart: both spread the threads' reads over all banks.
template <class Out>
struct ManyToMany {
  static constexpr std::uint32_t kThreads = 256;
  static constexpr std::uint32_t kTile = 64;   // codes and queries
  static constexpr std::uint32_t kSlice = 4;   // quads of each at a time
  static constexpr std::uint32_t kAcross = 4;  // of each in a thread
  static constexpr std::uint32_t kApart = kTile / kAcross;
  struct Params {
    const std::uint8_t* queries;
    const std::uint8_t* codes;
    Out* out;
    std::uint64_t query_count;
    std::uint64_t code_count;
    std::uint32_t quads;
    std::uint32_t first_row;  ///< grids are cut: the first tile of queries of this one
  };
  struct Shared {
    Quad queries[kTile][kSlice + 1];
    Quad codes[kTile][kSlice + 1];  ///< code c in row c % kAcross * kApart + c / kAcross
  };
  struct alignas(kAcross * sizeof(Out)) Overlaps {
    Out of[kAcross];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t x = simt.thread() % kApart;
    const std::uint32_t y = simt.thread() / kApart;
    const std::uint64_t first_code = std::uint64_t{simt.block_x()} * kTile;
    const std::uint64_t first_query = (std::uint64_t{p.first_row} + simt.block_y()) * kTile;
    std::uint32_t sums[kAcross][kAcross] = {};
    for (std::uint32_t slice = 0; slice < p.quads; slice += kSlice) {
      // 64 rows of 4 quads: one quad of each table for each thread.
      const std::uint32_t row = simt.thread() / kSlice;
      const std::uint32_t quad = simt.thread() % kSlice;
      const bool inside = slice + quad < p.quads;
      const Quad query_padding{{0, 0, 0, 0}};
      const Quad code_padding{{0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu}};
      shared.queries[row][quad] = inside && first_query + row < p.query_count
                                      ? WordOps::load(p.queries + ((first_query + row) * p.quads + slice + quad) * 16)
                                      : query_padding;
      shared.codes[row % kAcross * kApart + row / kAcross][quad] =
          inside && first_code + row < p.code_count
              ? WordOps::load(p.codes + ((first_code + row) * p.quads + slice + quad) * 16)
              : code_padding;
      simt.sync();
      for (std::uint32_t k = 0; k < kSlice; ++k) {
        Quad codes[kAcross];
        for (std::uint32_t j = 0; j < kAcross; ++j) codes[j] = shared.codes[x + kApart * j][k];
        for (std::uint32_t i = 0; i < kAcross; ++i) {
          const Quad query = shared.queries[y + kApart * i][k];
          for (std::uint32_t j = 0; j < kAcross; ++j) sums[i][j] = WordOps::add_equal(query, codes[j], sums[i][j]);
        }
      }
      simt.sync();
    }
    const std::uint64_t code = first_code + kAcross * x;
    const bool at_once = p.code_count % kAcross == 0;  // then every four of a row are inside or outside, and aligned
    for (std::uint32_t i = 0; i < kAcross; ++i) {
      const std::uint64_t query = first_query + y + kApart * i;
      if (query >= p.query_count || code >= p.code_count) continue;
      Out* out = p.out + query * p.code_count + code;
      Overlaps overlaps;
      for (std::uint32_t j = 0; j < kAcross; ++j) overlaps.of[j] = static_cast<Out>(sums[i][j] / 128);
      if (at_once) {
        WordOps::store(out, overlaps);
      } else {
        for (std::uint32_t j = 0; j < kAcross && code + j < p.code_count; ++j) out[j] = overlaps.of[j];
      }
    }
  }
};

/// The comparison of ManyToMany alone, on registers: what the arithmetic of this device can do at most. Each thread
/// compares 64 blocks `repeats` times; the sums are written so that nothing is left out.
struct CompareCeiling {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    std::uint32_t* out;
    std::uint32_t repeats;
    std::uint32_t seed;
  };
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t id = simt.block_x() * kThreads + simt.thread();
    std::uint32_t a[4], b[4], sums[4][4] = {};
    for (std::uint32_t i = 0; i < 4; ++i) {
      a[i] = p.seed * (i + 1) ^ id;
      b[i] = p.seed * (i + 7) + id;
    }
    for (std::uint32_t r = 0; r < p.repeats; ++r) {
      for (std::uint32_t i = 0; i < 4; ++i) {
        for (std::uint32_t j = 0; j < 4; ++j) sums[i][j] = WordOps::add_equal(a[i], b[j], sums[i][j]);
      }
      for (std::uint32_t i = 0; i < 4; ++i) a[i] += sums[i][i];
    }
    std::uint32_t sum = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
      for (std::uint32_t j = 0; j < 4; ++j) sum += sums[i][j];
    }
    p.out[id] = sum;
  }
};

}  // namespace colonnade::cuda::kernels
