#pragma once

#include <cstdint>
#include <vector>

#include "stage.h"

namespace colonnade::viewer {

/// Which cells a raster shows.
enum class RasterLayer { objects, cells, modules };

/// Cells of one L6 module.
inline constexpr std::uint32_t kCellsOfModule =
    cortex::LocationEncoder::kPeriod * cortex::LocationEncoder::kPeriod * cortex::LocationEncoder::kPeriod;

/// Cells over the steps of an episode. Grows with the episode; made anew when something else is shown.
class Raster {
 public:
  struct Spike {
    std::uint32_t cell;
    float strength;  ///< 0 (only predicted) to 1
  };
  /// Reads what is new. @param object whose L4 cells are shown.
  void update(const Stage& stage, RasterLayer layer, std::uint32_t object);
  [[nodiscard]] const std::vector<std::vector<Spike>>& steps() const { return steps_; }
  [[nodiscard]] std::uint32_t cells() const { return cells_; }
  [[nodiscard]] RasterLayer layer() const { return layer_; }
  [[nodiscard]] std::uint32_t object() const { return object_; }
  /// Rises whenever something in it has changed.
  [[nodiscard]] int revision() const { return revision_; }

 private:
  int document_ = -1;
  int episode_ = -1;
  int column_ = 0;
  RasterLayer layer_ = RasterLayer::objects;
  std::uint32_t object_ = 0;
  std::vector<std::vector<Spike>> steps_;
  std::uint32_t cells_ = 0;
  int revision_ = 0;
};

}  // namespace colonnade::viewer
