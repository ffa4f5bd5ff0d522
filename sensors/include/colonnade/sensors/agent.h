#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <colonnade/cortex/percept.h>
#include <colonnade/cortex/sensation.h>
#include <colonnade/sensors/noise.h>
#include <colonnade/sensors/sensor_module.h>
#include <colonnade/sensors/simulated_world.h>

namespace colonnade::sensors {

/// Sensors that move: observe() and move() by turns. Belongs to one thread.
class ActiveSensor {
 public:
  virtual ~ActiveSensor() = default;

  /// What the sensors have sensed where they are now, one entry a sensor, until the next move. An entry is empty where
  /// a sensor has no surface before it; a sensation with on_surface == false tells of nothing at a goal, or where the
  /// surface before the middle sensor would go on.
  [[nodiscard]] virtual std::span<const std::optional<cortex::Sensation>> observe() const = 0;
  /// Moves: to the goal if there is one, otherwise as the policy likes.
  virtual void move(const std::optional<cortex::Goal>& goal) = 0;
  /// True when the policy has seen all that it can reach (exploring and scanning policies only); the observation then
  /// is no new one.
  [[nodiscard]] virtual bool finished() const { return false; }
};

/// An active sensor in a simulated world. The same world and seed give the same observations.
class Agent : public ActiveSensor {
 public:
  /// Goes to the object in this world and takes the first observation.
  virtual void begin(const SimulatedWorld& world, std::uint64_t seed) = 0;
  /// What the middle sensor sees where it is now, and its pose.
  [[nodiscard]] virtual const RgbdPatch& patch() const = 0;
};

/// The sensors of an agent and their noise.
struct SensorArrayOptions {
  /// 1, or 5: a cross of patches about the agent's own.
  int sensors = 1;
  /// Distance of the cross's arms from its middle, metres on the surface.
  double spacing_m = 0.01;
  /// Pixels along each side of a patch.
  int pixels = 64;
  SensorModuleOptions module;
  std::optional<MessageNoise> message_noise;
  std::optional<DepthNoise> depth_noise;
};

}  // namespace colonnade::sensors
