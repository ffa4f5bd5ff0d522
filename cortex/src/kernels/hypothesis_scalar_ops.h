#pragma once

#include "kernels/views.h"

namespace colonnade::cortex::kernels {

/// Counts equal cells one at a time: the reference of the hypothesis kernels.
struct ScalarCellOps {
  template <int kCells>
  static int count_equal(const Cell* a, const Cell* b) {
    int equal = 0;
    for (int i = 0; i < kCells; ++i) equal += a[i] == b[i] ? 1 : 0;
    return equal;
  }
  static int count_equal_64(const Cell* a, const Cell* b) { return count_equal<64>(a, b); }
  static int count_equal_32(const Cell* a, const Cell* b) { return count_equal<32>(a, b); }
  static int count_equal_16(const Cell* a, const Cell* b) { return count_equal<16>(a, b); }
};

}  // namespace colonnade::cortex::kernels
