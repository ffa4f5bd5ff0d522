#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <colonnade/cortex/block_code.h>
#include <colonnade/cortex/overlap.h>

namespace colonnade::cortex {

/// Finds, among many stored codes, exactly those whose overlap with a query reaches a threshold, without reading most
/// of them.
///
/// It rests on the pigeonhole principle: an overlap of at least T among B blocks leaves at most B - T mismatches, so
/// that of B - T + 2 disjoint groups of blocks two at least are equal throughout. A hash table for each group finds
/// the codes that share it; the overlaps of those that come up twice then decide. When so many share one that reading
/// all codes is quicker, it does that instead: the answer is the same.
///
/// Any number of threads may search at the same time, each with its own Scratch, as long as nobody inserts.
class BlockCodeIndex {
 public:
  /// Memory that a search works in; reuse it, and searches do not allocate once it has seen the index at its size.
  class Scratch {
   private:
    friend class BlockCodeIndex;
    std::vector<std::uint64_t> keys_;                      // of the query's groups
    std::vector<std::span<const std::uint32_t>> buckets_;  // that hold the codes sharing them
    std::vector<std::uint8_t> seen_;                       // how often each code came up; all zero between searches
    std::vector<std::uint32_t> candidates_;
    std::vector<std::uint16_t> overlaps_;
    std::vector<OverlapMatch> matches_;
  };

  /// An empty index for codes of this many blocks (1 to kMaxBlocks).
  /// @param least_overlap the lowest threshold that searches may use, 1 to blocks. The higher it is, the fewer groups
  ///     there are, and the quicker and smaller is the index. @throws InputError.
  BlockCodeIndex(std::size_t blocks, std::uint32_t least_overlap);
  BlockCodeIndex(BlockCodeIndex&&) noexcept;
  BlockCodeIndex& operator=(BlockCodeIndex&&) noexcept;
  ~BlockCodeIndex();

  /// Adds a code; its cells may be kDisconnected. @returns its index: 0, 1, 2, ... @throws InputError on a wrong
  /// length.
  std::uint32_t insert(BlockCode code);

  /// Replaces a code, for instance when a synapse connects or disconnects.
  /// @throws InputError on a wrong length, or when there is no code of this index.
  void update(std::uint32_t index, BlockCode code);

  /// Sorts what was inserted or replaced since the last time into the tables. Both do this on their own now and then;
  /// call it after the last one. Same tables for any number of threads.
  void consolidate(int threads = 1);

  /// All codes with overlap >= threshold, by increasing index; valid until the scratch is used again.
  /// @param query encoded cells, none of them kDisconnected. @param threshold least_overlap() to blocks(); nothing
  ///     reaches a higher one. @throws InputError when the query or the threshold does not fit.
  [[nodiscard]] std::span<const OverlapMatch> find(BlockCode query, std::uint32_t threshold, Scratch& scratch) const;

  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] std::size_t blocks() const noexcept;
  [[nodiscard]] std::uint32_t least_overlap() const noexcept;
  /// All stored codes; valid until the next insertion.
  [[nodiscard]] BlockCodes codes() const noexcept;
  /// Bytes held by codes and tables.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace colonnade::cortex
