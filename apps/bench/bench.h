#pragma once

#include <filesystem>
#include <iosfwd>

namespace colonnade::bench {

struct BenchOptions {
  std::filesystem::path json;  ///< also write the figures here; empty: do not
  bool quick = false;          ///< smaller tables and fewer repeats: a look, not a result
};

/// Measures the kernels on this machine and prints a table: overlaps against the memory bandwidth of the same run, SIMD
/// against scalar, the index against the scan, hypothesis-steps. Takes about a minute; --quick some seconds.
/// @returns the exit code, 0. @throws InputError when the file cannot be written.
int run_bench(const BenchOptions& options, std::ostream& out);

}  // namespace colonnade::bench
