#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
  /// The pairs of all keys, one key after the other; those of a key in the order of their first segments.
  [[nodiscard]] std::span<const Pair> all() const noexcept { return pairs_; }
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
