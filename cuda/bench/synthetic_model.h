#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "kernels/views.h"
#include "location_index.h"

namespace colonnade::cuda {

/// Learned ellipsoids, made without learning: what the kernels see of a memory, for tests and benchmarks that have no
/// cortex. Everything is drawn from the seed, the same on every machine and for any number of threads.
class SyntheticModel {
 public:
  static constexpr std::uint32_t kMostObjects = 65535;  ///< a block's key has 16 bits for the object

  /// @param segments of each object. @throws InputError for too many objects or segments.
  SyntheticModel(std::uint32_t objects, std::uint32_t segments, std::uint32_t seed = 1, int threads = 1);
  SyntheticModel(const SyntheticModel&) = delete;
  SyntheticModel& operator=(const SyntheticModel&) = delete;

  /// About what a model of so many segments takes in a device's memory, and while it is made in the host's; bytes.
  [[nodiscard]] static double device_bytes(double segments) { return 410 * segments; }
  [[nodiscard]] static double host_bytes(double segments) { return 520 * segments; }

  [[nodiscard]] cortex::kernels::ModelView view() const;
  [[nodiscard]] std::uint32_t objects() const { return objects_; }
  [[nodiscard]] std::uint32_t object_of(std::uint32_t segment) const { return segment / segments_; }
  [[nodiscard]] const cortex::kernels::SegmentGeometry& geometry(std::uint32_t segment) const {
    return geometry_[segment];
  }

  /// A pose that puts the place p of the world near some segment, turned anyhow.
  [[nodiscard]] cortex::kernels::PoseView pose_near(std::uint32_t segment, const float* p_W,
                                                    std::mt19937& random) const;
  /// What a sensor feels at a segment of an object that lies as it was learned, `noise_m` beside it.
  [[nodiscard]] cortex::kernels::SensedView sensed_at(std::uint32_t segment, float noise_m, std::mt19937& random) const;

 private:
  void make_object(std::uint32_t object, std::uint32_t seed);

  std::uint32_t objects_;
  std::uint32_t segments_;
  std::uint64_t version_;
  std::unique_ptr<cortex::kernels::SegmentCodes[]> codes_;
  std::unique_ptr<cortex::kernels::SegmentGeometry[]> geometry_;
  std::unique_ptr<cortex::kernels::SegmentBrief[]> briefs_;
  std::vector<float> anchors_;
  std::vector<float> modules_;
  std::vector<cortex::kernels::Cell> normal_map_;
  std::vector<cortex::kernels::Cell> axis_map_;
  cortex::LocationIndex index_;
};

/// A number from `low` to `high`; other than std::uniform_real_distribution, the same on every machine.
inline float uniform(std::mt19937& random, float low, float high) {
  return low + (high - low) * static_cast<float>(random() >> 8) * (1.0F / 16777216.0F);
}

}  // namespace colonnade::cuda
