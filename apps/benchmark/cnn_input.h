#pragma once

#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/ledger/operations.h>

#include "views.h"

namespace colonnade::benchmark {

inline constexpr double kNetworkUnit_m = 0.1;  ///< metres that a network sees as 1

/// A view as a network sees it: the same image, averaged down.
struct CnnInput {
  std::vector<float> values;  ///< 7 x side x side: red, green, blue; x, y, z about the visible middle; mask
  cortex::Vector3 middle_W = cortex::Vector3::Zero();  ///< of the visible points, metres
};

/// Whether a network's input may have this side. @param pixels side of the images.
/// @throws InputError when it is below 8, or no divisor.
void check_side(int side, int pixels);

/// @param side as check_side() has it. @param operations is added to.
[[nodiscard]] CnnInput network_input(const View& view, int side, ledger::Operations& operations);

}  // namespace colonnade::benchmark
