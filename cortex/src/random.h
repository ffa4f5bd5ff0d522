#pragma once

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/random_numbers.h>

namespace colonnade::cortex {

/// What a random stream is for; part of its counter, so that streams never share numbers.
enum class StreamPurpose : std::uint32_t {
  location_modules = 1,
  directions,
  axes,
  scalars,
  anchors,
  pairs,
  proposals,
  symmetry,
  pose_search,
  object_codes
};

/// The cortex' random numbers.
class RandomStream : public RandomNumbers<std::uint32_t> {
 public:
  RandomStream(std::uint64_t seed, StreamPurpose purpose, std::uint64_t index = 0)
      : RandomNumbers(key_of_seed(seed), {0, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                                          static_cast<std::uint32_t>(purpose)}) {}

  // Compilers evaluate a call's arguments in different orders, so draws never stand in one call side by side. Here z is
  // drawn first.
  Vector3 normal_vector() noexcept {
    const double z = normal(), y = normal(), x = normal();
    return {x, y, z};
  }
  Vector3 uniform_vector() noexcept {
    const double z = uniform(), y = uniform(), x = uniform();
    return {x, y, z};
  }
};

}  // namespace colonnade::cortex
