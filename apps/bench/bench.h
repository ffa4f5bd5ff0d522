#pragma once

#include <filesystem>
#include <iosfwd>

#include <colonnade/cuda/backend.h>

namespace colonnade::bench {

struct BenchOptions {
  std::filesystem::path json;  ///< also write the figures here; empty: do not
  bool quick = false;          ///< smaller tables and fewer repeats: a look, not a result
  /// cuda: the GPU's kernels instead of the processor's; auto: both, as far as there is a GPU.
  cuda::Backend backend = cuda::Backend::cpu;
};

/// Measures the kernels on this machine and prints a table: overlaps against the memory bandwidth of the same run, SIMD
/// against scalar, the index against the scan, hypothesis-steps. Takes about a minute; --quick some seconds.
/// @returns the exit code, 0. @throws InputError when the file cannot be written, or `cuda` was asked for and no GPU
/// can be used.
int run_bench(const BenchOptions& options, std::ostream& out);

}  // namespace colonnade::bench
