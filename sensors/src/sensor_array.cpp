#include "sensor_array.h"

#include <algorithm>
#include <array>
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

void SensorArray::commit() {
  observations_[0] = middle_;
  for (std::size_t i = 1; i < modules_.size(); ++i) {
    const cortex::Vector3 p_SSi = options_.spacing_m * cortex::Vector3(kCross[i][0], kCross[i][1], 0);
    observations_[i] = sense(i, camera_, X_WS_ * Eigen::Translation3d(p_SSi), side_patch_);
  }
  for (std::optional<cortex::Sensation>& sensation : observations_) disturb(sensation);
  ++steps_;
}

void SensorArray::commit_nothing(const cortex::Vector3& p_W) {
  std::fill(observations_.begin(), observations_.end(), std::nullopt);
  cortex::Sensation nothing;
  nothing.time = steps_;
  nothing.sensor = cortex::SensorId(0);
  nothing.on_surface = false;
  nothing.p_W = p_W;
  observations_[0] = nothing;
  disturb(observations_[0]);
  ++steps_;
}

}  // namespace colonnade::sensors
