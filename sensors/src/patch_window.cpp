#include "patch_window.h"

#include <algorithm>
#include <cmath>

namespace colonnade::sensors {
namespace {

constexpr int kMiddle = 4;  // the centre's depth is the median of a square of this many pixels

double median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

}  // namespace

bool WindowFinder::place(const RgbdPatch& patch, const SensorModuleOptions& options, PatchWindow& window) {
  const PinholeCamera& camera = patch.camera;
  window.u_centre = 0.5 * (camera.width - 1);
  window.v_centre = 0.5 * (camera.height - 1);
  samples_.clear();
  for (int v = std::max(0, (camera.height - kMiddle) / 2); v < std::min(camera.height, (camera.height + kMiddle) / 2);
       ++v) {
    for (int u = std::max(0, (camera.width - kMiddle) / 2); u < std::min(camera.width, (camera.width + kMiddle) / 2);
         ++u) {
      const float z = patch.depth[patch.index(u, v)];
      if (is_reading(z)) samples_.push_back(z);
    }
  }
  if (samples_.empty()) return false;
  window.z_centre = median(samples_);
  const double pixels_per_metre = std::min(camera.fx, camera.fy) / window.z_centre;
  window.radius = std::max(options.window_radius_m * pixels_per_metre, options.min_window_pixels);
  const auto clip = [](double x, int size) { return std::clamp(static_cast<int>(x), 0, size - 1); };
  window.u_begin = clip(std::ceil(window.u_centre - window.radius), camera.width);
  window.v_begin = clip(std::ceil(window.v_centre - window.radius), camera.height);
  window.width = clip(std::floor(window.u_centre + window.radius), camera.width) - window.u_begin + 1;
  window.height = clip(std::floor(window.v_centre + window.radius), camera.height) - window.v_begin + 1;
  window.a.resize(static_cast<std::size_t>(window.width));
  for (int u = 0; u < window.width; ++u) {
    window.a[static_cast<std::size_t>(u)] = static_cast<float>((window.u_begin + u - window.u_centre) / window.radius);
  }
  const auto size = static_cast<std::size_t>(window.width) * static_cast<std::size_t>(window.height);
  window.g.assign(size, 0.0f);
  window.member.assign(size, 0.0f);
  return true;
}

double WindowFinder::estimate_noise(const RgbdPatch& patch, const PatchWindow& window) {
  // Second differences along rows vanish on smooth surfaces; white noise gives them sqrt(6) times its deviation.
  samples_.clear();
  const int row_step = std::max(1, window.height / 16);
  for (int v = window.v_begin; v < window.v_begin + window.height; v += row_step) {
    for (int u = window.u_begin + 1; u + 1 < window.u_begin + window.width; ++u) {
      const float* z = &patch.depth[patch.index(u, v)];
      if (is_reading(z[-1]) && is_reading(z[0]) && is_reading(z[1]))
        samples_.push_back(std::abs(z[-1] - 2 * z[0] + z[1]));
    }
  }
  if (samples_.empty()) return 0;
  return 1.4826 * median(samples_) / std::sqrt(6.0);
}

/// The usual case, quickly: every pixel of the disc has a reading, and no step is too large anywhere.
/// @return false when that is not so; the window then is as it was.
bool WindowFinder::fill(const RgbdPatch& patch, double max_step, PatchWindow& window) {
  const auto step = static_cast<float>(max_step);
  const auto z_centre = static_cast<float>(window.z_centre);
  int count = 0;
  for (int v = 0; v < window.height; ++v) {
    const double half = std::sqrt(std::max(0.0, 1 - window.b(v) * window.b(v))) * window.radius;
    const int begin = std::max(0, static_cast<int>(std::ceil(window.u_centre - half)) - window.u_begin);
    const int end = std::min(window.width, static_cast<int>(std::floor(window.u_centre + half)) - window.u_begin + 1);
    const float* z = &patch.depth[patch.index(window.u_begin, window.v_begin + v)];
    const float* above = v > 0 ? z - patch.camera.width : z;
    float* g = &window.g[window.index(0, v)];
    float* member = &window.member[window.index(0, v)];
    int good = 0;  // comparisons with NaN are false, and 0 is no step away from a surface
    for (int u = begin; u < end; ++u) {
      const float left = z[u > begin ? u - 1 : u];
      const bool connected = std::abs(z[u] - left) <= step && std::abs(z[u] - above[u]) <= step && z[u] > 0;
      good += connected ? 1 : 0;
      g[u] = (z_centre - z[u]) / z[u];
      member[u] = 1;
    }
    if (good != end - begin) {
      std::fill(window.g.begin(), window.g.end(), 0.0f);
      std::fill(window.member.begin(), window.member.end(), 0.0f);
      return false;
    }
    count += good;
  }
  window.count = count;
  return true;
}

void WindowFinder::grow(const RgbdPatch& patch, double max_step, PatchWindow& window) {
  const auto width = static_cast<std::uint32_t>(window.width);
  const auto z_centre = static_cast<float>(window.z_centre);
  const auto step = static_cast<float>(max_step);
  stack_.clear();
  const auto depth_at = [&](int u, int v) { return patch.depth[patch.index(window.u_begin + u, window.v_begin + v)]; };
  const auto visit = [&](int u, int v, float from) {
    if (u < 0 || v < 0 || u >= window.width || v >= window.height) return;
    const std::size_t i = window.index(u, v);
    const float z = depth_at(u, v);
    if (window.member[i] != 0.0f || !is_reading(z) || std::abs(z - from) > step) return;
    const double a = static_cast<double>(window.a[static_cast<std::size_t>(u)]);
    if (a * a + window.b(v) * window.b(v) > 1) return;
    window.member[i] = 1;
    window.g[i] = (z_centre - z) / z;
    stack_.push_back(static_cast<std::uint32_t>(i));
  };
  const int u_middle = static_cast<int>(window.u_centre) - window.u_begin;
  const int v_middle = static_cast<int>(window.v_centre) - window.v_begin;
  for (int dv = -1; dv <= 2; ++dv) {
    for (int du = -1; du <= 2; ++du) visit(u_middle + du, v_middle + dv, z_centre);
  }
  int count = 0;
  while (!stack_.empty()) {
    const std::uint32_t i = stack_.back();
    stack_.pop_back();
    ++count;
    const auto u = static_cast<int>(i % width);
    const auto v = static_cast<int>(i / width);
    const float z = depth_at(u, v);
    visit(u - 1, v, z);
    visit(u + 1, v, z);
    visit(u, v - 1, z);
    visit(u, v + 1, z);
  }
  window.count = count;
}

bool WindowFinder::find(const RgbdPatch& patch, const SensorModuleOptions& options, PatchWindow& window) {
  // Windows vary in size, so make room for the largest at once.
  window.a.reserve(static_cast<std::size_t>(patch.camera.width));
  for (std::vector<float>* buffer : {&window.g, &window.member, &samples_}) buffer->reserve(patch.camera.pixel_count());
  stack_.reserve(patch.camera.pixel_count());
  if (!place(patch, options, window)) return false;
  const double pitch = window.z_centre / std::min(patch.camera.fx, patch.camera.fy);
  const double noise = estimate_noise(patch, window);
  const double max_step = std::tan(options.max_slope_rad) * pitch + 4 * std::sqrt(2.0) * noise;
  if (!fill(patch, max_step, window)) grow(patch, max_step, window);
  return true;
}

}  // namespace colonnade::sensors
