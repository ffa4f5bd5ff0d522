#pragma once

#include <colonnade/cortex/random_numbers.h>

namespace colonnade::benchmark {

/// What random numbers of the benchmark are for: streams of different purposes never meet.
enum class Draw : std::uint32_t { placement = 1, colour_noise = 2, light = 3, shuffle = 4, augmentation = 5 };

/// The benchmark's random numbers.
class RandomStream : public cortex::RandomNumbers<std::uint64_t> {
 public:
  RandomStream(std::uint64_t seed, Draw draw, std::uint64_t index = 0)
      : RandomNumbers({seed, static_cast<std::uint64_t>(draw)}, {0, index, 0xBE7C, 0}) {}
};

}  // namespace colonnade::benchmark
