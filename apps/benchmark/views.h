#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/sensors/rgbd_image.h>

#include "objects.h"

namespace colonnade::benchmark {

/// What lies between the object and its image.
enum class Condition {
  clean,
  noise,            ///< depth camera's noise, and noise on each colour channel
  noise_and_light,  ///< the same under light of another brightness and colour
};
inline constexpr Condition kConditions[] = {Condition::clean, Condition::noise, Condition::noise_and_light};
[[nodiscard]] std::string_view name_of(Condition condition);

/// Which stream of random poses a view belongs to. They never meet.
enum class Purpose : std::uint64_t { training = 1, test = 2, development = 3 };

/// One RGB-D image of one object, as every contestant gets it. W is the camera's frame.
struct View {
  int object = 0;  ///< index into the study's objects
  sensors::RgbdImage image;
  sensors::ObjectRegion region;                  ///< the object's pixels, given to every contestant
  cortex::Pose X_WO = cortex::Pose::Identity();  ///< the truth
  std::uint64_t seed = 0;                        ///< for a contestant's own random choices
};

/// Renders views of objects in uniformly random rotations. The object fills the image, as an object detector would cut
/// it out; what it measures is in the depths.
class ViewSource {
 public:
  /// @param pixels side of the images.
  ViewSource(std::span<const runner::Object> objects, int pixels) : objects_(objects), pixels_(pixels) {}

  /// The view depends on nothing but the arguments.
  [[nodiscard]] View view(int object, Purpose purpose, std::uint64_t seed, std::uint32_t index,
                          Condition condition) const;
  /// Views 0 ... count-1 of each of the first `objects` objects, object by object.
  [[nodiscard]] std::vector<View> views(int objects, Purpose purpose, std::uint64_t seed, int count,
                                        Condition condition) const;

  [[nodiscard]] std::span<const runner::Object> objects() const { return objects_; }
  [[nodiscard]] int pixels() const { return pixels_; }

 private:
  std::span<const runner::Object> objects_;
  int pixels_;
};

/// The point that a pixel (its row-major index) shows, in the camera's frame, metres.
[[nodiscard]] cortex::Vector3 point_at(const sensors::RgbdImage& image, std::uint32_t pixel);

/// Pixels of a view that show the object.
[[nodiscard]] inline std::uint64_t sensed_pixels(const View& view) { return view.region.pixels.size(); }

}  // namespace colonnade::benchmark
