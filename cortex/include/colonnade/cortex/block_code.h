#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace colonnade::cortex {

/// A sparse block code: B blocks of up to 255 cells with one active cell each, stored as B bytes (which cell is
/// active). (Laiho et al. 2015, "High-dimensional computing with sparse vectors"; Frady, Kleyko, Sommer 2021.)
using BlockCode = std::span<const std::uint8_t>;

/// In a stored code: this block's synapse is not connected. Encoders never make this cell, so that it matches nothing
/// they make.
inline constexpr std::uint8_t kDisconnected = 0xFF;

/// Most blocks that a code may have.
inline constexpr std::size_t kMaxBlocks = 65535;

/// A table of codes of equal length, not owned: code i is the `blocks` bytes at data + i * stride.
struct BlockCodes {
  const std::uint8_t* data = nullptr;
  std::size_t count = 0;
  std::size_t blocks = 0;
  std::size_t stride = 0;  ///< bytes from one code to the next, at least `blocks`

  BlockCodes() = default;
  /// A table without gaps.
  BlockCodes(const std::uint8_t* codes, std::size_t code_count, std::size_t blocks_each)
      : BlockCodes(codes, code_count, blocks_each, blocks_each) {}
  BlockCodes(const std::uint8_t* codes, std::size_t code_count, std::size_t blocks_each, std::size_t stride_bytes)
      : data(codes), count(code_count), blocks(blocks_each), stride(stride_bytes) {}

  [[nodiscard]] BlockCode operator[](std::size_t i) const { return {data + i * stride, blocks}; }
};

}  // namespace colonnade::cortex
