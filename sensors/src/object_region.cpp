#include <algorithm>
#include <cmath>
#include <optional>

#include <Eigen/Eigenvalues>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/rgbd_image.h>

#include "random.h"

namespace colonnade::sensors {
namespace {

using cortex::Vector3;

constexpr double kPlaneTolerance = 0.01;  ///< metres: depth cameras at a metre are about this good
constexpr double kMaxStep = 0.015;        ///< metres of depth between neighbouring pixels of one thing

/// The plane normal . p = offset, in the camera's frame; the camera is on its positive side.
struct Plane {
  Vector3 normal = Vector3::UnitZ();
  double offset = 0;

  [[nodiscard]] double height(const Vector3& p) const { return normal.dot(p) - offset; }
};

std::optional<Plane> through(const Vector3& a, const Vector3& b, const Vector3& c) {
  Vector3 n = (b - a).cross(c - a);
  if (n.norm() < 1e-6) return std::nullopt;
  n.normalize();
  if (n.dot(a) > 0) n = -n;
  return Plane{n, n.dot(a)};
}

/// Least-squares plane through the points near a first guess.
Plane refined(const Plane& guess, const std::vector<Vector3>& points, double& deviation) {
  Vector3 mean = Vector3::Zero();
  Eigen::Matrix3d squares = Eigen::Matrix3d::Zero();
  double count = 0;
  for (const Vector3& p : points) {
    if (std::abs(guess.height(p)) > kPlaneTolerance) continue;
    mean += p;
    squares += p * p.transpose();
    ++count;
  }
  mean /= count;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(squares / count - mean * mean.transpose());
  deviation = std::sqrt(std::max(0.0, solver.eigenvalues()[0]));
  Vector3 n = solver.eigenvectors().col(0);
  if (n.dot(mean) > 0) n = -n;
  return {n, n.dot(mean)};
}

Plane find_table(const std::vector<Vector3>& points, std::uint64_t seed, double& deviation) {
  constexpr int kTrials = 300;
  RandomStream random(seed, Purpose::kImage);
  const auto pick = [&]() -> const Vector3& { return points[random.below(static_cast<std::uint32_t>(points.size()))]; };
  Plane best;
  std::ptrdiff_t most = 0;
  for (int i = 0; i < kTrials; ++i) {
    const Vector3& a = pick();
    const Vector3& b = pick();
    const std::optional<Plane> plane = through(a, b, pick());
    if (!plane) continue;
    const auto near = std::count_if(points.begin(), points.end(),
                                    [&](const Vector3& p) { return std::abs(plane->height(p)) < kPlaneTolerance; });
    if (near > most) {
      most = near;
      best = *plane;
    }
  }
  if (static_cast<std::size_t>(most) < points.size() / 5)
    throw InputError("the RGB-D image shows no plane to stand on");
  return refined(best, points, deviation);
}

Vector3 point_at(const RgbdImage& image, int u, int v) {
  return static_cast<double>(image.depth[image.index(u, v)]) * image.camera.ray_S(u, v);
}

/// Takes the connected set of candidates (1) around a pixel out of `state` (to 2).
std::vector<std::uint32_t> take_cluster(const RgbdImage& image, std::uint32_t first, std::vector<std::uint8_t>& state) {
  const auto width = static_cast<std::uint32_t>(image.camera.width);
  std::vector<std::uint32_t> pixels{first};
  state[first] = 2;
  for (std::size_t next = 0; next < pixels.size(); ++next) {
    const std::uint32_t i = pixels[next];
    const auto visit = [&](std::uint32_t j) {
      if (state[j] != 1 || std::abs(static_cast<double>(image.depth[j] - image.depth[i])) > kMaxStep) return;
      state[j] = 2;
      pixels.push_back(j);
    };
    if (i % width > 0) visit(i - 1);
    if (i % width + 1 < width) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i + width < state.size()) visit(i + width);
  }
  return pixels;
}

}  // namespace

ObjectRegion find_object(const RgbdImage& image, std::uint64_t seed) {
  constexpr int kStride = 4;              // of the pixels that vote for the plane
  constexpr double kTallest = 0.5;        // metres
  constexpr std::size_t kSmallest = 100;  // pixels
  check(image);
  std::vector<Vector3> points;
  for (int v = 0; v < image.camera.height; v += kStride) {
    for (int u = 0; u < image.camera.width; u += kStride) {
      if (is_reading(image.depth[image.index(u, v)])) points.push_back(point_at(image, u, v));
    }
  }
  if (points.size() < 100) throw InputError("the RGB-D image has hardly any depth readings");
  double deviation = 0;
  const Plane table = find_table(points, seed, deviation);
  const double lowest = std::max(5e-3, 4 * deviation);
  std::vector<std::uint8_t> state(image.depth.size(), 0);
  for (int v = 0; v < image.camera.height; ++v) {
    for (int u = 0; u < image.camera.width; ++u) {
      const std::size_t i = image.index(u, v);
      if (!is_reading(image.depth[i])) continue;
      const double height = table.height(point_at(image, u, v));
      state[i] = height > lowest && height < kTallest ? 1 : 0;
    }
  }
  ObjectRegion region;
  std::size_t largest = kSmallest;
  for (std::uint32_t i = 0; i < state.size(); ++i) {
    if (state[i] != 1) continue;
    std::vector<std::uint32_t> pixels = take_cluster(image, i, state);
    if (pixels.size() <= largest) continue;
    largest = pixels.size();
    region.pixels = std::move(pixels);
  }
  if (region.pixels.empty()) throw InputError("the RGB-D image shows nothing that stands on the plane");
  std::sort(region.pixels.begin(), region.pixels.end());
  region.mask.assign(image.depth.size(), 0);
  for (const std::uint32_t i : region.pixels) region.mask[i] = 1;
  return region;
}

}  // namespace colonnade::sensors
