#include "networks.h"

#include <algorithm>
#include <cmath>

namespace colonnade::benchmark {

namespace nn = torch::nn;
using torch::Tensor;

namespace {

// Set only while count_forward() runs.
thread_local ForwardCost* counter = nullptr;

std::uint64_t bytes_of(const Tensor& t) { return static_cast<std::uint64_t>(t.numel()) * 4; }

/// Products of which neither factor is zero: the layer over indicators of its input and weights.
void count_layer(const Tensor& in, const Tensor& out, const Tensor& weight, std::uint64_t dense, double effective) {
  counter->computing.dense_macs += dense;
  counter->computing.effective_macs += static_cast<std::uint64_t>(std::llround(effective));
  counter->layers.push_back({bytes_of(in) + bytes_of(out), bytes_of(weight), bytes_of(weight)});
}

void count_convolution(const nn::Conv2d& conv, const Tensor& x, const Tensor& y) {
  const Tensor active = (x != 0).to(torch::kDouble);
  const Tensor connected = (conv->weight != 0).to(torch::kDouble);
  const std::int64_t padding = conv->weight.size(2) / 2;
  const Tensor products = torch::conv2d(active, connected, {}, conv->options.stride(), {padding, padding});
  const ledger::Convolution geometry{.channels_in = static_cast<std::uint64_t>(x.size(1)),
                                     .channels_out = static_cast<std::uint64_t>(y.size(1)),
                                     .kernel = static_cast<std::uint64_t>(conv->weight.size(2)),
                                     .stride = static_cast<std::uint64_t>((*conv->options.stride())[0]),
                                     .padding = static_cast<std::uint64_t>(conv->weight.size(2) / 2)};
  count_layer(x, y, conv->weight, geometry.dense_macs(static_cast<std::uint64_t>(x.size(2))),
              products.sum().item<double>());
}

void count_linear(const Tensor& x, const Tensor& y, const Tensor& weight) {
  const Tensor active = (x != 0).to(torch::kDouble);
  const Tensor connected = (weight != 0).to(torch::kDouble);
  count_layer(x, y, weight, static_cast<std::uint64_t>(weight.numel()),
              torch::matmul(active, connected.t()).sum().item<double>());
}

int scaled(int channels, double width) { return std::max(4, static_cast<int>(std::lround(channels * width))); }

}  // namespace

ConvolutionImpl::ConvolutionImpl(int channels_in, int channels_out, int kernel, int stride) {
  conv = register_module(
      "conv",
      nn::Conv2d(nn::Conv2dOptions(channels_in, channels_out, kernel).stride(stride).padding(kernel / 2).bias(false)));
  norm = register_module("norm", nn::BatchNorm2d(channels_out));
  nn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
}

Tensor ConvolutionImpl::forward(const Tensor& x) {
  const Tensor y = conv(x);
  if (counter != nullptr) {
    count_convolution(conv, x, y);
    // A folded normalisation is one multiplication and one addition; then the rectification.
    counter->computing.flops += static_cast<std::uint64_t>(y.numel()) * 3;
  }
  return norm(y);
}

ResidualImpl::ResidualImpl(int channels_in, int channels_out, int stride) {
  first = register_module("first", Convolution(channels_in, channels_out, 3, stride));
  second = register_module("second", Convolution(channels_out, channels_out, 3, 1));
  if (stride != 1 || channels_in != channels_out) {
    shortcut = register_module("shortcut", Convolution(channels_in, channels_out, 1, stride));
  }
}

Tensor ResidualImpl::forward(const Tensor& x) {
  const Tensor y = second(torch::relu(first(x)));
  return torch::relu(y + (shortcut.is_empty() ? x : shortcut(x)));
}

NetworkImpl::NetworkImpl(const NetworkOptions& o) : options(o) {
  int channels = kInputChannels;
  if (o.kind == NetworkOptions::Kind::small) {
    for (const int base : {32, 64, 96, 128}) {
      const int out = scaled(base, o.width);
      // The first block halves by its stride, the others by pooling.
      blocks.push_back(register_module("block" + std::to_string(blocks.size()),
                                       Convolution(channels, out, 3, blocks.empty() ? 2 : 1)));
      channels = out;
    }
  } else {
    const int first = scaled(64, o.width);
    stem = register_module("stem", Convolution(channels, first, 7, 2));
    channels = first;
    for (const int base : {64, 128, 256, 512}) {
      for (int i = 0; i < 2; ++i) {
        const int out = scaled(base, o.width);
        residuals.push_back(register_module("residual" + std::to_string(residuals.size()),
                                            Residual(channels, out, i == 0 && base > 64 ? 2 : 1)));
        channels = out;
      }
    }
  }
  object_head = register_module("object_head", nn::Linear(channels, o.objects));
  pose_head = register_module("pose_head", nn::Linear(channels, o.objects * kPoseOutputs));
}

NetworkOutput NetworkImpl::forward(Tensor x) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    x = torch::relu(blocks[i](x));
    if (i > 0 && i + 1 < blocks.size()) x = torch::max_pool2d(x, 2);
  }
  if (!stem.is_empty()) x = torch::max_pool2d(torch::relu(stem(x)), 3, 2, 1);
  for (Residual& block : residuals) x = block(x);
  NetworkOutput out;
  out.features = x.mean({2, 3});
  out.logits = object_head(out.features);
  out.pose = pose_head(out.features).view({-1, options.objects, kPoseOutputs});
  if (counter != nullptr) {
    count_linear(out.features, out.logits, object_head->weight);
    const std::int64_t object = out.logits.argmax(1).item<std::int64_t>();
    count_linear(out.features, out.pose[0][object],
                 pose_head->weight.slice(0, object * kPoseOutputs, (object + 1) * kPoseOutputs));
    counter->layers.back().most_weight_bytes = bytes_of(pose_head->weight);
  }
  return out;
}

std::uint64_t weight_count(Network& network) {
  std::uint64_t count = 0;
  for (const Tensor& p : network->parameters()) count += static_cast<std::uint64_t>(p.numel());
  return count;
}

ForwardCost count_forward(Network& network, const Tensor& input) {
  const torch::NoGradGuard no_gradients;
  const bool training = network->is_training();
  network->eval();
  ForwardCost cost;
  cost.footprint_bytes = 4 * weight_count(network);
  counter = &cost;
  try {
    (void)network->forward(input);
  } catch (...) {
    counter = nullptr;
    throw;
  }
  counter = nullptr;
  network->train(training);
  return cost;
}

}  // namespace colonnade::benchmark
