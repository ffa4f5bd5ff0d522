#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// Intrinsics of a pinhole camera without distortion. Pixel (u, v) is centred on integer coordinates and sees along
/// ((u - cx) / fx, (v - cy) / fy, 1) in the sensor's frame.
struct PinholeCamera {
  int width = 0;
  int height = 0;
  double fx = 0;
  double fy = 0;
  double cx = 0;
  double cy = 0;

  /// A square camera of `pixels` x `pixels` that sees `width_m` metres at a distance of `distance_m` metres.
  static PinholeCamera square(int pixels, double width_m, double distance_m) {
    const double f = pixels * distance_m / width_m;
    const double c = 0.5 * (pixels - 1);
    return {pixels, pixels, f, f, c, c};
  }

  [[nodiscard]] std::size_t pixel_count() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  /// Viewing direction of a pixel in S, with z = 1.
  [[nodiscard]] cortex::Vector3 ray_S(double u, double v) const { return {(u - cx) / fx, (v - cy) / fy, 1.0}; }
};

/// A small RGB-D image and where it was taken. Buffers are reused from frame to frame.
struct RgbdPatch {
  PinholeCamera camera;
  cortex::Pose X_WS = cortex::Pose::Identity();
  std::vector<float> depth;  ///< metres along the sensor's z, row-major; 0, negative or NaN: no reading
  std::vector<Rgb> rgb;      ///< row-major
  bool has_colour = true;    ///< false: rgb is grey, or means nothing, and sensations do not know their colour

  /// Sets the camera and the sizes of the buffers; allocates only when they grow.
  void set_camera(const PinholeCamera& new_camera) {
    camera = new_camera;
    depth.resize(camera.pixel_count());
    rgb.resize(camera.pixel_count());
  }
  [[nodiscard]] std::size_t index(int u, int v) const {
    return static_cast<std::size_t>(v) * static_cast<std::size_t>(camera.width) + static_cast<std::size_t>(u);
  }
};

/// True where a depth value is a reading.
inline bool is_reading(float depth) { return std::isfinite(depth) && depth > 0; }

}  // namespace colonnade::sensors
