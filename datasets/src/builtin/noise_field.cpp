#include "noise_field.h"

#include <cmath>
#include <numeric>
#include <utility>

namespace colonnade::datasets {

NoiseField::NoiseField(RandomStream& random, double cell_m) : cells_per_m_(1 / cell_m) {
  for (double& value : values_) value = random.uniform(-1, 1);
  std::iota(order_.begin(), order_.end(), std::uint8_t{0});
  for (std::size_t i = kSize - 1; i > 0; --i) {
    std::swap(order_[i], order_[static_cast<std::size_t>(random.uniform() * static_cast<double>(i + 1))]);
  }
}

double NoiseField::corner(int x, int y, int z) const {
  const auto look_up = [&](int i) { return static_cast<int>(order_[static_cast<std::size_t>(i & 255)]); };
  return values_[static_cast<std::size_t>(look_up(look_up(look_up(x) + y) + z))];
}

double NoiseField::operator()(const Eigen::Vector3d& p) const {
  const Eigen::Vector3d q = p * cells_per_m_;
  const Eigen::Vector3d floor = q.array().floor();
  const Eigen::Vector3d f = q - floor;
  const Eigen::Vector3d s = f.array().square() * (3 - 2 * f.array());
  const int x = static_cast<int>(floor.x());
  const int y = static_cast<int>(floor.y());
  const int z = static_cast<int>(floor.z());
  double sum = 0;
  for (int i = 0; i < 8; ++i) {
    const int dx = i & 1;
    const int dy = (i >> 1) & 1;
    const int dz = i >> 2;
    const double weight = (dx ? s.x() : 1 - s.x()) * (dy ? s.y() : 1 - s.y()) * (dz ? s.z() : 1 - s.z());
    sum += weight * corner(x + dx, y + dy, z + dz);
  }
  return sum;
}

}  // namespace colonnade::datasets
