#pragma once

#include <optional>
#include <span>
#include <vector>

#include <colonnade/sensors/agent.h>

namespace colonnade::sensors {

/// One to five cameras with their sensor modules that move together.
class SensorArray {
 public:
  /// @throws InputError when the number of sensors is neither 1 nor 5.
  SensorArray(const SensorArrayOptions& options, const PinholeCamera& camera);

  void begin(const SimulatedWorld& world, std::uint64_t seed);

  /// A cheap look with the middle sensor at a quarter of its resolution, to find out how the surface lies.
  std::optional<cortex::Sensation> glance(const cortex::Pose& X_WS);
  /// Looks with the middle sensor: what it senses before message noise (the agent steers by it).
  const std::optional<cortex::Sensation>& look(const cortex::Pose& X_WS);
  /// What the middle sensor saw last.
  [[nodiscard]] const RgbdPatch& patch() const { return patch_; }

  /// Makes the observation of the last look: lets the other sensors look as well, and adds the message noise.
  /// A sensor that sees past the surface's edge says so: nothing where the surface would go on.
  void commit();
  /// Makes an observation of nothing at p_W.
  void commit_nothing(const cortex::Vector3& p_W);
  [[nodiscard]] std::span<const std::optional<cortex::Sensation>> observations() const { return observations_; }

 private:
  std::optional<cortex::Sensation> sense(std::size_t sensor, const PinholeCamera& camera, const cortex::Pose& X_WS,
                                         RgbdPatch& patch);
  [[nodiscard]] cortex::Sensation nothing_at(const cortex::Vector3& p_W, cortex::SensorId sensor) const;
  void disturb(std::optional<cortex::Sensation>& sensation) const;

  SensorArrayOptions options_;
  PinholeCamera camera_;
  PinholeCamera glance_camera_;
  SimulatedWorld world_;
  std::uint64_t seed_ = 0;
  std::uint32_t looks_ = 0;  ///< counts looks and glances: the step of noise streams
  std::uint32_t steps_ = 0;  ///< counts observations: their time, one a second
  cortex::Pose X_WS_ = cortex::Pose::Identity();
  RgbdPatch patch_;
  RgbdPatch side_patch_;
  RgbdPatch glance_patch_;
  std::vector<SensorModule> modules_;
  std::optional<cortex::Sensation> middle_;
  std::vector<std::optional<cortex::Sensation>> observations_;
};

}  // namespace colonnade::sensors
