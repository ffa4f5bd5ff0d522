#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index_access.h"
#include "kernels/views.h"

namespace colonnade::cortex {

/// Displacement cells: what stays the same about two places on a surface however the object turns. The displacement
/// code of a pair is its distance, the angles of both normals with the displacement, and the angle between the normals
/// (point-pair features; Drost et al. 2010). A pair of sensations looks up the pairs of segments that it could be.
class DisplacementIndex {
 public:
  static constexpr float kNearest_m = 0.008f;  ///< shorter displacements say nothing under noise
  static constexpr float kFarthest_m = 0.17f;
  static constexpr int kAngleBins = 12;           ///< of half a turn
  static constexpr int kDistanceBins = 17;        ///< from the nearest to the farthest, logarithmic
  static constexpr std::uint32_t kPartners = 40;  ///< pairs kept for each segment of a small model
  /// One in so many of a large one's other segments: two sensations lie near some four segments each, and one of those
  /// pairs should be kept.
  static constexpr std::uint32_t kShareOfPartners = 16;

  struct Pair {
    std::uint32_t first;
    std::uint32_t second;
  };
  static constexpr std::size_t kPairsPerLine = 64 / sizeof(Pair);
  /// Two neighbouring bins of each of the four numbers of a code make a block of keys.
  static constexpr std::uint32_t kKeys =
      16 * ((kDistanceBins + 1) / 2) * ((kAngleBins + 1) / 2) * ((kAngleBins + 1) / 2) * ((kAngleBins + 1) / 2);
  /// Distance and angles of a pair, in bins (not yet rounded).
  struct Code {
    float distance, first_angle, second_angle, between_angle;
    bool valid;
  };

  /// @param threads how many work; the result is the same for any number.
  /// @param accessed makes one thread do it all.
  void build(std::span<const kernels::SegmentGeometry> geometry, std::span<const std::uint32_t> first_segment,
             std::uint64_t seed, int threads, const IndexAccess& accessed = {});

  static Code code(const float p1[3], const float n1[3], const float p2[3], const float n2[3]) noexcept;

  /// Keys whose bins lie around the code: the two nearest along every dimension.
  static constexpr std::size_t kNeighbours = 16;
  static void keys(const Code& code, std::uint32_t out[kNeighbours]) noexcept;
  [[nodiscard]] std::span<const Pair> pairs(std::uint32_t key) const noexcept {
    if (begin_.empty()) return {};
    return {pairs_.data() + begin_[key], pairs_.data() + begin_[key + 1]};
  }
  /// Those of one object: of the segments from `first_segment` to before `end_segment`. Calls look(pair) for each pair
  /// that is looked at on the way.
  template <class Look>
  [[nodiscard]] std::span<const Pair> pairs(std::uint32_t key, std::uint32_t first_segment, std::uint32_t end_segment,
                                            Look&& look) const {
    // build() leaves the pairs of a key in the order of their first segments.
    const auto all = pairs(key);
    const auto before = [&](const Pair& pair, std::uint32_t segment) {
      look(pair);
      return pair.first < segment;
    };
    const auto begin = std::lower_bound(all.begin(), all.end(), first_segment, before);
    return {begin, std::lower_bound(begin, all.end(), end_segment, before)};
  }
  /// Calls visit(pair) for those of a key's pairs that lie in one of `stride` lines of memory, from line `offset` on: a
  /// line that is fetched at all is read to its end.
  template <class Visit>
  void for_each_sampled(std::span<const Pair> of_key, std::size_t stride, std::size_t offset, Visit&& visit) const {
    if (of_key.empty()) return;
    const std::size_t begin = position(of_key.front()), end = begin + of_key.size();
    const std::size_t first_line = begin / kPairsPerLine;
    const std::size_t skipped = (offset + stride - first_line % stride) % stride;
    for (std::size_t line = first_line + skipped; line * kPairsPerLine < end; line += stride) {
      const std::size_t from = std::max(begin, line * kPairsPerLine), to = std::min(end, (line + 1) * kPairsPerLine);
      for (std::size_t i = from; i < to; ++i) visit(pairs_[i]);
    }
  }
  /// Most pairs that it visits beyond their number divided by the stride: parts of lines at both ends.
  static constexpr std::size_t kMostBeyondSample = 3 * kPairsPerLine;

  /// Where one of the stored pairs is among all.
  [[nodiscard]] std::size_t position(const Pair& pair) const noexcept {
    return static_cast<std::size_t>(&pair - pairs_.data());
  }
  /// Stored pairs.
  [[nodiscard]] std::size_t size() const { return pairs_.size(); }
  /// Codes that were made to find them.
  [[nodiscard]] std::size_t codes_made() const { return codes_made_; }
  [[nodiscard]] std::size_t bytes() const {
    return begin_.size() * sizeof(std::uint32_t) + pairs_.size() * sizeof(Pair);
  }

 private:
  std::vector<std::uint32_t> begin_;
  std::vector<Pair> pairs_;
  std::size_t codes_made_ = 0;
};

}  // namespace colonnade::cortex
