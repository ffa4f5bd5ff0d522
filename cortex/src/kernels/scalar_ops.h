#pragma once

#include "kernels/views.h"

namespace colonnade::cortex::kernels {

/// What hypothesis_impl.h wants of a compilation, in plain C++.
struct ScalarOps {
  template <int kBytes>
  static int count_equal(const Cell* a, const Cell* b) {
    int equal = 0;
    for (int i = 0; i < kBytes; ++i) equal += a[i] == b[i] ? 1 : 0;
    return equal;
  }
  static int count_equal_64(const Cell* a, const Cell* b) { return count_equal<64>(a, b); }
  static int count_equal_32(const Cell* a, const Cell* b) { return count_equal<32>(a, b); }
  static int count_equal_16(const Cell* a, const Cell* b) { return count_equal<16>(a, b); }
};

}  // namespace colonnade::cortex::kernels
