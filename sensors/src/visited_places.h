#pragma once

#include <cmath>
#include <cstdint>
#include <unordered_map>

#include <colonnade/cortex/frames.h>

namespace colonnade::sensors {

/// A set of places on a surface that tells whether one lies near a given place and faces the same way (the two sides of
/// a sheet are different places).
class VisitedPlaces {
 public:
  explicit VisitedPlaces(double radius_m) : radius_(radius_m) {}

  void clear() { points_.clear(); }
  void add(const cortex::Vector3& p, const cortex::Vector3& normal) { points_.emplace(key(cell(p)), Place{p, normal}); }
  /// True when a place of the set is within the radius of p and its normal within 60 degrees of this one.
  [[nodiscard]] bool near(const cortex::Vector3& p, const cortex::Vector3& normal) const {
    const Eigen::Vector3i middle = cell(p);
    for (int x = -1; x <= 1; ++x) {
      for (int y = -1; y <= 1; ++y) {
        for (int z = -1; z <= 1; ++z) {
          const auto [begin, end] = points_.equal_range(key(middle + Eigen::Vector3i(x, y, z)));
          for (auto it = begin; it != end; ++it) {
            const Place& place = it->second;
            if ((place.p - p).squaredNorm() < radius_ * radius_ && place.normal.dot(normal) > 0.5) return true;
          }
        }
      }
    }
    return false;
  }

 private:
  struct Place {
    cortex::Vector3 p;
    cortex::Vector3 normal;
  };

  [[nodiscard]] Eigen::Vector3i cell(const cortex::Vector3& p) const {
    return (p / radius_).array().floor().cast<int>().matrix();
  }
  static std::uint64_t key(const Eigen::Vector3i& c) {
    const auto part = [](int i) { return static_cast<std::uint64_t>(static_cast<std::uint32_t>(i) & 0x1fffffu); };
    return part(c.x()) | part(c.y()) << 21 | part(c.z()) << 42;
  }

  double radius_;
  std::unordered_multimap<std::uint64_t, Place> points_;
};

}  // namespace colonnade::sensors
