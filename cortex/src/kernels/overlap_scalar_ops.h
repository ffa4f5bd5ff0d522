#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/host_device.h"

namespace colonnade::cortex::kernels {

/// Compares one byte at a time: the reference, and what is left below the shortest vector.
struct ScalarOps {
  static constexpr std::size_t kGroup = 1;
  static constexpr std::size_t kRegisterGroups = 0;
  static constexpr bool kCountsWords = false;
  using Smaller = void;
  using Group = std::uint8_t;

  COLONNADE_HD static Group load(const std::uint8_t* p) { return *p; }
  COLONNADE_HD static std::uint32_t count_equal(Group q, const std::uint8_t* p) { return q == *p ? 1 : 0; }
  COLONNADE_HD static std::uint32_t count_equal_last(Group, const std::uint8_t*, std::size_t) { return 0; }

  template <class Value>
  static constexpr std::size_t kValues = 1;
  template <class Value>
  static std::uint64_t bits_at_least(const Value* values, Value threshold) {
    return *values >= threshold ? 1 : 0;
  }
};

}  // namespace colonnade::cortex::kernels
