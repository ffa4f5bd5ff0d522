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

/// @param side a divisor of the image's side. @param operations is added to.
[[nodiscard]] CnnInput network_input(const View& view, int side, ledger::Operations& operations);

}  // namespace colonnade::benchmark
