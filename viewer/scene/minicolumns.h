#pragma once

#include <cstdint>
#include <vector>

#include <colonnade/recording/records.h>

namespace colonnade::viewer {

/// L4 as a sheet. A cell is a learned segment: a feature at a location. Cells whose proximal synapses say much the same
/// stand in one minicolumn; which of them fires is decided by their basal synapses, that is, by location.
struct Minicolumns {
  struct Cell {
    std::uint32_t segment;
    std::uint32_t column;  ///< minicolumn, from 0
    std::uint32_t height;  ///< within it, from 0
  };
  std::vector<Cell> cells;  ///< by segment
  std::vector<std::uint32_t> sizes;
  std::vector<cortex::Hsv> colours;  ///< the feature of each minicolumn, as its colour ...
  std::vector<float> curvatures;     ///< ... and its first principal curvature, 1/m
};

/// Groups an object's segments by what they feel, ordered by colour and curvature.
/// @param tallest a minicolumn with more cells than this is continued in the next.
[[nodiscard]] Minicolumns group_into_minicolumns(const recording::ObjectRecord& object, std::uint32_t tallest = 16);

}  // namespace colonnade::viewer
