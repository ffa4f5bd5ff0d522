#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <colonnade/cortex/block_code.h>

namespace colonnade::cortex {

/// The overlap of two codes is the number of blocks whose active cell is the same (equal bytes).
///
/// Queries are encoded cells (0..254); stored codes may also hold kDisconnected, which therefore never matches. All
/// functions run at the best instruction set of the processor, never read beyond a code, never write beyond `count`
/// results, do not allocate when threads == 1, and give the same results for any number of threads.
///
/// All throw InputError when lengths do not fit together; the message names the argument and its value.

/// One code found by a search.
struct OverlapMatch {
  std::uint32_t index = 0;    ///< of the code in its table
  std::uint32_t overlap = 0;  ///< equal blocks

  friend bool operator==(const OverlapMatch&, const OverlapMatch&) = default;
};

/// Overlap of two codes of equal length.
[[nodiscard]] std::uint32_t overlap(BlockCode a, BlockCode b);

/// out[i] = overlap of the query with codes[i]. @param out at least codes.count; the 8-bit form needs blocks <= 255.
void overlap_one_to_many(BlockCode query, const BlockCodes& codes, std::span<std::uint8_t> out, int threads = 1);
void overlap_one_to_many(BlockCode query, const BlockCodes& codes, std::span<std::uint16_t> out, int threads = 1);

/// out[i] = overlap of the query with codes[indices[i]]. @param indices each below codes.count (not checked).
void overlap_selected(BlockCode query, const BlockCodes& codes, std::span<const std::uint32_t> indices,
                      std::span<std::uint16_t> out);

/// out[q * codes.count + i] = overlap of queries[q] with codes[i].
/// @param out at least queries.count * codes.count; the 8-bit form needs blocks <= 255.
void overlap_many_to_many(const BlockCodes& queries, const BlockCodes& codes, std::span<std::uint8_t> out,
                          int threads = 1);
void overlap_many_to_many(const BlockCodes& queries, const BlockCodes& codes, std::span<std::uint16_t> out,
                          int threads = 1);

/// All codes whose overlap with the query is at least the threshold, by increasing index.
/// @returns how many there are; only the first out.size() of them are written.
std::size_t overlap_active(BlockCode query, const BlockCodes& codes, std::uint32_t threshold,
                           std::span<OverlapMatch> out);

/// The out.size() codes with the largest overlaps among those with at least `threshold`, by decreasing overlap, equal
/// ones by increasing index. @returns how many were written.
std::size_t overlap_top_k(BlockCode query, const BlockCodes& codes, std::uint32_t threshold,
                          std::span<OverlapMatch> out);

/// The instruction sets that this build can use on this processor, best (the one in use) first; "scalar" is the last.
[[nodiscard]] std::vector<std::string> overlap_targets();

}  // namespace colonnade::cortex
