#pragma once

#include <memory>

#include <colonnade/sensors/agent.h>

namespace colonnade::sensors {

enum class SurfacePolicy {
  wander,   ///< recognition: random heading with momentum, or along a principal curvature, away from visited places
  explore,  ///< learning: covers the whole surface in few steps, over several poses of the same object
};

struct SurfaceAgentOptions {
  SensorArrayOptions array;
  SurfacePolicy policy = SurfacePolicy::wander;
  double distance_m = 0.025;         ///< of the sensor from the surface, where there is room
  double patch_width_m = 0.005;      ///< on the surface, at that distance
  double step_m = 0.01;              ///< along the surface
  double turn_sd_rad = 0.35;         ///< of the random change of heading at each step
  double follow_probability = 0.15;  ///< of setting out along a principal direction, at a step where it is defined
  double visited_radius_m = 0.006;   ///< a place this near to a sensed one needs no visit of its own
  int explore_tries = 2500;          ///< views taken in search of an unvisited place before exploration is finished
};

/// A finger: a small camera close to the surface that looks along the inward normal, follows the surface around convex
/// and concave edges, and can jump to a goal. In narrow places it goes nearer to the surface than its usual distance.
class SurfaceAgent final : public Agent {
 public:
  explicit SurfaceAgent(const SurfaceAgentOptions& options = {});
  ~SurfaceAgent() override;

  /// Finds the object by looking from a random direction. When exploring, starts at a place not yet visited in the
  /// object's frame and goes on from what earlier poses have covered; call forget() before another object.
  /// @throws InputError when no part of the object can be found.
  void begin(const SimulatedWorld& world, std::uint64_t seed) override;
  [[nodiscard]] std::span<const std::optional<cortex::Sensation>> observe() const override;
  [[nodiscard]] const RgbdPatch& patch() const override;
  void move(const std::optional<cortex::Goal>& goal) override;
  [[nodiscard]] bool finished() const override;
  /// Forgets which places of the object have been explored.
  void forget();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::sensors
