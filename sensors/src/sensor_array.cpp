#include "sensor_array.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

/// Where the sensors of a cross stand, in units of its spacing, along x and y of the middle one.
constexpr std::array<std::array<int, 2>, 5> kCross = {{{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}}};

PinholeCamera at_quarter_resolution(const PinholeCamera& camera) {
  constexpr int kFactor = 4;
  const auto centre = [](double c) { return (c + 0.5) / kFactor - 0.5; };
  return {std::max(1, camera.width / kFactor),
          std::max(1, camera.height / kFactor),
          camera.fx / kFactor,
          camera.fy / kFactor,
          centre(camera.cx),
          centre(camera.cy)};
}

/// Whether nothing stands at this depth, or before it, at the middle of the patch: as wide as poses and silhouettes are
/// uncertain.
bool sees_through(const RgbdPatch& patch, double depth_m) {
  constexpr double kRadius_m = 0.006;
  constexpr double kBehind_m = 0.01;  // what is seen further away is another surface
  const double radius = kRadius_m * patch.camera.fx / depth_m;
  for (int v = 0; v < patch.camera.height; ++v) {
    for (int u = 0; u < patch.camera.width; ++u) {
      if (std::hypot(u - patch.camera.cx, v - patch.camera.cy) > radius) continue;
      const float depth = patch.depth[patch.index(u, v)];
      if (is_reading(depth) && static_cast<double>(depth) < depth_m + kBehind_m) return false;
    }
  }
  return true;
}

}  // namespace

SensorArray::SensorArray(const SensorArrayOptions& options, const PinholeCamera& camera)
    : options_(options), camera_(camera), glance_camera_(at_quarter_resolution(camera)) {
  if (options.sensors != 1 && options.sensors != 5) {
    throw InputError("an agent has 1 or 5 sensors, not " + std::to_string(options.sensors));
  }
  for (int i = 0; i < options.sensors; ++i) {
    modules_.emplace_back(cortex::SensorId(static_cast<std::uint32_t>(i)), options.module);
  }
  observations_.resize(modules_.size());
}

void SensorArray::begin(const SimulatedWorld& world, std::uint64_t seed) {
  world_ = world;
  seed_ = seed;
  looks_ = 0;
  steps_ = 0;
}

std::optional<cortex::Sensation> SensorArray::sense(std::size_t sensor, const PinholeCamera& camera,
                                                    const cortex::Pose& X_WS, RgbdPatch& patch) {
  world_.render(camera, X_WS, patch);
  if (options_.depth_noise) options_.depth_noise->apply(seed_, static_cast<std::uint32_t>(sensor), looks_, patch);
  return modules_[sensor].sense(patch, steps_);
}

std::optional<cortex::Sensation> SensorArray::glance(const cortex::Pose& X_WS) {
  ++looks_;
  return sense(0, glance_camera_, X_WS, glance_patch_);
}

const std::optional<cortex::Sensation>& SensorArray::look(const cortex::Pose& X_WS) {
  ++looks_;
  X_WS_ = X_WS;
  middle_ = sense(0, camera_, X_WS, patch_);
  return middle_;
}

void SensorArray::disturb(std::optional<cortex::Sensation>& sensation) const {
  if (sensation && options_.message_noise) options_.message_noise->apply(seed_, steps_, *sensation);
}

cortex::Sensation SensorArray::nothing_at(const cortex::Vector3& p_W, cortex::SensorId sensor) const {
  cortex::Sensation nothing;
  nothing.time = steps_;
  nothing.sensor = sensor;
  nothing.on_surface = false;
  nothing.p_W = p_W;
  return nothing;
}

void SensorArray::commit() {
  observations_[0] = middle_;
  for (std::size_t i = 1; i < modules_.size(); ++i) {
    const cortex::Vector3 p_SSi = options_.spacing_m * cortex::Vector3(kCross[i][0], kCross[i][1], 0);
    const cortex::Pose X_WSi = X_WS_ * Eigen::Translation3d(p_SSi);
    observations_[i] = sense(i, camera_, X_WSi, side_patch_);
    // Beside the middle's surface there may be none: the sensor sees through the place where it would go on.
    const double depth = middle_ ? (X_WS_.inverse() * middle_->p_W).z() : 0.0;
    if (!observations_[i] && middle_ && sees_through(side_patch_, depth)) {
      observations_[i] =
          nothing_at(X_WSi * cortex::Vector3(0, 0, depth), cortex::SensorId(static_cast<std::uint32_t>(i)));
    }
  }
  for (std::optional<cortex::Sensation>& sensation : observations_) disturb(sensation);
  ++steps_;
}

void SensorArray::commit_nothing(const cortex::Vector3& p_W) {
  std::fill(observations_.begin(), observations_.end(), std::nullopt);
  observations_[0] = nothing_at(p_W, cortex::SensorId(0));
  disturb(observations_[0]);
  ++steps_;
}

}  // namespace colonnade::sensors
