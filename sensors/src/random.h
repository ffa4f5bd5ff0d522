#pragma once

#include <cmath>
#include <numbers>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/random_numbers.h>

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

/// The sensors' random numbers, uniform ones in the open interval (0, 1).
class RandomStream : public cortex::RandomNumbers<std::uint32_t, cortex::UnitInterval::open> {
 public:
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t a = 0, std::uint32_t b = 0)
      : RandomNumbers(cortex::key_of_seed(seed), {0, static_cast<std::uint32_t>(purpose), a, b}) {}

  /// Uniform on the unit sphere.
  cortex::Vector3 direction() {
    const double z = uniform(-1, 1);
    const double angle = uniform(0, 2 * std::numbers::pi);
    const double r = std::sqrt(1 - z * z);
    return {r * std::cos(angle), r * std::sin(angle), z};
  }
};

}  // namespace colonnade::sensors
