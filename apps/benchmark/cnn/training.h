#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <torch/types.h>

#include <colonnade/ledger/operations.h>

#include "networks.h"

namespace colonnade::benchmark {

struct TrainingOptions {
  bool augment = true;
  double rate = 2e-3;   ///< AdamW's learning rate, falling along a cosine
  double decay = 1e-2;  ///< weight decay
  int least_epochs = 30;
  int least_steps = 300;
  int steps_per_object = 20;  ///< at least, of the objects that are learned together
  int batch = 32;
  int patience = 400;         ///< steps without a better validation loss; none stops before half of its epochs
  double pose_weight = 4;     ///< of the pose's loss beside the object's
  double ewc_strength = 100;  ///< of elastic weight consolidation, where there is a memory of earlier weights
};

/// Examples as tensors, on the network's device.
struct Examples {
  torch::Tensor images;   ///< N x 7 x S x S
  torch::Tensor objects;  ///< N
  torch::Tensor R;        ///< N x 3 x 3: R_WO
  torch::Tensor t;        ///< N x 3: object's centre from the visible middle, network units

  [[nodiscard]] std::int64_t count() const { return images.defined() ? images.size(0) : 0; }
};
[[nodiscard]] Examples select(const Examples& from, const torch::Tensor& indices);
[[nodiscard]] Examples join(const Examples& a, const Examples& b);

/// Elastic weight consolidation (Kirkpatrick et al. 2017): where weights were, and how much each mattered.
struct WeightMemory {
  std::vector<torch::Tensor> weights;
  std::vector<torch::Tensor> importance;
  [[nodiscard]] bool empty() const { return weights.empty(); }
};

/// What training did, for the ledger.
struct TrainingLog {
  std::map<std::uint64_t, std::uint64_t> steps_of_batch;  ///< steps, forward and backward, by the size of their batch
  std::uint64_t validations = 0;                          ///< passes, forward, over all that is held out
  std::uint64_t held_out = 0;                             ///< examples
  std::uint64_t steps = 0;
  int epochs = 0;
};

/// Trains with AdamW, a cosine schedule and early stopping on an eighth of each object's examples, if it has at least
/// eight; the best weights stay. Deterministic for a seed on one thread.
/// @param points objects x P x 3: points of each object about its centre, network units.
/// @param diameters of the objects, network units.
TrainingLog train(Network& network, const Examples& examples, const torch::Tensor& points,
                  const torch::Tensor& diameters, const TrainingOptions& options, const WeightMemory& memory,
                  std::uint64_t seed);

/// Adds what the examples say of each weight's importance (squared gradients), and notes the weights.
void remember(Network& network, const Examples& examples, const torch::Tensor& points, const torch::Tensor& diameters,
              const TrainingOptions& options, WeightMemory& memory);

/// Rotation matrices from the 6-D representation (Zhou et al. 2019): N x 6 to N x 3 x 3.
[[nodiscard]] torch::Tensor rotation_from_6d(const torch::Tensor& six);

/// Turns images and poses about the camera's axis, each by its own angle (N, radians), and changes light and noise.
/// @param R, t of the examples are changed, too.
[[nodiscard]] Examples turned(const Examples& examples, const torch::Tensor& angles);

}  // namespace colonnade::benchmark
