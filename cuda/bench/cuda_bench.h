#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cuda/device.h>

namespace colonnade::cortex::kernels {
struct HypothesisKernels;
}

namespace colonnade::cuda {

/// What can be measured by itself.
enum class BenchPart {
  overlap,   ///< one to many, many to many, energy
  steps,     ///< hypothesis-steps against one core
  segments,  ///< a step over, and a scan of, more and more stored segments
  columns    ///< a step of more and more columns
};

/// @throws InputError for another name than overlap, steps, segments, columns.
BenchPart parse_bench_part(std::string_view name);

/// How much to measure.
struct BenchSizes {
  int rounds = 7;
  double seconds = 0.05;  ///< of a round, at least
  std::size_t table_bytes = std::size_t{4} << 30;
  std::uint32_t queries = 8192;  ///< of many-to-many, against eight times as many codes
  std::uint32_t objects = 77;
  std::uint32_t segments = 1300;  ///< of each object
  std::vector<std::uint32_t> hypotheses = {1000, 10000, 100000, 1000000};
  std::vector<std::uint32_t> columns = {1, 10, 100, 1000, 10000};
  std::uint32_t hypotheses_of_column = 1000;
  std::uint32_t remembered = 20;
  std::vector<std::uint64_t> stored = {10000, 100000, 1000000, 10000000, 100000000};  ///< scanned segments
  /// Segments behind the index.
  std::vector<std::uint64_t> indexed = {10000, 100000, 1000000, 10000000, 100000000};
  double energy_seconds = 3;
  std::optional<double> host_memory_bytes;  ///< what models may take; nothing: what host_memory_available() says
  std::vector<BenchPart> parts = {BenchPart::overlap, BenchPart::steps, BenchPart::segments, BenchPart::columns};

  /// A look, not a result.
  static BenchSizes quick();
};

/// One measured figure, with what it should reach on an H200 where that is said.
struct Figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::optional<double> at_least;
  std::optional<double> at_most;
  [[nodiscard]] bool reached() const {
    return !(value < at_least.value_or(value)) && !(value > at_most.value_or(value));
  }
};

/// Measures the kernels of a device and prints a table (docs/performance.md says what each line means).
/// @param processor the step of one core, to compare with.
/// A figure that cannot be measured has a line that says "left out" and why.
/// @param joules reads the device's energy counter; empty or without a value: energy is not measured.
std::vector<Figure> run_cuda_bench(const std::shared_ptr<Device>& device,
                                   const cortex::kernels::HypothesisKernels& processor,
                                   const std::function<std::optional<double>()>& joules, const BenchSizes& sizes,
                                   std::ostream& out);

}  // namespace colonnade::cuda
