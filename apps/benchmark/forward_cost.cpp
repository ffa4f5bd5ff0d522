#include "forward_cost.h"

#include <algorithm>

namespace colonnade::benchmark {

ledger::Operations ForwardCost::pass(std::uint64_t examples) const {
  ledger::Operations operations = computing * examples;
  for (const Layer& layer : layers) {
    const std::uint64_t activations = layer.activation_bytes * examples;
    operations.add_bytes(ledger::level_of(activations), activations);
    operations.add_bytes(ledger::level_of(footprint_bytes),
                         std::min(layer.weight_bytes * examples, layer.most_weight_bytes));
  }
  return operations;
}

}  // namespace colonnade::benchmark
