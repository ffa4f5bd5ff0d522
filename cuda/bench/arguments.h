#pragma once

#include <span>

#include "cuda_bench.h"

namespace colonnade::cuda {

/// What colonnade-cuda-bench was asked for.
struct BenchArguments {
  BenchSizes sizes;
  bool only_device = false;  ///< say which GPU there is, and measure nothing
};

inline constexpr const char* kBenchUsage = "colonnade-cuda-bench [--device] [--quick] [--host-memory GIB] [PART...]";

/// @param arguments without the program's name. @throws InputError naming what is wrong.
[[nodiscard]] BenchArguments parse_bench_arguments(std::span<const char* const> arguments);

}  // namespace colonnade::cuda
