#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include <Random123/philox.h>

namespace colonnade::benchmark {

/// What random numbers of the benchmark are for: streams of different purposes never meet.
enum class Draw : std::uint32_t {
  placement = 1,
  colour_noise = 2,
  light = 3,
  shuffle = 4,
  augmentation = 5,
  bootstrap = 6
};

/// Counter-based random numbers (Philox 4x64, Salmon et al. 2011).
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, Draw draw, std::uint64_t index = 0)
      : key_{{seed, static_cast<std::uint64_t>(draw)}}, counter_{{0, index, 0xBE7C, 0}} {}

  /// Uniform in [0, 1).
  double uniform() {
    if (next_ == 0) {
      block_ = r123::Philox4x64()(counter_, key_);
      ++counter_[0];
    }
    const std::uint64_t bits = block_[next_];
    next_ = (next_ + 1) % 4;
    return static_cast<double>(bits >> 11) * 0x1.0p-53;
  }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal (Box and Muller 1958).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Uniform in 0 ... n-1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

 private:
  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type block_{};
  std::size_t next_ = 0;
};

}  // namespace colonnade::benchmark
