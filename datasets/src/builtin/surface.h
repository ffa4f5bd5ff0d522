#pragma once

#include <functional>
#include <vector>

#include <Eigen/Core>

#include "colour.h"

namespace colonnade::datasets {

/// A painted piece of surface over the unit square, as a grid of u and v lines.
///
/// `position` must give the same point, to the last bit, wherever pieces meet (a seam, a pole, the edge of another
/// piece): a closed part then has no gaps.
struct Surface {
  using Position = std::function<Eigen::Vector3d(double u, double v)>;
  /// The colour at (u, v), which lies at p_O, in metres.
  using Paint = std::function<Colour(double u, double v, const Eigen::Vector3d& p_O)>;

  std::vector<double> u;  ///< from 0 to 1, ascending
  std::vector<double> v;  ///< from 0 to 1, ascending
  Position position;
  Paint paint;
  int texture_width = 256;   ///< pixels along u
  int texture_height = 256;  ///< pixels along v
};

/// `count` + 1 evenly spaced values from 0 to 1.
inline std::vector<double> even_grid(int count) {
  std::vector<double> lines(static_cast<std::size_t>(count) + 1);
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i] = static_cast<double>(i) / count;
  return lines;
}

/// One colour everywhere.
inline Surface::Paint plain(const Colour& colour) {
  return [colour](double, double, const Eigen::Vector3d&) { return colour; };
}

}  // namespace colonnade::datasets
