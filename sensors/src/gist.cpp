#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include <colonnade/cortex/error.h>
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

using Colour = std::array<float, 3>;  // red, green, blue, from 0 to 255

// The object's mean colour in the square of `side` pixels whose first one is (u, v): noise of single pixels goes.
Colour mean_colour(const RgbdImage& image, const ObjectRegion& region, int u, int v, int side) {
  std::array<int, 3> sum{};
  int count = 0;
  for (int y = v; y < std::min(v + side, image.camera.height); ++y) {
    for (int x = u; x < std::min(u + side, image.camera.width); ++x) {
      const std::size_t pixel = image.index(x, y);
      if (region.mask[pixel] == 0) continue;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += image.rgb[pixel][c];
      ++count;
    }
  }
  Colour mean{};
  for (std::size_t c = 0; c < 3; ++c) mean[c] = static_cast<float>(sum[c]) / static_cast<float>(std::max(count, 1));
  return mean;
}

std::uint8_t to_byte(float v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L)); }

// What the brightest tenth of the points exceeds in each channel: the light, for a thing that has something bright.
Colour brightest(std::span<const Colour> colours, std::vector<float>& channel) {
  constexpr float kDarkest = 8;  // a channel that is hardly seen at all is not blown up
  Colour bright{};
  for (std::size_t c = 0; c < 3; ++c) {
    channel.clear();
    for (const Colour& colour : colours) channel.push_back(colour[c]);
    const auto tenth = channel.begin() + static_cast<std::ptrdiff_t>(channel.size() * 9 / 10);
    std::nth_element(channel.begin(), tenth, channel.end());
    bright[c] = std::max(kDarkest, *tenth);
  }
  return bright;
}

// Gist::relative_colour of these points.
void count_colours(std::span<const Colour> colours, cortex::Gist& gist) {
  using cortex::Gist;
  constexpr float kBright = 0.9F;  // where the brightest tenth begins, on a scale from 0 to 1
  std::vector<float> channel;
  const Colour bright = brightest(colours, channel);
  std::array<float, std::tuple_size_v<decltype(Gist::relative_colour)>> shares{};
  for (const Colour& colour : colours) {
    std::array<std::size_t, 3> first{};
    Colour second{};  // share of the level above
    for (std::size_t c = 0; c < 3; ++c) {
      const float level = std::min(1.0F, kBright * colour[c] / bright[c]) * Gist::kLevels - 0.5F;
      const float at = std::clamp(level, 0.0F, static_cast<float>(Gist::kLevels - 1));
      first[c] = std::min(Gist::kLevels - 2, static_cast<std::size_t>(at));
      second[c] = at - static_cast<float>(first[c]);
    }
    for (std::size_t corner = 0; corner < 8; ++corner) {
      std::size_t bin = 0;
      float share = 1;
      for (std::size_t c = 0; c < 3; ++c) {
        const std::size_t above = corner >> c & 1;
        bin = bin * Gist::kLevels + first[c] + above;
        share *= above != 0 ? second[c] : 1 - second[c];
      }
      shares[bin] += share;
    }
  }
  const float all = 255.0F / static_cast<float>(colours.size());
  for (std::size_t bin = 0; bin < shares.size(); ++bin) gist.relative_colour[bin] = to_byte(shares[bin] * all);
}

}  // namespace

cortex::Gist gist_of(const RgbdImage& image, const ObjectRegion& region, std::size_t* looks) {
  using cortex::Gist;
  check(region, image);
  if (!image.has_colour) throw InputError("the RGB-D image has no colour, by which gists are compared");
  Gist gist;
  Spread saturation, value;
  cortex::Vector3 middle = cortex::Vector3::Zero();  // a sum at first, as the next
  Eigen::Matrix3d products = Eigen::Matrix3d::Zero();
  std::vector<cortex::Vector3> points;
  std::vector<Colour> colours;
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
      const Colour& colour = colours.emplace_back(mean_colour(image, region, u - step / 2, v - step / 2, step));
      const cortex::Hsv hsv = hsv_from_rgb(to_byte(colour[0]), to_byte(colour[1]), to_byte(colour[2]));
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
  count_colours(colours, gist);
  gist.saturation_mean = static_cast<float>(saturation.mean(n));
  gist.saturation_sd = static_cast<float>(saturation.sd(n));
  gist.value_mean = static_cast<float>(value.mean(n));
  gist.value_sd = static_cast<float>(value.sd(n));
  return gist;
}

}  // namespace colonnade::sensors
