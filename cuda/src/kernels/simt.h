#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/host_device.h"

/// Kernels are written once, as templates over Simt: what a thread knows of its block and can do with the others.
///
///     thread(), block_x(), block_y()       where it is
///     sync()                               waits for the whole block; makes its writes visible to it
///     group_xor(value, lane_mask)          the value of another thread of the group of kGroup consecutive ones
///     add(address, value), maximum(...)    atomic; return nothing
///     fresh(address)                       reads what atomics of this block have written
///
/// On a GPU (cuda_simt.h) they are instructions; in tests (emulated_device.h) the processor steps through the threads.
/// All threads of a warp of kWarp must reach the same group_xor() calls, all of a block the same sync() calls.
///
/// A kernel is a struct with Params (plain, by value), Shared (plain, one for each block, not initialised), kThreads
/// and run(simt, shared, params). kernel_list.h names them all.
namespace colonnade::cuda::kernels {

/// Threads that work together on one hypothesis.
inline constexpr std::uint32_t kGroup = 16;
/// Threads that a GPU runs in step.
inline constexpr std::uint32_t kWarp = 32;

/// For kernels that need no shared memory.
struct NoShared {
  char unused;
};

/// Sum of all threads' values up to and including this thread's; `total` that of all. Every thread must call it.
template <std::uint32_t kThreads, class Simt>
COLONNADE_HD std::uint32_t inclusive_sum(const Simt& simt, std::uint32_t (&scratch)[kThreads], std::uint32_t value,
                                         std::uint32_t& total) {
  const std::uint32_t t = simt.thread();
  scratch[t] = value;
  simt.sync();
  for (std::uint32_t step = 1; step < kThreads; step *= 2) {
    const std::uint32_t before = t >= step ? scratch[t - step] : 0;
    simt.sync();
    scratch[t] += before;
    simt.sync();
  }
  const std::uint32_t sum = scratch[t];
  total = scratch[kThreads - 1];
  simt.sync();
  return sum;
}

/// The largest of all threads' values. Every thread must call it.
template <std::uint32_t kThreads, class Simt>
COLONNADE_HD std::uint64_t block_maximum(const Simt& simt, std::uint64_t (&scratch)[kThreads], std::uint64_t value) {
  const std::uint32_t t = simt.thread();
  scratch[t] = value;
  simt.sync();
  for (std::uint32_t step = kThreads / 2; step > 0; step /= 2) {
    if (t < step && scratch[t + step] > scratch[t]) scratch[t] = scratch[t + step];
    simt.sync();
  }
  const std::uint64_t largest = scratch[0];
  simt.sync();
  return largest;
}

/// A key that is the larger the more evidence there is and, for equal evidence, the smaller the index; never 0.
COLONNADE_HD inline std::uint64_t rank_key(float evidence, std::uint32_t index) {
  const float canonical = evidence == 0.0f ? 0.0f : evidence;  // -0 is 0
#if defined(__CUDA_ARCH__)
  const std::uint32_t bits = __float_as_uint(canonical);
#else
  const auto bits = std::bit_cast<std::uint32_t>(canonical);
#endif
  const std::uint32_t ordered = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
  return (static_cast<std::uint64_t>(ordered) << 32) | (0xFFFFFFFFu - index);
}

/// The evidence that a key was made of.
COLONNADE_HD inline float evidence_of_key(std::uint64_t key) {
  const auto ordered = static_cast<std::uint32_t>(key >> 32);
  const std::uint32_t bits = (ordered & 0x80000000u) != 0 ? ordered & 0x7FFFFFFFu : ~ordered;
#if defined(__CUDA_ARCH__)
  return __uint_as_float(bits);
#else
  return std::bit_cast<float>(bits);
#endif
}

COLONNADE_HD inline std::uint32_t index_of_key(std::uint64_t key) {
  return 0xFFFFFFFFu - static_cast<std::uint32_t>(key);
}

}  // namespace colonnade::cuda::kernels
