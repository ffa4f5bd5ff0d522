#pragma once

#include <cstdint>
#include <vector>

#include <colonnade/ledger/operations.h>

namespace colonnade::benchmark {

/// What a forward pass of a network costs, by layer.
struct ForwardCost {
  struct Layer {
    std::uint64_t activation_bytes;   ///< its input and output, of one example
    std::uint64_t weight_bytes;       ///< used by one example
    std::uint64_t most_weight_bytes;  ///< used by a batch at most: different examples may use different ones
  };
  ledger::Operations computing;  ///< of one example: MACs, normalisation, rectification; no bytes
  std::vector<Layer> layers;
  std::uint64_t footprint_bytes = 0;  ///< of all weights, used or not

  /// Operations of one pass over a batch of so many examples like the counted one. Each layer moves its data once: the
  /// batch's inputs and outputs from the level that holds them, its weights from the one that holds all weights.
  [[nodiscard]] ledger::Operations pass(std::uint64_t examples) const;
};

}  // namespace colonnade::benchmark
