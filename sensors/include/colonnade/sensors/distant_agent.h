#pragma once

#include <memory>

#include <colonnade/sensors/agent.h>

namespace colonnade::sensors {

enum class DistantPolicy {
  saccade,  ///< recognition: looks at random places among those that it has seen, away from those looked at before
  scan,     ///< learning: a spiral over all that is visible from here
};

struct DistantAgentOptions {
  SensorArrayOptions array;
  DistantPolicy policy = DistantPolicy::saccade;
  double distance_m = 0.2;                            ///< from the nearest point of the object
  double patch_width_m = 0.04;                        ///< on the surface, at that distance
  cortex::Vector3 from_W = cortex::Vector3::UnitZ();  ///< the side of the object on which the sensor stands
  double scan_spacing_m = 6e-3;     ///< between fixations of a scan, at least, at the object's distance
  int max_fixations = 500;          ///< of one scan; larger objects are scanned with wider spacing
  double visited_radius_m = 0.006;  ///< a place this near to one looked at needs no look of its own
};

/// An eye: a camera that stands off the object and only turns, except that it can jump to a goal's viewpoint. A coarse
/// view finder shows it the whole object once, from where it stands.
class DistantAgent final : public Agent {
 public:
  explicit DistantAgent(const DistantAgentOptions& options = {});
  ~DistantAgent() override;

  /// Takes its stand and looks at the object. When scanning, passes over places that earlier poses have shown well
  /// (in the object's frame); call forget() before another object.
  /// @throws InputError when nothing of the object can be seen.
  void begin(const SimulatedWorld& world, std::uint64_t seed) override;
  [[nodiscard]] std::span<const std::optional<cortex::Sensation>> observe() const override;
  [[nodiscard]] const RgbdPatch& patch() const override;
  void move(const std::optional<cortex::Goal>& goal) override;
  [[nodiscard]] bool finished() const override;
  /// Forgets which places of the object have been scanned.
  void forget();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::sensors
