#pragma once

#include <cstdint>
#include <numbers>

#include <colonnade/cortex/sensation.h>
#include <colonnade/sensors/rgbd_patch.h>

namespace colonnade::sensors {

/// Noise on finished sensations; the defaults are those of the benchmark's `noise` conditions.
struct MessageNoise {
  double location_sd_m = 2e-3;                          ///< metres, per axis
  double rotation_sd_rad = 2 * std::numbers::pi / 180;  ///< of each Euler angle that turns the surface frame
  double hsv_sd = 0.1;                                  ///< per channel; hue wraps, the others are clamped
  double log_curvature_sd = 0.1;                        ///< of sign(k) log(1 + |k| / 5 m^-1)
  double flip_probability = 0.01;                       ///< of frame_fully_defined

  /// Disturbs the sensation, and raises its uncertainty fields by these deviations (a sensor knows its data sheet). The
  /// numbers drawn depend on seed, sensor and step alone. Sensations of nothing get noise on their location only.
  void apply(std::uint64_t seed, std::uint32_t step, cortex::Sensation& sensation) const;
};

/// Noise on the readings of a depth camera, along the ray; the default is that of the benchmark's `rawnoise`
/// conditions.
struct DepthNoise {
  double sd_m = 1e-3;

  /// Adds noise to every reading of the patch; missing readings stay missing. The numbers drawn depend on the arguments
  /// alone.
  void apply(std::uint64_t seed, std::uint32_t sensor, std::uint32_t step, RgbdPatch& patch) const;
};

}  // namespace colonnade::sensors
