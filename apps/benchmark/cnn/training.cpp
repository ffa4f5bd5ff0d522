#include "training.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include <torch/optim.h>

#include "random.h"

namespace colonnade::benchmark {

namespace nn = torch::nn;
using torch::Tensor;

namespace {

constexpr std::int64_t kRed = 0, kX = 3, kMask = 6;

/// The objects' cross-entropy, and ADD-S of the true object's pose in diameters: the very measure that is tested, so
/// that symmetric objects do not confuse.
Tensor loss_of(Network& network, const Examples& batch, const Tensor& points, const Tensor& diameters,
               const TrainingOptions& options) {
  const NetworkOutput out = network->forward(batch.images);
  const Tensor index = batch.objects.view({-1, 1, 1}).expand({-1, 1, kPoseOutputs});
  const Tensor pose = out.pose.gather(1, index).squeeze(1);
  const Tensor p = points.index_select(0, batch.objects);
  const Tensor said =
      torch::bmm(p, rotation_from_6d(pose.slice(1, 0, 6)).transpose(1, 2)) + pose.slice(1, 6, 9).unsqueeze(1);
  const Tensor truth = torch::bmm(p, batch.R.transpose(1, 2)) + batch.t.unsqueeze(1);
  const Tensor squared = (truth.unsqueeze(2) - said.unsqueeze(1)).square().sum(3);
  const Tensor closest = (std::get<0>(squared.min(2)) + 1e-8).sqrt().mean(1);
  const Tensor add_s = closest / diameters.index_select(0, batch.objects);
  return nn::functional::cross_entropy(out.logits, batch.objects) + options.pose_weight * add_s.mean();
}

Examples augmented(const Examples& examples, RandomStream& random) {
  const std::int64_t n = examples.count();
  const auto draws = [&](std::int64_t count, auto draw) {
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = static_cast<float>(draw());
    return torch::tensor(values).to(examples.images.device());
  };
  Examples out = turned(examples, draws(n, [&] { return random.uniform(0, 2 * std::numbers::pi); }));
  // Light of another brightness and colour, noise of colour and depth.
  const Tensor brightness = draws(n, [&] { return random.uniform(0.6, 1.3); }).view({n, 1, 1, 1});
  const Tensor cast = draws(3 * n, [&] { return random.uniform(0.85, 1.15); }).view({n, 3, 1, 1});
  const Tensor mask = (out.images.slice(1, kMask, kMask + 1) > 0).to(torch::kFloat);
  Tensor colour = out.images.slice(1, kRed, kRed + 3) * brightness * cast;
  colour = torch::clamp(colour + 0.02 * torch::randn_like(colour), 0, 1) * mask;
  Tensor place = out.images.slice(1, kX, kX + 3);
  place = place + 0.005 * torch::randn_like(place) * mask;
  out.images = torch::cat({colour, place, out.images.slice(1, kMask, kMask + 1)}, 1);
  return out;
}

Tensor index_tensor(const std::vector<std::int64_t>& indices, const torch::Device& device) {
  return torch::tensor(indices, torch::kLong).to(device);
}

/// An eighth of each object's examples for validation, where it has at least eight: of fewer, none can be spared.
void split(const Examples& examples, std::vector<std::int64_t>& training, std::vector<std::int64_t>& validation) {
  const Tensor objects = examples.objects.to(torch::kCPU);
  std::map<std::int64_t, std::vector<std::int64_t>> by_object;
  for (std::int64_t i = 0; i < examples.count(); ++i) by_object[objects[i].item<std::int64_t>()].push_back(i);
  for (const auto& [object, indices] : by_object) {
    const std::size_t held_out = indices.size() / 8;
    for (std::size_t i = 0; i < indices.size(); ++i) (i < held_out ? validation : training).push_back(indices[i]);
  }
}

std::vector<Tensor> state_of(Network& network) {
  std::vector<Tensor> state;
  for (const Tensor& p : network->parameters()) state.push_back(p.detach().clone());
  for (const Tensor& b : network->buffers()) state.push_back(b.detach().clone());
  return state;
}

void set_state(Network& network, const std::vector<Tensor>& state) {
  const torch::NoGradGuard no_gradients;
  std::size_t i = 0;
  for (const Tensor& p : network->parameters()) p.copy_(state[i++]);
  for (const Tensor& b : network->buffers()) b.copy_(state[i++]);
}

Tensor forgetting(Network& network, const WeightMemory& memory) {
  Tensor sum = torch::zeros({}, network->parameters()[0].options());
  const std::vector<Tensor> weights = network->parameters();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum = sum + (memory.importance[i] * (weights[i] - memory.weights[i]).square()).sum();
  }
  return sum;
}

}  // namespace

Examples select(const Examples& from, const Tensor& indices) {
  return {from.images.index_select(0, indices), from.objects.index_select(0, indices), from.R.index_select(0, indices),
          from.t.index_select(0, indices)};
}

Examples join(const Examples& a, const Examples& b) {
  if (a.count() == 0) return b;
  if (b.count() == 0) return a;
  return {torch::cat({a.images, b.images}), torch::cat({a.objects, b.objects}), torch::cat({a.R, b.R}),
          torch::cat({a.t, b.t})};
}

Tensor rotation_from_6d(const Tensor& six) {
  const auto unit = [](const Tensor& v) { return v / (v.norm(2, 1, true) + 1e-8); };
  const Tensor x = unit(six.slice(1, 0, 3));
  const Tensor raw = six.slice(1, 3, 6);
  const Tensor y = unit(raw - (x * raw).sum(1, true) * x);
  return torch::stack({x, y, torch::cross(x, y, 1)}, 2);
}

Examples turned(const Examples& examples, const Tensor& angles) {
  const std::int64_t n = examples.count();
  const Tensor c = torch::cos(angles);
  const Tensor s = torch::sin(angles);
  const Tensor zero = torch::zeros_like(c);
  const Tensor one = torch::ones_like(c);
  // What is seen at q afterwards was at Rz(-angle) q.
  const Tensor theta = torch::stack({c, s, zero, -s, c, zero}, 1).view({n, 2, 3});
  const Tensor grid = nn::functional::affine_grid(theta, examples.images.sizes(), false);
  Examples out = examples;
  // The nearest value: means over an edge would invent surfaces.
  out.images = nn::functional::grid_sample(
      examples.images, grid,
      nn::functional::GridSampleFuncOptions().mode(torch::kNearest).padding_mode(torch::kZeros).align_corners(false));
  const Tensor Rz = torch::stack({c, -s, zero, s, c, zero, zero, zero, one}, 1).view({n, 3, 3});
  const Tensor place = out.images.slice(1, kX, kX + 3);
  const Tensor flat = place.reshape({n, 3, -1});
  out.images = torch::cat(
      {out.images.slice(1, 0, kX), torch::bmm(Rz, flat).view_as(place), out.images.slice(1, kMask, kMask + 1)}, 1);
  out.R = torch::bmm(Rz, examples.R);
  out.t = torch::bmm(Rz, examples.t.unsqueeze(2)).squeeze(2);
  return out;
}

TrainingLog train(Network& network, const Examples& examples, const Tensor& points, const Tensor& diameters,
                  const TrainingOptions& options, const WeightMemory& memory, std::uint64_t seed) {
  torch::manual_seed(seed);
  RandomStream random(seed, Draw::augmentation);
  std::vector<std::int64_t> training;
  std::vector<std::int64_t> validation;
  split(examples, training, validation);
  const auto device = examples.images.device();
  // Even batches: a small rest would count as a step, and normalisation needs company.
  const auto most = static_cast<std::size_t>(std::max(2, options.batch));
  const std::size_t batches =
      std::max<std::size_t>(1, std::min((training.size() + most - 1) / most, training.size() / 2));
  const auto steps_per_epoch = static_cast<int>(batches);
  const auto objects = static_cast<int>(std::get<0>(at::_unique(examples.objects)).size(0));
  const int steps = std::max(options.least_steps, options.steps_per_object * objects);
  const int epochs = std::max(options.least_epochs, (steps + steps_per_epoch - 1) / steps_per_epoch);

  torch::optim::AdamW optimizer(network->parameters(),
                                torch::optim::AdamWOptions(options.rate).weight_decay(options.decay));
  TrainingLog log;
  log.held_out = validation.size();
  std::vector<Tensor> best;
  double best_loss = std::numeric_limits<double>::infinity();
  std::uint64_t best_step = 0;
  // With few views an epoch is a step or two, and the running means of normalisation come late: not at once.
  const auto patient = [&](int epoch) {
    return 2 * epoch < epochs || log.steps - best_step <= static_cast<std::uint64_t>(options.patience);
  };
  const Examples held_out = validation.empty() ? Examples{} : select(examples, index_tensor(validation, device));
  for (int epoch = 0; epoch < epochs && patient(epoch); ++epoch, ++log.epochs) {
    const double rate = options.rate * 0.5 * (1 + std::cos(std::numbers::pi * epoch / epochs));
    for (auto& group : optimizer.param_groups()) static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
    for (std::size_t i = training.size(); i > 1; --i) std::swap(training[i - 1], training[random.below(i)]);
    network->train();
    for (std::size_t i = 0; i < batches; ++i) {
      const auto at = [&](std::size_t n) {
        return training.begin() + static_cast<std::ptrdiff_t>(n * training.size() / batches);
      };
      std::vector<std::int64_t> chosen(at(i), at(i + 1));
      if (chosen.size() == 1) chosen.push_back(chosen[0]);
      Examples shown = select(examples, index_tensor(chosen, device));
      if (options.augment) shown = augmented(shown, random);
      optimizer.zero_grad();
      Tensor loss = loss_of(network, shown, points, diameters, options);
      if (!memory.empty()) loss = loss + options.ewc_strength * forgetting(network, memory);
      loss.backward();
      optimizer.step();
      ++log.steps_of_batch[chosen.size()];
      ++log.steps;
    }
    if (validation.empty()) {
      best_step = log.steps;
      continue;
    }
    const torch::NoGradGuard no_gradients;
    network->eval();
    const double loss = loss_of(network, held_out, points, diameters, options).item<double>();
    ++log.validations;
    if (loss < best_loss) {
      best_loss = loss;
      best = state_of(network);
      best_step = log.steps;
    }
  }
  if (!best.empty()) set_state(network, best);
  network->eval();
  return log;
}

void remember(Network& network, const Examples& examples, const Tensor& points, const Tensor& diameters,
              const TrainingOptions& options, WeightMemory& memory) {
  network->eval();
  const std::vector<Tensor> weights = network->parameters();
  if (memory.empty()) {
    for (const Tensor& w : weights) memory.importance.push_back(torch::zeros_like(w));
  }
  memory.weights.clear();
  for (const Tensor& w : weights) memory.weights.push_back(w.detach().clone());
  for (std::int64_t i = 0; i < examples.count(); ++i) {
    network->zero_grad();
    const Examples one = select(examples, index_tensor({i}, examples.images.device()));
    loss_of(network, one, points, diameters, options).backward();
    for (std::size_t w = 0; w < weights.size(); ++w) {
      if (weights[w].grad().defined()) {
        memory.importance[w] += weights[w].grad().detach().square() / static_cast<double>(examples.count());
      }
    }
  }
}

}  // namespace colonnade::benchmark
