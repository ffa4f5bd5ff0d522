#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>

#include "kernels/simt.h"

namespace colonnade::cuda::testing {

/// The threads of one block, each a fiber; they take turns, in another order in every block, and wait for each other
/// where kernels say so.
class EmulatedBlock {
 public:
  /// Runs body(thread) for every thread. @throws std::logic_error when some wait for others that never come.
  static void run(std::uint32_t threads, const std::function<void(std::uint32_t thread)>& body);

  // For the running thread:
  static void wait_for_block();
  /// Waits for the warp, and exchanges a value of up to 8 bytes with the thread `lane_mask` away.
  static std::uint64_t exchange(std::uint64_t value, std::uint32_t lane_mask);
};

/// Simt on the processor.
struct EmulatedSimt {
  std::uint32_t thread_index;
  std::uint32_t x;
  std::uint32_t y;

  [[nodiscard]] std::uint32_t thread() const { return thread_index; }
  [[nodiscard]] std::uint32_t block_x() const { return x; }
  [[nodiscard]] std::uint32_t block_y() const { return y; }
  void sync() const { EmulatedBlock::wait_for_block(); }
  template <class T>
  T group_xor(T value, std::uint32_t lane_mask) const {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    bits = EmulatedBlock::exchange(bits, lane_mask);
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  void add(std::uint32_t* address, std::uint32_t value) const { *address += value; }
  void maximum(std::uint64_t* address, std::uint64_t value) const {
    if (value > *address) *address = value;
  }
  template <class T>
  T fresh(const T* address) const {
    return *address;
  }
};

}  // namespace colonnade::cuda::testing
