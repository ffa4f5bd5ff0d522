#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include <Random123/philox.h>

#include <colonnade/cortex/frames.h>

namespace colonnade::sensors {

/// What a stream of random numbers is for; streams of different purposes never share numbers.
enum class Purpose : std::uint32_t {
  kSurfaceSamples = 1,
  kMessageNoise,
  kDepthNoise,
  kSurfaceAgent,
  kDistantAgent,
  kImage
};

/// Counter-based random numbers (Philox 4x32-10; Salmon et al. 2011): a stream is a pure function of
/// (seed, purpose, a, b), so results do not depend on threads or on the order of use.
class RandomStream {
 public:
  RandomStream() = default;
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t a = 0, std::uint32_t b = 0)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
        counter_{{0, static_cast<std::uint32_t>(purpose), a, b}} {}

  std::uint32_t bits() {
    if (used_ == 4) {
      block_ = r123::Philox4x32()(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[used_++];
  }
  /// In the open interval (0, 1).
  double uniform() { return (bits() + 0.5) * 0x1p-32; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// In [0, count).
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(bits()) * count) >> 32);
  }
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Uniform on the unit sphere.
  cortex::Vector3 direction() {
    const double z = uniform(-1, 1);
    const double angle = uniform(0, 2 * std::numbers::pi);
    const double r = std::sqrt(1 - z * z);
    return {r * std::cos(angle), r * std::sin(angle), z};
  }

 private:
  r123::Philox4x32::key_type key_{{0, 0}};
  r123::Philox4x32::ctr_type counter_{{0, 0, 0, 0}};
  r123::Philox4x32::ctr_type block_{{0, 0, 0, 0}};
  std::size_t used_ = 4;
};

}  // namespace colonnade::sensors
