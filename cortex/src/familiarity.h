#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "displacement_index.h"
#include "kernels/views.h"

namespace colonnade::cortex {

/// L2/3's input from L4's minicolumns without their places: how much more often each kind of feature occurs on an
/// object than on things in general. It speaks for objects even where a side is seen that was never learned.
///
/// Colours (hue and saturation), shapes (both curvatures) and displacements (distance, and the angle between both
/// normals: how large an object is and how round) are three coarse populations of cells whose tunings overlap. An
/// object's cell listens to each of them with the logarithm of the ratio of frequencies, so a sensation is worth the
/// sum of the few weights whose cells it excites.
class Familiarity {
 public:
  static constexpr std::size_t kHues = 12, kSaturations = 4, kCurvatures = 8, kDistances = 17, kTurns = 6;
  static constexpr std::size_t kColours = kHues * kSaturations;
  static constexpr std::size_t kShapes = kCurvatures * kCurvatures;
  static constexpr std::size_t kDisplacements = kDistances * kTurns;
  static constexpr std::size_t kCells = kColours + kShapes + kDisplacements;

  struct ActiveCell {
    std::size_t cell;
    float share;  ///< of its population's activity
  };
  /// The cells that features excite: four of colour, then four of shape.
  using Active = std::array<ActiveCell, 8>;
  [[nodiscard]] static Active active(const kernels::FeatureBrief& features) noexcept;
  /// The cells that a displacement between two sensations excites. It must be a valid one.
  using ActiveByDisplacement = std::array<ActiveCell, 4>;
  [[nodiscard]] static ActiveByDisplacement active(const DisplacementIndex::Code& displacement) noexcept;

  /// How much the cells of each population count.
  struct Trust {
    float colour, shape, displacement;
  };

  /// @param first_segment of each object, and the end.
  void build(std::span<const kernels::FeatureBrief> features, std::span<const kernels::SegmentGeometry> geometry,
             std::span<const std::uint32_t> first_segment);
  /// Adds to every object's evidence what the active cells say of it.
  void add(std::span<const ActiveCell> active, const Trust& trust, std::span<float> evidence) const noexcept;

  /// Calls visit(i, j, displacement) for the pairs of an object's segments that stand for all that may be sensed: those
  /// of each segment with kPartners others that can be seen from the same side.
  template <class Visit>
  static void for_each_displacement(std::span<const kernels::SegmentGeometry> segments, Visit&& visit);

  /// Pairs of segments that build() has counted.
  [[nodiscard]] std::size_t displacements() const { return displacements_; }
  /// Bytes of one cell's weights, and of all.
  [[nodiscard]] std::size_t row_bytes() const { return objects_ * sizeof(float); }
  [[nodiscard]] std::size_t bytes() const { return weights_.size() * sizeof(float); }

 private:
  static constexpr std::uint32_t kPartners = 16;
  /// Whether both ends can be seen from one side: their normals do not turn away from each other, or they face.
  [[nodiscard]] static bool seen_together(const DisplacementIndex::Code& displacement) noexcept;
  /// Makes the weights of an object: how often each cell is active on it.
  void count(std::span<const kernels::FeatureBrief> features, std::span<const kernels::SegmentGeometry> segments,
             std::size_t object);

  std::size_t objects_ = 0;
  std::size_t displacements_ = 0;
  std::vector<float> weights_;  ///< [cell][object]
};

template <class Visit>
void Familiarity::for_each_displacement(std::span<const kernels::SegmentGeometry> segments, Visit&& visit) {
  const auto count = static_cast<std::uint32_t>(segments.size());
  if (count < 2) return;
  const std::uint32_t partners = std::min(kPartners, count - 1);
  for (std::uint32_t i = 0; i < count; ++i) {
    for (std::uint32_t k = 0; k < partners; ++k) {
      const std::uint32_t j = (i + 1 + k * (count - 1) / partners) % count;
      const auto code = DisplacementIndex::code(segments[i].p, segments[i].n, segments[j].p, segments[j].n);
      if (code.valid && seen_together(code)) visit(i, j, code);
    }
  }
}

}  // namespace colonnade::cortex
