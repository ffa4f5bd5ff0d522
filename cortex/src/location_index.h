#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "index_access.h"
#include "kernels/views.h"

namespace colonnade::cortex {

/// Every `every`-th segment, from number `without` on, is left out: a part of a model to be tested on the rest.
struct LeftOut {
  std::uint32_t without = 0;
  std::uint32_t every = 0;  ///< 0: none is left out
};

/// Finds the segments near a place on an object: one more grid-cell module, with an axis-aligned lattice, whose cells
/// know the segments within reach. A look-up is one hash of (object, block of eight bins).
class LocationIndex {
 public:
  static constexpr float kBin_m = 0.008f;
  static constexpr float kReach_m = 0.014f;         ///< from a bin's centre to the segments it knows
  static constexpr std::uint32_t kMostPerBin = 14;  ///< a block counts them in four bits

  /// Calls piece(i) for every i below `pieces`: in order, or several at the same time.
  using RunPieces = std::function<void(std::size_t pieces, const std::function<void(std::size_t)>& piece)>;
  static void run_in_order(std::size_t pieces, const std::function<void(std::size_t)>& piece);

  /// @param first_segment per object the index of its first segment, and at the end the number of all.
  /// @param accessed needs pieces that run in order.
  /// @param run what is found does not depend on it; in which slots blocks lie does.
  void build(std::span<const kernels::SegmentGeometry> geometry, std::span<const std::uint32_t> first_segment,
             const RunPieces& run = &run_in_order, LeftOut left_out = {}, const IndexAccess& accessed = {});

  [[nodiscard]] std::span<const kernels::BinBlock> blocks() const { return blocks_; }
  [[nodiscard]] std::span<const std::uint32_t> segments() const { return segments_; }
  [[nodiscard]] std::size_t bytes() const {
    return blocks_.size() * sizeof(blocks_[0]) + segments_.size() * sizeof(segments_[0]);
  }

 private:
  std::vector<kernels::BinBlock> blocks_{{kernels::kEmptyBlock, 0, 0}};
  std::vector<std::uint32_t> segments_;
};

}  // namespace colonnade::cortex
