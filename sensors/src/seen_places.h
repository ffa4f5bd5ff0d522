#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <colonnade/sensors/rgbd_image.h>

#include "random.h"

namespace colonnade::sensors {

/// What an eye remembers of the places that passed through its patches, and where it has looked: from these it chooses
/// where to look next.
class SeenPlaces {
 public:
  void clear();
  /// Draws `samples` random pixels of an image, and remembers those that show a place, and not at a grazing angle.
  /// @param of if given, only this thing is seen.
  void remember(const RgbdPatch& image, int samples, RandomStream& random, const ObjectRegion* of = nullptr);
  /// Remembers one place.
  void remember(const cortex::Vector3& p_W);
  /// Notes that this place has been looked at.
  void mark_looked_at(const cortex::Vector3& p_W) { looked_at_.push_back(p_W); }
  /// A random remembered place, rather one far from those looked at; none when nothing is remembered.
  std::optional<cortex::Vector3> choose(RandomStream& random) const;

 private:
  std::vector<cortex::Vector3> seen_;
  std::size_t next_ = 0;  ///< of a ring, once it is full
  std::vector<cortex::Vector3> looked_at_;
};

}  // namespace colonnade::sensors
