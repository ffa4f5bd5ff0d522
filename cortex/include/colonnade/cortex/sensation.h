#pragma once

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/ids.h>

namespace colonnade::cortex {

/// Colour as hue, saturation, value, each in [0, 1]; hue is circular.
struct Hsv {
  float hue = 0;
  float saturation = 0;
  float value = 0;
};

/// How far to trust each part of a sensation: one standard deviation, as the sensor knows it (its data sheet, or its
/// own fit residuals). Zero means "exact as far as the sensor knows".
struct SensationUncertainty {
  float location = 0;       ///< metres, per axis
  float normal = 0;         ///< radians, tilt of the normal
  float axis = 0;           ///< radians, of the principal directions about the normal
  float log_curvature = 0;  ///< of sign(k) log(1 + |k| / 5 m^-1)
  float colour = 0;         ///< per HSV channel

  /// The standard deviation of what is not known at all: it counts for nothing, whatever its value.
  static constexpr float kUnknown = 1e9F;
};

/// One sensed thing at one place: the message that travels between sensors and columns, and from column to column.
///
/// A sensation on a surface says where the sensed point is (p_W), how the surface lies there (R_WF) and what it is like
/// (curvatures, colour). A sensation of nothing (on_surface == false) says that p_W was touched or looked at and is
/// empty space; then only time, sensor, p_W and uncertainty.location mean anything.
struct Sensation {
  double time = 0;                       ///< seconds
  SensorId sensor;                       ///< who sensed it
  bool on_surface = true;                ///< false: there is nothing at p_W
  Vector3 p_W = Vector3::Zero();         ///< the sensed point in the world, metres
  Rotation R_WF = Rotation::Identity();  ///< surface frame: columns are the directions of k1, of k2, and the normal
  bool frame_fully_defined = false;      ///< false: the principal directions mean nothing, only the normal does
  double k1 = 0;                         ///< largest principal curvature by magnitude, 1/m, > 0 on a convex surface
  double k2 = 0;                         ///< the other one, 1/m
  Hsv colour;                            ///< colour at the point
  SensationUncertainty uncertainty;

  /// Outward unit normal of the surface, in the world.
  [[nodiscard]] Vector3 normal_W() const { return R_WF.col(2); }
};

/// True when every number that means anything is finite (in single precision, too), p_W is within 1e7 m of the origin,
/// R_WF is a rotation (to 1e-3) and the colour's channels are at most 1 beside [0, 1] (noise). Columns ignore
/// sensations that are not valid; sensor modules never produce them.
[[nodiscard]] bool is_valid(const Sensation& sensation) noexcept;
/// The same of a pose: finite, translated by 1e7 m at most, and turned by a rotation (to 1e-3).
[[nodiscard]] bool is_valid(const Pose& X) noexcept;

}  // namespace colonnade::cortex
