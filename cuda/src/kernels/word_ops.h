#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/host_device.h"

namespace colonnade::cuda::kernels {

/// Sixteen cells: the most that one load of a GPU thread brings.
struct alignas(16) Quad {
  std::uint32_t word[4];
};

/// Eight cells.
struct alignas(8) Pair {
  std::uint32_t word[2];
};

/// Set when this thread of the processor loads from or stores to where a GPU could not; whoever emulates one looks at
/// it.
inline thread_local bool accessed_misaligned = false;

/// Compares cells four to a word, without a branch and without a byte operation: the Ops of GPU threads (and, in tests,
/// of the processor) for the shared bodies. Addresses must be aligned to the size of the load: a GPU stops at others.
struct WordOps {
  static constexpr std::size_t kGroup = 16;

  template <class Words = Quad>
  COLONNADE_HD static Words load(const void* p) {
#if defined(__CUDA_ARCH__)
    return *static_cast<const Words*>(p);
#else
    if (reinterpret_cast<std::uintptr_t>(p) % alignof(Words) != 0) accessed_misaligned = true;
    Words words;
    std::memcpy(&words, p, sizeof words);
    return words;
#endif
  }

  template <class Words>
  COLONNADE_HD static void store(void* p, const Words& words) {
#if defined(__CUDA_ARCH__)
    *static_cast<Words*>(p) = words;
#else
    if (reinterpret_cast<std::uintptr_t>(p) % alignof(Words) != 0) accessed_misaligned = true;
    std::memcpy(p, &words, sizeof words);
#endif
  }

  /// A struct, 16 bytes at a time; what of it is never used is not loaded.
  template <class T>
  COLONNADE_HD static T load_whole(const T& from) {
    static_assert(sizeof(T) % sizeof(Quad) == 0 && alignof(T) % alignof(Quad) == 0);
    T to;
    for (std::size_t at = 0; at < sizeof(T); at += sizeof(Quad)) {
      const Quad quad = load(reinterpret_cast<const std::uint8_t*>(&from) + at);
      std::memcpy(reinterpret_cast<std::uint8_t*>(&to) + at, &quad, sizeof quad);
    }
    return to;
  }

  /// Adds 128 for each equal byte of two words. A byte of x | 0x80 less one keeps its top bit but for 0x80 itself.
  COLONNADE_HD static std::uint32_t add_equal(std::uint32_t a, std::uint32_t b, std::uint32_t sum_of_128) {
    const std::uint32_t x = a ^ b;
#if defined(__CUDA_ARCH__)
    // Times one (blocks have one layer of threads), which the compiler cannot know: the units that multiply have time,
    // those of logic, which would do a mere addition, have none.
    const std::uint32_t differs = (x | 0x80808080u) * blockDim.z - 0x01010101u;
#else
    const std::uint32_t differs = (x | 0x80808080u) - 0x01010101u;
#endif
    const std::uint32_t equal = ~(differs | x) & 0x80808080u;
#if defined(__CUDA_ARCH__)
    return __dp4a(equal, 0x01010101u, sum_of_128);
#else
    return sum_of_128 + 128u * static_cast<std::uint32_t>(std::popcount(equal));
#endif
  }

  template <class Words>
  COLONNADE_HD static std::uint32_t add_equal(const Words& a, const Words& b, std::uint32_t sum_of_128) {
    for (std::size_t i = 0; i < sizeof(Words) / sizeof a.word[0]; ++i) {
      sum_of_128 = add_equal(a.word[i], b.word[i], sum_of_128);
    }
    return sum_of_128;
  }

  template <int kBytes>
  COLONNADE_HD static int count_equal(const std::uint8_t* a, const std::uint8_t* b) {
    std::uint32_t sum_of_128 = 0;
    for (int i = 0; i < kBytes; i += 16) sum_of_128 = add_equal(load(a + i), load(b + i), sum_of_128);
    return static_cast<int>(sum_of_128 / 128u);
  }
  COLONNADE_HD static int count_equal_32(const std::uint8_t* a, const std::uint8_t* b) { return count_equal<32>(a, b); }
  COLONNADE_HD static int count_equal_16(const std::uint8_t* a, const std::uint8_t* b) { return count_equal<16>(a, b); }
};

}  // namespace colonnade::cuda::kernels
