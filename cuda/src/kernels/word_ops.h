#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/host_device.h"

namespace colonnade::cuda::kernels {

/// Sixteen cells: what one load of a GPU thread brings.
struct alignas(16) Quad {
  std::uint32_t word[4];
};

constexpr bool is_aligned(std::size_t address) { return address % sizeof(Quad) == 0; }

/// Set when this thread of the processor loads from where a GPU could not; whoever emulates one looks at it.
inline thread_local bool loaded_misaligned = false;

/// Compares cells four to a word, without a branch and without a byte operation: the Ops of GPU threads (and, in tests,
/// of the processor) for the shared bodies. Addresses must be aligned to 16 bytes: a GPU stops at others.
struct WordOps {
  static constexpr std::size_t kGroup = 16;

  COLONNADE_HD static Quad load(const std::uint8_t* p) {
#if defined(__CUDA_ARCH__)
    return *reinterpret_cast<const Quad*>(p);
#else
    if (!is_aligned(reinterpret_cast<std::uintptr_t>(p))) loaded_misaligned = true;
    Quad quad;
    std::memcpy(&quad, p, sizeof quad);
    return quad;
#endif
  }

  /// Adds 128 for each equal byte of two words. A byte of x | 0x80 less one keeps its top bit but for 0x80 itself.
  COLONNADE_HD static std::uint32_t add_equal(std::uint32_t a, std::uint32_t b, std::uint32_t sum_of_128) {
    const std::uint32_t x = a ^ b;
    const std::uint32_t differs = (x | 0x80808080u) - 0x01010101u;
    const std::uint32_t equal = ~(differs | x) & 0x80808080u;
#if defined(__CUDA_ARCH__)
    return __dp4a(equal, 0x01010101u, sum_of_128);
#else
    return sum_of_128 + 128u * static_cast<std::uint32_t>(std::popcount(equal));
#endif
  }

  COLONNADE_HD static std::uint32_t add_equal(const Quad& a, const Quad& b, std::uint32_t sum_of_128) {
    for (int i = 0; i < 4; ++i) sum_of_128 = add_equal(a.word[i], b.word[i], sum_of_128);
    return sum_of_128;
  }

  template <int kBytes>
  COLONNADE_HD static int count_equal(const std::uint8_t* a, const std::uint8_t* b) {
    std::uint32_t sum_of_128 = 0;
    for (int i = 0; i < kBytes; i += 16) sum_of_128 = add_equal(load(a + i), load(b + i), sum_of_128);
    return static_cast<int>(sum_of_128 / 128u);
  }
  COLONNADE_HD static int count_equal_64(const std::uint8_t* a, const std::uint8_t* b) { return count_equal<64>(a, b); }
  COLONNADE_HD static int count_equal_32(const std::uint8_t* a, const std::uint8_t* b) { return count_equal<32>(a, b); }
  COLONNADE_HD static int count_equal_16(const std::uint8_t* a, const std::uint8_t* b) { return count_equal<16>(a, b); }
};

}  // namespace colonnade::cuda::kernels
