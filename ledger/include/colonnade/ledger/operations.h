#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace colonnade::ledger {

/// Where bytes come from: the smallest memory that holds the structure they belong to. Sizes as in the published energy
/// tables.
enum class MemoryLevel : std::uint8_t { sram_8k, sram_32k, sram_1m, dram };
inline constexpr std::size_t kMemoryLevels = 4;

/// The level that a structure of this many bytes lives in.
[[nodiscard]] constexpr MemoryLevel level_of(std::uint64_t structure_bytes) {
  if (structure_bytes <= 8U << 10) return MemoryLevel::sram_8k;
  if (structure_bytes <= 32U << 10) return MemoryLevel::sram_32k;
  return structure_bytes <= 1U << 20 ? MemoryLevel::sram_1m : MemoryLevel::dram;
}

/// Operations that a computation does, counted, not timed: the same on every machine.
///
/// The terms are NeuroBench's (Yik et al. 2025): a *synaptic operation* is a weight meeting an activation; it is a
/// multiply-accumulate (MAC), or only an accumulate (AC) where activations are binary. *Dense* counts all of them,
/// *effective* leaves out those with a zero on either side. What a column does besides has counters of its own.
struct Operations {
  std::uint64_t dense_macs = 0;      ///< 32-bit floating point
  std::uint64_t effective_macs = 0;  ///< 32-bit floating point
  std::uint64_t dense_acs = 0;
  std::uint64_t effective_acs = 0;
  std::uint64_t flops = 0;               ///< other 32-bit floating-point additions, multiplications and comparisons
  std::uint64_t byte_compares = 0;       ///< a synapse asked whether its cell is active
  std::uint64_t lookups = 0;             ///< addresses computed: index buckets, table entries
  std::uint64_t permanence_updates = 0;  ///< 8-bit additions
  std::array<std::uint64_t, kMemoryLevels> bytes{};  ///< read and written, by MemoryLevel

  void add_bytes(MemoryLevel level, std::uint64_t count) { bytes[static_cast<std::size_t>(level)] += count; }
  Operations& operator+=(const Operations& other);
  friend bool operator==(const Operations&, const Operations&) = default;
};

[[nodiscard]] inline Operations operator+(Operations a, const Operations& b) { return a += b; }
/// What a has beyond b, which it includes.
[[nodiscard]] Operations operator-(Operations a, const Operations& b);
/// A share, rounded down; nothing when n is 0.
[[nodiscard]] Operations operator/(Operations a, std::uint64_t n);
/// n times the same.
[[nodiscard]] Operations operator*(Operations a, std::uint64_t n);

/// Calls visit(name, member) for each counter but the bytes: one table for files and reports.
template <class Ops, class Visitor>
void for_each_counter(Ops& o, Visitor&& visit) {
  visit("dense_macs", o.dense_macs);
  visit("effective_macs", o.effective_macs);
  visit("dense_acs", o.dense_acs);
  visit("effective_acs", o.effective_acs);
  visit("flops", o.flops);
  visit("byte_compares", o.byte_compares);
  visit("lookups", o.lookups);
  visit("permanence_updates", o.permanence_updates);
}
/// Names of the memory levels, as in files.
inline constexpr std::array<const char*, kMemoryLevels> kMemoryLevelNames{"sram_8k", "sram_32k", "sram_1m", "dram"};

/// Share of zeros (NeuroBench's sparsity of connections or of activations), 0 without values.
[[nodiscard]] double sparsity(std::span<const float> values);

/// Synaptic operations of `weights` (rows x columns, row-major) times `activations` (columns): MACs, or ACs when all
/// activations are 0 or 1. No bytes. @throws InputError when the sizes do not agree.
[[nodiscard]] Operations count_matrix_product(std::span<const float> weights, std::size_t rows,
                                              std::span<const float> activations);

/// Geometry of a two-dimensional convolution.
struct Convolution {
  std::uint64_t channels_in = 1;
  std::uint64_t channels_out = 1;
  std::uint64_t kernel = 1;  ///< side, square
  std::uint64_t stride = 1;
  std::uint64_t padding = 0;
  std::uint64_t groups = 1;

  /// Side of the output for a square input of this side.
  [[nodiscard]] std::uint64_t side_out(std::uint64_t side_in) const {
    return (side_in + 2 * padding - kernel) / stride + 1;
  }
  /// Dense MACs for a square input of this side, padding included.
  [[nodiscard]] std::uint64_t dense_macs(std::uint64_t side_in) const {
    const std::uint64_t side = side_out(side_in);
    return side * side * channels_out * (channels_in / groups) * kernel * kernel;
  }
};

}  // namespace colonnade::ledger
