#include "nearest_contestant.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

#include <colonnade/sensors/sensor_module.h>

#include "cpu_clock.h"
#include "random.h"

namespace colonnade::benchmark {

namespace {

constexpr int kPairs = 2000;         // of points whose distance is taken
constexpr double kFarthest_m = 0.3;  // of the distance histogram
constexpr double kExtentScale_m = 0.05;

std::size_t bin(double value, std::size_t bins) {
  return std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, value) * static_cast<double>(bins)));
}

}  // namespace

NearestContestant::Descriptor describe(const View& view, cortex::Vector3& centre_W, ledger::Operations& operations) {
  using Nearest = NearestContestant;
  Nearest::Descriptor d{};
  centre_W.setZero();
  const auto& pixels = view.region.pixels;
  if (pixels.empty()) return d;
  const float share = 1.0F / static_cast<float>(pixels.size());
  Eigen::Matrix3d second = Eigen::Matrix3d::Zero();
  for (const std::uint32_t pixel : pixels) {
    const sensors::Rgb& rgb = view.image.rgb[pixel];
    const cortex::Hsv hsv = sensors::hsv_from_rgb(rgb[0], rgb[1], rgb[2]);
    d[bin(static_cast<double>(hsv.hue), Nearest::kHueBins)] += share * hsv.saturation;
    d[Nearest::kHueBins + bin(static_cast<double>(hsv.saturation), Nearest::kToneBins)] += share;
    d[Nearest::kHueBins + Nearest::kToneBins + bin(static_cast<double>(hsv.value), Nearest::kToneBins)] += share;
    const cortex::Vector3 p = point_at(view.image, pixel);
    centre_W += p;
    second += p * p.transpose();
  }
  const double n = static_cast<double>(pixels.size());
  centre_W /= n;
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(second / n - centre_W * centre_W.transpose());
  constexpr std::size_t kDistances = Nearest::kHueBins + 2 * Nearest::kToneBins;
  for (int i = 0; i < 3; ++i) {
    d[kDistances + Nearest::kDistanceBins + static_cast<std::size_t>(i)] =
        static_cast<float>(std::sqrt(std::max(0.0, solver.eigenvalues()[i])) / kExtentScale_m);
  }
  RandomStream random(view.seed, Draw::shuffle);
  for (int i = 0; i < kPairs; ++i) {
    const cortex::Vector3 a = point_at(view.image, pixels[random.below(pixels.size())]);
    const cortex::Vector3 b = point_at(view.image, pixels[random.below(pixels.size())]);
    d[kDistances + bin((a - b).norm() / kFarthest_m, Nearest::kDistanceBins)] += 1.0F / kPairs;
  }
  operations.flops += pixels.size() * 30 + kPairs * 12;
  operations.dense_macs += pixels.size() * (3 + 6 + 9) + kPairs * 9;
  operations.effective_macs += pixels.size() * (3 + 6 + 9) + kPairs * 9;
  operations.add_bytes(ledger::level_of(view.image.depth.size() * 7), pixels.size() * 7);
  return d;
}

Cost NearestContestant::learn(std::span<const View> views) {
  Cost cost;
  double milliseconds = 0;
  {
    const runner::CpuTimer timer(milliseconds);
    for (const View& view : views) {
      Entry& entry = entries_.emplace_back();
      cortex::Vector3 centre_W;
      entry.descriptor = describe(view, centre_W, cost.operations);
      entry.object = view.object;
      entry.R_WO = view.X_WO.linear();
      entry.offset_W = view.X_WO.translation() - centre_W;
      cost.operations.add_bytes(ledger::level_of(footprint_bytes()), sizeof(Entry));
    }
  }
  cost.cpu_seconds = 1e-3 * milliseconds;
  return cost;
}

Answer NearestContestant::recognise(const View& view) {
  Answer answer;
  double milliseconds = 0;
  {
    const runner::CpuTimer timer(milliseconds);
    cortex::Vector3 centre_W;
    const Descriptor sensed = describe(view, centre_W, answer.cost.operations);
    float nearest = std::numeric_limits<float>::max();
    for (const Entry& entry : entries_) {
      float distance = 0;
      for (std::size_t i = 0; i < kLength; ++i) distance += std::abs(entry.descriptor[i] - sensed[i]);
      if (distance >= nearest) continue;
      nearest = distance;
      answer.object = entry.object;
      cortex::Pose X_WO = cortex::Pose::Identity();
      X_WO.linear() = entry.R_WO;
      X_WO.translation() = centre_W + entry.offset_W;
      answer.X_WO = X_WO;
    }
  }
  answer.cost.operations.flops += entries_.size() * kLength * 3;
  answer.cost.operations.add_bytes(ledger::level_of(footprint_bytes()), entries_.size() * sizeof(Descriptor));
  answer.cost.cpu_seconds = 1e-3 * milliseconds;
  return answer;
}

}  // namespace colonnade::benchmark
