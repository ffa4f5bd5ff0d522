#include "familiarity.h"

#include <algorithm>
#include <cmath>

namespace colonnade::cortex {
namespace {

constexpr float kSurprise = 0.1f;    // share of what was sensed that may be of any thing, whatever was learned
constexpr float kPrior = 0.02f;      // of an object that every cell is taken to have been active for before learning
constexpr int kFirstCurvature = 28;  // FeatureBrief's log curvature of -5 ...
constexpr int kCurvatureSpan = 200;  // ... to 5

// A value's two nearest cells in a row of `cells`, and the share of the second.
struct Between {
  std::size_t first, second;
  float share;
};

Between between(float value, std::size_t cells) {
  const float at = std::clamp(value * static_cast<float>(cells) - 0.5f, 0.0f, static_cast<float>(cells - 1));
  const auto first = static_cast<std::size_t>(at);
  return {first, std::min(first + 1, cells - 1), at - static_cast<float>(first)};
}

Between around(float value, std::size_t cells) {
  const float at = value * static_cast<float>(cells) - 0.5f + static_cast<float>(cells);
  const auto whole = static_cast<std::size_t>(at);
  return {whole % cells, (whole + 1) % cells, at - static_cast<float>(whole)};
}

}  // namespace

Familiarity::Active Familiarity::active(const kernels::FeatureBrief& f) noexcept {
  const auto curvature = [](std::uint8_t k) {
    return between(static_cast<float>(k - kFirstCurvature) / kCurvatureSpan, kCurvatures);
  };
  const Between hue = around(static_cast<float>(f.hue) / 256, kHues);
  const Between saturation = between(static_cast<float>(f.saturation) / 255, kSaturations);
  const Between k1 = curvature(f.k1), k2 = curvature(f.k2);
  Active cells{};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto pick = [](const Between& b, bool second) { return second ? b.second : b.first; };
    const auto share = [](const Between& b, bool second) { return second ? b.share : 1 - b.share; };
    const bool a = (i & 1) != 0, b = (i & 2) != 0;
    // Grey has no hue.
    const std::size_t level = pick(saturation, a);
    cells[i] = {level * kHues + (level == 0 ? 0 : pick(hue, b)), share(saturation, a) * share(hue, b)};
    cells[4 + i] = {kColours + pick(k1, a) * kCurvatures + pick(k2, b), share(k1, a) * share(k2, b)};
  }
  return cells;
}

void Familiarity::build(std::span<const kernels::FeatureBrief> features,
                        std::span<const kernels::SegmentGeometry> geometry,
                        std::span<const std::uint32_t> first_segment) {
  objects_ = first_segment.empty() ? 0 : first_segment.size() - 1;
  weights_.assign(kCells * objects_, 0.0f);
  for (std::size_t object = 0; object < objects_; ++object) {
    float observations = 0;
    for (std::uint32_t s = first_segment[object]; s < first_segment[object + 1]; ++s) {
      const auto times = static_cast<float>(geometry[s].observations);
      observations += times;
      for (const auto& [cell, share] : active(features[s])) weights_[cell * objects_ + object] += times * share;
    }
    if (observations == 0) continue;
    for (std::size_t cell = 0; cell < kCells; ++cell) weights_[cell * objects_ + object] /= observations;
  }
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const auto row = std::span(weights_).subspan(cell * objects_, objects_);
    const auto cells = static_cast<float>(cell < kColours ? kColours : kCells - kColours);
    float usual = kPrior;
    for (const float frequency : row) usual += frequency;
    usual /= static_cast<float>(objects_) + kPrior * cells;
    for (float& frequency : row) frequency = std::log((1 - kSurprise) * frequency / usual + kSurprise);
  }
}

void Familiarity::add(const Active& active, const Trust& trust, std::span<float> evidence) const noexcept {
  for (const auto& [cell, share] : active) {
    const float weight = share * (cell < kColours ? trust.colour : trust.shape);
    const float* row = weights_.data() + cell * objects_;
    for (std::size_t object = 0; object < objects_; ++object) evidence[object] += weight * row[object];
  }
}

}  // namespace colonnade::cortex
