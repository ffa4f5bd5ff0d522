#include <colonnade/cuda/backend.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include <colonnade/cortex/error.h>

#include "kernels/hypothesis.h"

namespace colonnade::cuda {

using cortex::kernels::HypothesisKernels;
using cortex::kernels::ModelView;

namespace {

constexpr std::size_t kFew = 16;
constexpr std::size_t kMany = 4096;
constexpr int kRounds = 9;
constexpr std::uint64_t kMeasuredSteps = 2 * (kRounds + 1);  // of a backend, those that warm up included

template <class... Values>
std::string format(const char* pattern, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

/// Poses that put the origin of the world at segments of the model, one after the other.
std::vector<cortex::kernels::PoseView> poses_at_segments(const ModelView& model, std::size_t count) {
  std::vector<cortex::kernels::PoseView> poses;
  for (std::uint32_t b = 0; b <= model.block_mask && poses.size() < count; ++b) {
    const cortex::kernels::BinBlock& block = model.bin_blocks[b];
    if (block.key == cortex::kernels::kEmptyBlock) continue;
    cortex::kernels::PoseView pose{};
    pose.R[0] = pose.R[4] = pose.R[8] = 1;
    std::copy_n(model.geometry[model.bin_segments[block.begin]].p, 3, pose.t);
    pose.object = static_cast<std::uint32_t>(block.key >> 48);
    poses.push_back(pose);
  }
  for (std::size_t i = 0; !poses.empty() && poses.size() < count; ++i) poses.push_back(poses[i]);
  return poses;
}

}  // namespace

Backend parse_backend(std::string_view name) {
  if (name == "auto") return Backend::automatic;
  if (name == "cpu") return Backend::cpu;
  if (name == "cuda") return Backend::cuda;
  throw InputError("--backend must be auto, cpu or cuda (got '" + std::string(name) + "')");
}

double crossover(const StepCost& processor, const StepCost& device) {
  const double saved = processor.each - device.each;
  if (saved <= 0) return std::numeric_limits<double>::infinity();
  return std::max(0.0, (device.first - processor.first) / saved);
}

StepCost measure_step_cost(const HypothesisKernels& kernels, const ModelView& model, std::size_t most) {
  const auto poses = poses_at_segments(model, most);
  if (poses.size() <= kFew) return {};
  cortex::kernels::SensedView sensed{};
  sensed.n[2] = sensed.a[0] = 1;
  sensed.on_surface = sensed.frame_defined = 1;
  std::vector<cortex::kernels::Match> matches(poses.size());
  const auto median_seconds = [&](std::size_t count) {
    std::vector<double> seconds;
    for (int round = 0; round <= kRounds; ++round) {
      cortex::kernels::Work work{};
      const auto start = std::chrono::steady_clock::now();
      kernels.step(model, sensed, poses.data(), static_cast<std::uint32_t>(count), matches.data(), work);
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      if (round > 0) seconds.push_back(took.count());  // the first one warms up
    }
    std::nth_element(seconds.begin(), seconds.begin() + kRounds / 2, seconds.end());
    return seconds[kRounds / 2];
  };
  const double few = median_seconds(kFew);
  const double many = median_seconds(poses.size());
  const double each = std::max(0.0, (many - few) / static_cast<double>(poses.size() - kFew));
  return {std::max(0.0, few - each * kFew), each};
}

BackendChoice::BackendChoice(Backend asked, const HypothesisKernels& processor, Report report, const Open& open)
    : processor_(processor), report_(std::move(report)) {
  if (asked == Backend::cpu) {
    choose(false, "as asked");
    return;
  }
  try {
    device_ = std::make_unique<DeviceKernels>(open(), processor, report_);
  } catch (const DeviceError& error) {
    if (asked == Backend::cuda) throw InputError(std::string("--backend cuda: ") + error.what());
    choose(false, error.what());
    return;
  }
  if (asked == Backend::cuda) choose(true, "as asked");
}

void BackendChoice::decide(const ModelView& model, std::size_t hypotheses) {
  if (!reason_.empty()) return;
  const StepCost processor = measure_step_cost(processor_, model, kMany);
  const std::uint64_t calls_before = device_->device_calls();
  const StepCost device = measure_step_cost(device_->table(), model, kMany);
  if (!device_->device_works()) {
    choose(false, std::string(device_->table().name) + " failed while it was measured");
    return;
  }
  const std::uint64_t done = device_->device_calls() - calls_before;
  if (done < kMeasuredSteps) {  // the processor did the others, and was measured in the device's stead
    choose(false,
           format("%s did %llu of the %llu steps that measure it: the learned model does not fit into its memory, "
                  "or is empty",
                  device_->table().name, static_cast<unsigned long long>(done),
                  static_cast<unsigned long long>(kMeasuredSteps)));
    return;
  }
  const double from = crossover(processor, device);
  const bool on_device = static_cast<double>(hypotheses) >= from;
  const std::string costs =
      format("a step costs %.1f us and %.0f ns a hypothesis on %s, %.1f us and %.0f ns here", device.first * 1e6,
             device.each * 1e9, device_->table().name, processor.first * 1e6, processor.each * 1e9);
  if (on_device) device_->leave_to_processor(static_cast<std::size_t>(std::ceil(from)));
  if (from < 1e9) {
    choose(on_device, format("steps of up to %zu hypotheses are %s the crossover at %.0f: ", hypotheses,
                             on_device ? "above" : "below", from) +
                          costs);
  } else {
    choose(false, "the processor is quicker at any size: " + costs);
  }
}

void BackendChoice::choose(bool device, std::string reason) {
  on_device_ = device;
  reason_ = std::move(reason);
  if (report_) report_(std::string("Backend: ") + kernels().name + " (" + reason_ + ")");
}

const HypothesisKernels& BackendChoice::kernels() const noexcept { return on_device_ ? device_->table() : processor_; }

}  // namespace colonnade::cuda
