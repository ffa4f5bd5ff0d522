#pragma once

#include <memory>

#include <colonnade/sensors/agent.h>
#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {

struct ImageAgentOptions {
  /// Neighbouring readings of real depth cameras err alike, so that a larger window is needed than in simulation.
  SensorModuleOptions module{.min_window_pixels = 12};
  int patch_pixels = 40;  ///< side of the patches cut out of the image
  /// Whether a pixel without a reading shows that nothing is there, as in rendered images. Real cameras have no reading
  /// of dark or shiny surfaces, either.
  bool empty_without_reading = false;
  /// After each look at the object, one at empty space this far beyond its outline, metres: where a thing ends says how
  /// large it is. 0: only where a goal leads. Needs the region's list of pixels.
  double beside_m = 0;
  /// Whether the image holds all of the object, as what a detector has cut out does: then there is none of it beyond
  /// the border, either.
  bool whole_object = false;
};

/// An eye that looks around in one recorded RGB-D image of an object, as the distant agent does in the simulated world.
/// What the image cannot show (behind the object, beyond its border) it cannot sense.
class ImageAgent final : public ActiveSensor {
 public:
  /// Looks at the given region of the image only (see find_object). Both are not copied: they must outlive the agent.
  ImageAgent(const RgbdImage& image, const ObjectRegion& region, const ImageAgentOptions& options = {});
  ImageAgent(RgbdImage&& image, const ObjectRegion& region, const ImageAgentOptions& options = {}) = delete;
  ImageAgent(const RgbdImage& image, ObjectRegion&& region, const ImageAgentOptions& options = {}) = delete;
  ImageAgent(RgbdImage&& image, ObjectRegion&& region, const ImageAgentOptions& options = {}) = delete;
  ~ImageAgent() override;

  /// Takes the first look, at a random place. @throws InputError when no place of the region can be sensed, or the
  /// region is of another image.
  void begin(std::uint64_t seed);
  [[nodiscard]] std::span<const std::optional<cortex::Sensation>> observe() const override;
  /// To a goal that the image shows: senses it, or nothing where the camera saw through it. Any other goal is passed
  /// over for a saccade. Where it is time for a look beside the object, the goal is passed over, too.
  void move(const std::optional<cortex::Goal>& goal) override;
  /// Patches cut out of the image since begin(), those that could not be sensed included.
  [[nodiscard]] int patches_cut() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::sensors
