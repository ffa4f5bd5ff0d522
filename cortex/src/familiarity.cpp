#include "familiarity.h"

#include <algorithm>
#include <cmath>

namespace colonnade::cortex {
namespace {

constexpr float kSurprise = 0.1f;    // share of what was sensed that may be of any thing, whatever was learned
constexpr float kPrior = 0.02f;      // of an object that every cell is taken to have been active for before learning
constexpr int kFirstCurvature = 28;  // FeatureBrief's log curvature of -5 ...
constexpr int kCurvatureSpan = 200;  // ... to 5

struct Population {
  std::size_t begin, end;
};
constexpr std::size_t kFirstDisplacement = Familiarity::kColours + Familiarity::kShapes;
constexpr Population kColourCells{0, Familiarity::kColours}, kShapeCells{Familiarity::kColours, kFirstDisplacement},
    kDisplacementCells{kFirstDisplacement, Familiarity::kCells};

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

std::size_t pick(const Between& b, bool second) { return second ? b.second : b.first; }
float share_of(const Between& b, bool second) { return second ? b.share : 1 - b.share; }

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
    const bool a = (i & 1) != 0, b = (i & 2) != 0;
    // Grey has no hue.
    const std::size_t level = pick(saturation, a);
    cells[i] = {level * kHues + (level == 0 ? 0 : pick(hue, b)), share_of(saturation, a) * share_of(hue, b)};
    cells[4 + i] = {kColours + pick(k1, a) * kCurvatures + pick(k2, b), share_of(k1, a) * share_of(k2, b)};
  }
  return cells;
}

Familiarity::ActiveByDisplacement Familiarity::active(const DisplacementIndex::Code& displacement) noexcept {
  const Between distance = between(displacement.distance / DisplacementIndex::kDistanceBins, kDistances);
  const Between turn = between(displacement.between_angle / DisplacementIndex::kAngleBins, kTurns);
  ActiveByDisplacement cells{};
  for (std::size_t i = 0; i < 4; ++i) {
    const bool a = (i & 1) != 0, b = (i & 2) != 0;
    const std::size_t row = pick(turn, a);
    cells[i] = {kFirstDisplacement + row * kDistances + pick(distance, b), share_of(turn, a) * share_of(distance, b)};
  }
  return cells;
}

bool Familiarity::seen_together(const DisplacementIndex::Code& displacement) noexcept {
  constexpr float kRight = DisplacementIndex::kAngleBins / 2.0f;  // a right angle
  constexpr float kMost = 1.2f * kRight;
  return displacement.between_angle < kMost ||
         (displacement.first_angle < kRight && displacement.second_angle > kRight);
}

void Familiarity::count(std::span<const kernels::FeatureBrief> features,
                        std::span<const kernels::SegmentGeometry> segments, std::size_t object) {
  float observations = 0, displacements = 0;
  const auto weight = [&](std::size_t cell) -> float& { return weights_[cell * objects_ + object]; };
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto times = static_cast<float>(segments[s].observations);
    observations += times;
    for (const auto& [cell, share] : active(features[s])) weight(cell) += times * share;
  }
  for_each_displacement(segments, [&](std::uint32_t, std::uint32_t, const DisplacementIndex::Code& displacement) {
    ++displacements;
    for (const auto& [cell, share] : active(displacement)) weight(cell) += share;
  });
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    const float all = cell < kFirstDisplacement ? observations : displacements;
    if (all > 0) weight(cell) /= all;
  }
  displacements_ += static_cast<std::size_t>(displacements);
}

void Familiarity::build(std::span<const kernels::FeatureBrief> features,
                        std::span<const kernels::SegmentGeometry> geometry,
                        std::span<const std::uint32_t> first_segment) {
  objects_ = first_segment.empty() ? 0 : first_segment.size() - 1;
  displacements_ = 0;
  weights_.assign(kCells * objects_, 0.0f);
  for (std::size_t object = 0; object < objects_; ++object) {
    const std::size_t begin = first_segment[object], size = first_segment[object + 1] - begin;
    count(features.subspan(begin, size), geometry.subspan(begin, size), object);
  }
  for (const auto& [begin, end] : {kColourCells, kShapeCells, kDisplacementCells}) {
    for (std::size_t cell = begin; cell < end; ++cell) {
      const auto row = std::span(weights_).subspan(cell * objects_, objects_);
      float usual = kPrior;
      for (const float frequency : row) usual += frequency;
      usual /= static_cast<float>(objects_) + kPrior * static_cast<float>(end - begin);
      for (float& frequency : row) frequency = std::log((1 - kSurprise) * frequency / usual + kSurprise);
    }
  }
}

void Familiarity::add(std::span<const ActiveCell> active, const Trust& trust,
                      std::span<float> evidence) const noexcept {
  for (const auto& [cell, share] : active) {
    const float trusted = cell < kShapeCells.begin          ? trust.colour
                          : cell < kDisplacementCells.begin ? trust.shape
                                                            : trust.displacement;
    const float weight = share * trusted;
    const float* row = weights_.data() + cell * objects_;
    for (std::size_t object = 0; object < objects_; ++object) evidence[object] += weight * row[object];
  }
}

}  // namespace colonnade::cortex
