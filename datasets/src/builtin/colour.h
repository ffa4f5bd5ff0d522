#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <colonnade/sensors/textured_mesh.h>
#include <Eigen/Core>

namespace colonnade::datasets {

/// Red, green, blue in [0, 1], as they stand in an image.
using Colour = Eigen::Vector3d;

/// From a to b as t goes from 0 to 1; stays there beyond.
inline Colour mix(const Colour& a, const Colour& b, double t) {
  const double s = std::clamp(t, 0.0, 1.0);
  return (1 - s) * a + s * b;
}

/// 0 below `edge`, 1 above, with a soft step of the given width between.
inline double step(double edge, double x, double width) {
  const double t = std::clamp((x - edge) / width + 0.5, 0.0, 1.0);
  return t * t * (3 - 2 * t);
}

/// Hue (circular), saturation and value, each 0 to 1.
inline Colour hsv(double hue, double saturation, double value) {
  const auto channel = [&](double shift) {
    const double k = std::fmod(std::fmod(hue, 1.0) * 6 + shift + 6, 6.0);
    return value * (1 - saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
  };
  return {channel(5), channel(3), channel(1)};
}

inline sensors::Rgb to_rgb(const Colour& colour) {
  const auto byte = [](double x) { return static_cast<std::uint8_t>(std::lround(255 * std::clamp(x, 0.0, 1.0))); };
  return {byte(colour.x()), byte(colour.y()), byte(colour.z())};
}

}  // namespace colonnade::datasets
