#pragma once

#include <memory>
#include <optional>

#include <colonnade/cortex/sensation.h>
#include <colonnade/sensors/rgbd_patch.h>

namespace colonnade::sensors {

/// How a patch becomes a sensation. The defaults serve every sensor; lengths are in metres on the surface.
struct SensorModuleOptions {
  /// Radius of the window of the surface fit ...
  double window_radius_m = 2.5e-3;
  /// ... but at least this many pixels, for sensors that see from afar.
  double min_window_pixels = 8;
  /// Radius of the disc whose mean colour is sensed.
  double colour_radius_m = 1e-3;
  /// Principal directions count as defined when the principal curvatures differ by more than this, 1/m ...
  double min_curvature_difference = 15;
  /// ... and by more than this many of their own standard deviations.
  double min_curvature_difference_sigmas = 3;
  /// Neighbouring pixels belong to one surface while it is not steeper than this towards the sensor, radians.
  double max_slope_rad = 1.4;
  /// Standard deviation of the principal curvatures of things, 1/m: keeps fits of slivers in bounds.
  double curvature_prior = 300;
  /// Fewest pixels of one surface that make a sensation.
  int min_pixels = 24;
};

/// Turns the centre of RGB-D patches into sensations. One module belongs to one sensor and one thread.
///
/// The surface is fitted as a quadratic of inverse depth over the image plane: depth noise lies along the ray, and a
/// plane's inverse depth is exactly linear there. Only pixels connected in depth to the centre take part; outliers are
/// trimmed once. Normal, principal curvatures and their uncertainties are those of the fitted surface.
class SensorModule {
 public:
  explicit SensorModule(cortex::SensorId sensor = cortex::SensorId(0), const SensorModuleOptions& options = {});
  ~SensorModule();
  SensorModule(SensorModule&&) noexcept;
  SensorModule& operator=(SensorModule&&) noexcept;

  /// The sensation at the centre of the patch; none when there is no surface (no readings at or around the centre).
  /// Does not allocate once it has seen a patch of this size. @throws InputError when its sizes do not agree.
  [[nodiscard]] std::optional<cortex::Sensation> sense(const RgbdPatch& patch, double time);

  [[nodiscard]] const SensorModuleOptions& options() const noexcept { return options_; }

 private:
  struct Workspace;
  cortex::SensorId sensor_;
  SensorModuleOptions options_;
  std::unique_ptr<Workspace> workspace_;
};

/// Colour of an RGB triple in [0, 255] as HSV in [0, 1].
[[nodiscard]] cortex::Hsv hsv_from_rgb(double r, double g, double b);

}  // namespace colonnade::sensors
