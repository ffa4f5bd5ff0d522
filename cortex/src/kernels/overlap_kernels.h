#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace colonnade::cortex::kernels {

/// The overlap kernels compiled for one instruction set. Arguments are not checked. `blocks` >= 1; strides in bytes for
/// codes, in elements for results. All work on any alignment.
struct OverlapKernels {
  const char* name;

  std::uint32_t (*overlap)(const std::uint8_t* a, const std::uint8_t* b, std::size_t blocks);

  /// out[i] = overlap of the query with code i, for i < count.
  void (*one_to_many_u8)(const std::uint8_t* query, const std::uint8_t* codes, std::size_t stride, std::size_t count,
                         std::size_t blocks, std::uint8_t* out);
  void (*one_to_many_u16)(const std::uint8_t* query, const std::uint8_t* codes, std::size_t stride, std::size_t count,
                          std::size_t blocks, std::uint16_t* out);

  /// out[i] = overlap of the query with code indices[i], for i < count.
  void (*selected_u16)(const std::uint8_t* query, const std::uint8_t* codes, std::size_t stride,
                       const std::uint32_t* indices, std::size_t count, std::size_t blocks, std::uint16_t* out);

  /// out[q * out_stride + i] = overlap of query q with code i.
  void (*many_to_many_u8)(const std::uint8_t* queries, std::size_t query_stride, std::size_t query_count,
                          const std::uint8_t* codes, std::size_t stride, std::size_t count, std::size_t blocks,
                          std::uint8_t* out, std::size_t out_stride);
  void (*many_to_many_u16)(const std::uint8_t* queries, std::size_t query_stride, std::size_t query_count,
                           const std::uint8_t* codes, std::size_t stride, std::size_t count, std::size_t blocks,
                           std::uint16_t* out, std::size_t out_stride);

  /// Positions of the values >= threshold, in order; `positions` has room for count. @returns how many.
  std::size_t (*at_least_u8)(const std::uint8_t* values, std::size_t count, std::uint8_t threshold,
                             std::uint32_t* positions);
  std::size_t (*at_least_u16)(const std::uint16_t* values, std::size_t count, std::uint16_t threshold,
                              std::uint32_t* positions);
};

/// The kernels for the best instruction set of this processor; chosen once.
const OverlapKernels& overlap_kernels();

/// The plain reference, in portable C++.
const OverlapKernels& scalar_overlap_kernels();

/// All that this processor can run, best first, the scalar reference last (for tests and benchmarks).
std::span<const OverlapKernels* const> all_overlap_kernels();

}  // namespace colonnade::cortex::kernels
