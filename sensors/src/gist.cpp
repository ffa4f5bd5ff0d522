#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <colonnade/sensors/rgbd_image.h>
#include <colonnade/sensors/sensor_module.h>

namespace colonnade::sensors {

namespace {

constexpr int kGrid = 64;  // places looked at along the longer side of the image

// Mean and standard deviation from sums.
struct Spread {
  double sum = 0, squares = 0;
  void add(double v) {
    sum += v;
    squares += v * v;
  }
  [[nodiscard]] double mean(double n) const { return sum / n; }
  [[nodiscard]] double sd(double n) const { return std::sqrt(std::max(0.0, squares / n - mean(n) * mean(n))); }
};

}  // namespace

cortex::Gist gist_of(const RgbdImage& image, const ObjectRegion& region, std::size_t* looks) {
  using cortex::Gist;
  check(region, image);
  Gist gist;
  Spread saturation, value;
  cortex::Vector3 middle = cortex::Vector3::Zero();  // a sum at first, as the next
  Eigen::Matrix3d products = Eigen::Matrix3d::Zero();
  std::vector<cortex::Vector3> points;
  const PinholeCamera& camera = image.camera;
  const int step = std::max(1, std::max(camera.width, camera.height) / kGrid);
  for (int v = step / 2; v < camera.height; v += step) {
    for (int u = step / 2; u < camera.width; u += step) {
      const std::size_t pixel = image.index(u, v);
      if (region.mask[pixel] == 0 || !is_reading(image.depth[pixel])) continue;
      const cortex::Vector3 p = static_cast<double>(image.depth[pixel]) * camera.ray_S(u, v);
      points.push_back(p);
      middle += p;
      products += p * p.transpose();
      const cortex::Hsv hsv = hsv_from_rgb(image.rgb[pixel][0], image.rgb[pixel][1], image.rgb[pixel][2]);
      saturation.add(static_cast<double>(hsv.saturation));
      value.add(static_cast<double>(hsv.value));
      const float at = hsv.hue * Gist::kHues + Gist::kHues - 0.5F;
      const auto whole = static_cast<std::size_t>(at);
      const float share = at - static_cast<float>(whole);
      gist.hue[whole % Gist::kHues] += (1 - share) * hsv.saturation;
      gist.hue[(whole + 1) % Gist::kHues] += share * hsv.saturation;
    }
  }
  if (looks != nullptr) *looks = points.size();
  if (points.empty()) return gist;
  const auto n = static_cast<double>(points.size());
  middle /= n;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(products / n - middle * middle.transpose());
  Eigen::AlignedBox3d box;
  for (const cortex::Vector3& p : points) {
    const cortex::Vector3 from_middle = p - middle;
    box.extend(cortex::Vector3(solver.eigenvectors().transpose() * from_middle));
    const double steps = from_middle.head<2>().norm() / static_cast<double>(Gist::kFarthest_m) * Gist::kDistances;
    gist.distance[std::min(Gist::kDistances - 1, static_cast<std::size_t>(steps))] += 1;
  }
  for (int i = 0; i < 3; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    gist.spread_m[axis] = static_cast<float>(std::sqrt(std::max(0.0, solver.eigenvalues()[i])));
    gist.extent_m[axis] = static_cast<float>(box.sizes()[i]);
  }
  for (float& share : gist.distance) share /= static_cast<float>(n);
  for (float& share : gist.hue) share /= static_cast<float>(n);
  gist.saturation_mean = static_cast<float>(saturation.mean(n));
  gist.saturation_sd = static_cast<float>(saturation.sd(n));
  gist.value_mean = static_cast<float>(value.mean(n));
  gist.value_sd = static_cast<float>(value.sd(n));
  return gist;
}

}  // namespace colonnade::sensors
