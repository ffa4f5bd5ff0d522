#include <algorithm>
#include <cmath>

#include <Random123/boxmuller.hpp>

#include <colonnade/sensors/noise.h>

#include "random.h"

namespace colonnade::sensors {
namespace {

double disturbed_curvature(double k, double noise) {
  constexpr double kScale = 5;  // 1/m
  const double logarithm = std::copysign(std::log1p(std::abs(k) / kScale), k) + noise;
  return std::copysign(kScale * std::expm1(std::abs(logarithm)), logarithm);
}

void raise(float& deviation, double by) {
  deviation = static_cast<float>(std::hypot(static_cast<double>(deviation), by));
}

}  // namespace

void MessageNoise::apply(std::uint64_t seed, std::uint32_t step, cortex::Sensation& s) const {
  RandomStream random(seed, Purpose::kMessageNoise, s.sensor.value(), step);
  const auto noise = [&random](double sd) { return sd * random.normal(); };
  const auto noise3 = [&noise](double sd) {
    const double x = noise(sd);
    const double y = noise(sd);
    return cortex::Vector3(x, y, noise(sd));
  };
  s.p_W += noise3(location_sd_m);
  raise(s.uncertainty.location, location_sd_m);
  if (!s.on_surface) return;
  const cortex::Vector3 euler = noise3(rotation_sd_rad);
  s.R_WF = s.R_WF * cortex::rotation_from_euler_xyz(euler.x(), euler.y(), euler.z());
  raise(s.uncertainty.normal, rotation_sd_rad);
  raise(s.uncertainty.axis, rotation_sd_rad);
  const cortex::Vector3 hsv = noise3(hsv_sd);
  const double hue = static_cast<double>(s.colour.hue) + hsv.x();
  s.colour.hue = static_cast<float>(hue - std::floor(hue));
  s.colour.saturation = static_cast<float>(std::clamp(static_cast<double>(s.colour.saturation) + hsv.y(), 0.0, 1.0));
  s.colour.value = static_cast<float>(std::clamp(static_cast<double>(s.colour.value) + hsv.z(), 0.0, 1.0));
  raise(s.uncertainty.colour, hsv_sd);
  s.k1 = disturbed_curvature(s.k1, noise(log_curvature_sd));
  s.k2 = disturbed_curvature(s.k2, noise(log_curvature_sd));
  raise(s.uncertainty.log_curvature, log_curvature_sd);
  if (random.uniform() < flip_probability) s.frame_fully_defined = !s.frame_fully_defined;
}

void DepthNoise::apply(std::uint64_t seed, std::uint32_t sensor, std::uint32_t step, RgbdPatch& patch) const {
  const auto sd = static_cast<float>(sd_m);
  for (std::size_t i = 0; i < patch.depth.size(); i += 4) {
    const auto purpose = static_cast<std::uint32_t>(Purpose::kDepthNoise) | sensor << 8;
    const auto bits = cortex::philox({static_cast<std::uint32_t>(i), purpose, step, 0}, cortex::key_of_seed(seed));
    const r123::float2 first = r123::boxmuller(bits[0], bits[1]);
    const r123::float2 second = r123::boxmuller(bits[2], bits[3]);
    const float normal[4] = {first.x, first.y, second.x, second.y};
    for (std::size_t j = i; j < std::min(i + 4, patch.depth.size()); ++j) {
      if (is_reading(patch.depth[j])) patch.depth[j] += sd * normal[j - i];
    }
  }
}

}  // namespace colonnade::sensors
