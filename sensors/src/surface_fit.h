#pragma once

#include <Eigen/Core>

#include <colonnade/cortex/frames.h>
#include <colonnade/sensors/rgbd_patch.h>

#include "patch_window.h"

namespace colonnade::sensors {

/// The surface at the centre of a patch, in the sensor's frame, with one standard deviation of each part.
struct SurfaceFit {
  cortex::Vector3 p_S;       ///< point on the central ray
  cortex::Rotation R_SF;     ///< principal direction of k1, of k2, normal towards the sensor
  double k1 = 0;             ///< 1/m, larger by magnitude, > 0 where convex
  double k2 = 0;             ///< 1/m
  double sd_location = 0;    ///< metres, along the ray
  double sd_normal = 0;      ///< radians, per axis of tilt
  double sd_axis = 0;        ///< radians, of the principal directions about the normal
  double sd_k = 0;           ///< 1/m, of one principal curvature (root mean square)
  double sd_difference = 0;  ///< 1/m, of k1 - k2
};

/// Fits inverse depth as a quadratic of the image coordinates over the pixels that the window holds (least squares; a
/// plane's inverse depth is exactly linear, and depth noise is noise of inverse depth alone). Pixels far off a first
/// fit are dropped from the window before the final one.
/// @param curvature_prior standard deviation of curvatures, 1/m, as a prior on the quadratic terms.
/// @return false when fewer than min_pixels remain, or the surface is seen edge-on.
bool fit_surface(const PinholeCamera& camera, PatchWindow& window, double curvature_prior, int min_pixels,
                 SurfaceFit& fit);

}  // namespace colonnade::sensors
