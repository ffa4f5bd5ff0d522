#include "minicolumns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace colonnade::viewer {
namespace {

// Bins coarse enough that one feature of a thing is one minicolumn.
std::array<int, 5> feature_bin(const recording::SegmentRecord& s) {
  const auto curvature = [](float k) {
    return static_cast<int>(std::lround(cortex::log_curvature(static_cast<double>(k))));
  };
  const bool grey = s.colour.saturation < 0.2f;
  return {grey ? -1 : static_cast<int>(s.colour.hue * 8), static_cast<int>(s.colour.value * 4), curvature(s.k1),
          curvature(s.k2), static_cast<int>(s.colour.saturation * 2)};
}

}  // namespace

Minicolumns group_into_minicolumns(const recording::ObjectRecord& object, std::uint32_t tallest) {
  std::map<std::array<int, 5>, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < object.segments.size(); ++i) groups[feature_bin(object.segments[i])].push_back(i);
  Minicolumns result;
  result.cells.resize(object.segments.size());
  for (const auto& [bin, segments] : groups) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const std::uint32_t height = static_cast<std::uint32_t>(i) % tallest;
      if (height == 0) {
        const recording::SegmentRecord& first = object.segments[segments[i]];
        result.sizes.push_back(0);
        result.colours.push_back(first.colour);
        result.curvatures.push_back(first.k1);
      }
      const auto column = static_cast<std::uint32_t>(result.sizes.size() - 1);
      result.cells[segments[i]] = {segments[i], column, height};
      ++result.sizes.back();
    }
  }
  return result;
}

}  // namespace colonnade::viewer
