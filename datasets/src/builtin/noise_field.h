#pragma once

#include <array>
#include <cstdint>

#include <Eigen/Core>

#include "random.h"

namespace colonnade::datasets {

/// Smooth random values in space, for grain, spots and stains: value noise on a lattice of the given cell size.
class NoiseField {
 public:
  NoiseField(RandomStream& random, double cell_m);

  /// In [-1, 1], mean about 0.
  [[nodiscard]] double operator()(const Eigen::Vector3d& p) const;

 private:
  [[nodiscard]] double corner(int x, int y, int z) const;

  static constexpr std::size_t kSize = 256;
  double cells_per_m_;
  std::array<double, kSize> values_;
  std::array<std::uint8_t, kSize> order_;
};

}  // namespace colonnade::datasets
