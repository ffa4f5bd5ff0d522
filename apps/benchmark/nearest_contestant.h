#pragma once

#include <array>
#include <vector>

#include "contestant.h"

namespace colonnade::benchmark {

/// The classical reference: every training view is kept as a descriptor of colours, extents and distances, and the
/// nearest one says object and rotation.
class NearestContestant final : public Contestant {
 public:
  Cost learn(std::span<const View> views) override;
  [[nodiscard]] Answer recognise(const View& view) override;
  [[nodiscard]] std::uint64_t footprint_bytes() const override { return entries_.size() * sizeof(Entry); }

  static constexpr std::size_t kHueBins = 12, kToneBins = 8, kDistanceBins = 16, kExtents = 3;
  static constexpr std::size_t kLength = kHueBins + 2 * kToneBins + kDistanceBins + kExtents;
  using Descriptor = std::array<float, kLength>;

 private:
  struct Entry {
    Descriptor descriptor{};
    int object = 0;
    cortex::Rotation R_WO = cortex::Rotation::Identity();
    cortex::Vector3 offset_W = cortex::Vector3::Zero();  ///< from the mean of the visible points to the object's frame
  };
  std::vector<Entry> entries_;
};

/// The descriptor of a view, and the mean of its visible points. @param operations is added to.
[[nodiscard]] NearestContestant::Descriptor describe(const View& view, cortex::Vector3& centre_W,
                                                     ledger::Operations& operations);

}  // namespace colonnade::benchmark
