#include <algorithm>
#include <cmath>

#include <colonnade/sensors/rgbd_image.h>
#include <colonnade/sensors/sensor_module.h>

#include "patch_window.h"
#include "surface_fit.h"

namespace colonnade::sensors {
namespace {

/// Mean colour over the window's pixels within `radius` pixels of the centre (at least the 2 x 2 in the middle).
cortex::Hsv mean_colour(const RgbdPatch& patch, const PatchWindow& window, double radius) {
  const double reach = std::max(radius, 1.0);
  const auto low = [reach](double centre) { return std::max(0, static_cast<int>(std::ceil(centre - reach))); };
  const int u_end = std::min(patch.camera.width - 1, static_cast<int>(window.u_centre + reach));
  const int v_end = std::min(patch.camera.height - 1, static_cast<int>(window.v_centre + reach));
  std::array<int, 3> sum{};
  int count = 0;
  for (int v = low(window.v_centre); v <= v_end; ++v) {
    for (int u = low(window.u_centre); u <= u_end; ++u) {
      if (std::hypot(u - window.u_centre, v - window.v_centre) > reach) continue;
      const std::size_t pixel = patch.index(u, v);
      if (!is_reading(patch.depth[pixel])) continue;
      for (std::size_t c = 0; c < 3; ++c) sum[c] += patch.rgb[pixel][c];
      ++count;
    }
  }
  const double n = std::max(1, count);
  return hsv_from_rgb(sum[0] / n, sum[1] / n, sum[2] / n);
}

}  // namespace

struct SensorModule::Workspace {
  WindowFinder finder;
  PatchWindow window;
  SurfaceFit fit;
};

SensorModule::SensorModule(cortex::SensorId sensor, const SensorModuleOptions& options)
    : sensor_(sensor), options_(options), workspace_(std::make_unique<Workspace>()) {}
SensorModule::~SensorModule() = default;
SensorModule::SensorModule(SensorModule&&) noexcept = default;
SensorModule& SensorModule::operator=(SensorModule&&) noexcept = default;

std::optional<cortex::Sensation> SensorModule::sense(const RgbdPatch& patch, double time) {
  check(patch);
  PatchWindow& window = workspace_->window;
  SurfaceFit& fit = workspace_->fit;
  if (!workspace_->finder.find(patch, options_, window)) return std::nullopt;
  if (!fit_surface(patch.camera, window, options_.curvature_prior, options_.min_pixels, fit)) return std::nullopt;
  cortex::Sensation sensation;
  sensation.time = time;
  sensation.sensor = sensor_;
  sensation.p_W = patch.X_WS * fit.p_S;
  sensation.R_WF = patch.X_WS.linear() * fit.R_SF;
  sensation.k1 = fit.k1;
  sensation.k2 = fit.k2;
  const double difference = std::abs(fit.k1 - fit.k2);
  sensation.frame_fully_defined = difference > options_.min_curvature_difference &&
                                  difference > options_.min_curvature_difference_sigmas * fit.sd_difference;
  if (patch.has_colour) {
    sensation.colour = mean_colour(patch, window, options_.colour_radius_m * patch.camera.fx / window.z_centre);
  } else {
    sensation.uncertainty.colour = cortex::SensationUncertainty::kUnknown;
  }
  sensation.uncertainty.location = static_cast<float>(fit.sd_location);
  sensation.uncertainty.normal = static_cast<float>(fit.sd_normal);
  sensation.uncertainty.axis = static_cast<float>(fit.sd_axis);
  // d/dk of sign(k) log(1 + |k| / 5).
  sensation.uncertainty.log_curvature =
      static_cast<float>(fit.sd_k / (5 + std::min(std::abs(fit.k1), std::abs(fit.k2))));
  if (!cortex::is_valid(sensation)) return std::nullopt;
  return sensation;
}

}  // namespace colonnade::sensors
