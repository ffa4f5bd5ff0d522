#pragma once

#include <memory>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/region.h>
#include <colonnade/sensors/sensor_module.h>

#include "contestant.h"

namespace colonnade::benchmark {

struct ColumnContestantOptions {
  int columns = 1;           ///< 1, or 5 that look at a cross of places
  int sensations = 60;       ///< at most, in one recognition
  double spacing_m = 6e-3;   ///< between glimpses while learning, on the surface
  double cross_m = 0.01;     ///< arms of the cross
  int patch_pixels = 40;     ///< side of a glimpse
  double window_pixels = 8;  ///< least radius of the surface fit
  cortex::ColumnOptions column;
};

/// Colonnade with the distant agent's eye: glimpses are patches of the very image that all contestants get. It learns
/// from a raster of glimpses, and recognises by looking around.
class ColumnContestant final : public Contestant {
 public:
  ColumnContestant(const ColumnContestantOptions& options, std::span<const runner::Object> objects);
  Cost learn(std::span<const View> views) override;
  [[nodiscard]] Answer recognise(const View& view) override;
  [[nodiscard]] std::uint64_t footprint_bytes() const override;

 private:
  /// The sensations of all columns around a place that the middle one has sensed.
  void cross(const View& view, const cortex::Sensation& middle,
             std::vector<std::optional<cortex::Sensation>>& sensations);
  void learn_view(const View& view);
  std::optional<cortex::Sensation> glimpse(const View& view, int u, int v, std::size_t sensor);

  ColumnContestantOptions options_;
  std::span<const runner::Object> objects_;
  cortex::Region region_;
  std::vector<sensors::SensorModule> modules_;
  sensors::RgbdPatch patch_;
  ledger::Operations sensing_;  ///< of the learning or recognition under way
};

/// Operations that turn one patch into a sensation, charged as if every pixel of the patch were in the surface fit's
/// window and all its rounds were needed.
[[nodiscard]] ledger::Operations glimpse_operations(int patch_pixels);

}  // namespace colonnade::benchmark
