#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/views.h"

namespace colonnade::cortex {

/// L2/3's input from L4's minicolumns without their places: how much more often each kind of feature occurs on an
/// object than on things in general. It speaks for objects even where a side is seen that was never learned.
///
/// Colours (hue and saturation) and shapes (both curvatures) are two coarse populations of cells whose tunings overlap.
/// An object's cell listens to each of them with the logarithm of the ratio of frequencies, so a sensation is worth the
/// sum of the few weights whose cells it excites.
class Familiarity {
 public:
  static constexpr std::size_t kHues = 12, kSaturations = 4, kCurvatures = 8;
  static constexpr std::size_t kColours = kHues * kSaturations;
  static constexpr std::size_t kCells = kColours + kCurvatures * kCurvatures;

  struct ActiveCell {
    std::size_t cell;
    float share;  ///< of its population's activity
  };
  /// The cells that features excite: four of colour, then four of shape.
  using Active = std::array<ActiveCell, 8>;
  [[nodiscard]] static Active active(const kernels::FeatureBrief& features) noexcept;

  /// How much a sensation's colour and its shape count.
  struct Trust {
    float colour, shape;
  };

  /// @param first_segment of each object, and the end.
  void build(std::span<const kernels::FeatureBrief> features, std::span<const kernels::SegmentGeometry> geometry,
             std::span<const std::uint32_t> first_segment);
  /// Adds to every object's evidence what the active cells say of it.
  void add(const Active& active, const Trust& trust, std::span<float> evidence) const noexcept;

  /// Bytes of one cell's weights, and of all.
  [[nodiscard]] std::size_t row_bytes() const { return objects_ * sizeof(float); }
  [[nodiscard]] std::size_t bytes() const { return weights_.size() * sizeof(float); }

 private:
  std::size_t objects_ = 0;
  std::vector<float> weights_;  ///< [cell][object]
};

}  // namespace colonnade::cortex
