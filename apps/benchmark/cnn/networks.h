#pragma once

#include <cstdint>
#include <vector>

#include <torch/nn.h>

#include "forward_cost.h"

namespace colonnade::benchmark {

/// What a network is made of.
struct NetworkOptions {
  enum class Kind { small, resnet18 } kind = Kind::small;
  double width = 1.0;  ///< factor on all numbers of channels
  int objects = 1;
};

inline constexpr int kInputChannels = 7;  ///< red, green, blue; x, y, z about the visible middle; mask
inline constexpr int kPoseOutputs = 9;    ///< 6-D rotation (Zhou et al. 2019), translation

/// A convolution with batch normalisation, counted where a counter is set.
struct ConvolutionImpl : torch::nn::Module {
  ConvolutionImpl(int channels_in, int channels_out, int kernel, int stride);
  torch::Tensor forward(const torch::Tensor& x);

  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
};
TORCH_MODULE(Convolution);

/// A residual block of two convolutions (He et al. 2016).
struct ResidualImpl : torch::nn::Module {
  ResidualImpl(int channels_in, int channels_out, int stride);
  torch::Tensor forward(const torch::Tensor& x);

  Convolution first{nullptr}, second{nullptr}, shortcut{nullptr};
};
TORCH_MODULE(Residual);

struct NetworkOutput {
  torch::Tensor features;  ///< N x F, what a readout gets
  torch::Tensor logits;    ///< N x objects
  torch::Tensor pose;      ///< N x objects x 9: one pose for each object that it might be
};

/// A backbone, global average pooling, and linear heads for object and pose.
struct NetworkImpl : torch::nn::Module {
  explicit NetworkImpl(const NetworkOptions& options);
  NetworkOutput forward(torch::Tensor x);

  NetworkOptions options;
  std::vector<Convolution> blocks;  // of the small network
  Convolution stem{nullptr};        // of the residual one
  std::vector<Residual> residuals;
  torch::nn::Linear object_head{nullptr}, pose_head{nullptr};
};
TORCH_MODULE(Network);

/// Counts a forward pass over one input (1 x channels x side x side). Of the pose head only the rows of one object
/// count: a pose is asked for after the name, and trained for the true object alone.
[[nodiscard]] ForwardCost count_forward(Network& network, const torch::Tensor& input);

/// Number of weights.
[[nodiscard]] std::uint64_t weight_count(Network& network);

}  // namespace colonnade::benchmark
