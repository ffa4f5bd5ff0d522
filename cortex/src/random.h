#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include <Random123/philox.h>

namespace colonnade::cortex {

/// What a random stream is for; part of its key, so that streams never share numbers.
enum class StreamPurpose : std::uint32_t {
  location_modules = 1,
  directions,
  axes,
  scalars,
  anchors,
  pairs,
  proposals,
  symmetry,
  jitter
};

/// Counter-based random numbers (Philox 4x32-10; Salmon et al. 2011): the n-th number of a stream depends only on
/// (seed, purpose, index, n), so results do not depend on who draws first.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, StreamPurpose purpose, std::uint64_t index = 0)
      : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}},
        counter_{{0, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                  static_cast<std::uint32_t>(purpose)}} {}

  std::uint32_t next() {
    if (used_ == 4) {
      block_ = r123::Philox4x32()(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[used_++];
  }
  /// Uniform in [0, 1).
  double uniform() { return next() * (1.0 / 4294967296.0); }
  /// Standard normal (Box and Muller 1958).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Uniform in 0 .. count - 1. @pre count > 0
  std::uint32_t below(std::uint32_t count) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(next()) * count) >> 32);
  }

 private:
  r123::Philox4x32::key_type key_;
  r123::Philox4x32::ctr_type counter_;
  r123::Philox4x32::ctr_type block_{};
  std::size_t used_ = 4;
};

}  // namespace colonnade::cortex
