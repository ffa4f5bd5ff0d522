#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <colonnade/cortex/encoders.h>

#include "kernels/colourfulness.h"
#include "kernels/views.h"

namespace colonnade::cortex {

/// What a feature code stands for, in eight bytes instead of the code's line of memory: enough to tell how much two
/// codes overlap on average.
struct alignas(8) FeatureBrief {
  std::uint8_t k1, k2;  ///< log curvature
  std::uint8_t hue;     ///< once around is 256
  std::uint8_t saturation, value;
};

inline constexpr double kBriefCurvatureStep = 0.05;  // of log curvature: a byte spans 6.4 either way

[[nodiscard]] inline FeatureBrief feature_brief(double k1, double k2, const Hsv& colour) {
  const auto byte = [](double v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L)); };
  const auto share = [&](float v) { return byte(255 * static_cast<double>(v)); };
  const auto curvature = [&](double k) { return byte(128 + log_curvature(k) / kBriefCurvatureStep); };
  const double around = static_cast<double>(colour.hue) - std::floor(static_cast<double>(colour.hue));
  return {curvature(k1), curvature(k2), static_cast<std::uint8_t>(std::lround(256 * around) & 255),
          share(colour.saturation), share(colour.value)};
}

/// The evidence of features alone (kernels' feature_evidence) that the codes behind these would give on average: the
/// overlap of two graded codes falls linearly with the distance of what they stand for.
[[nodiscard]] inline float brief_evidence(const kernels::EvidenceWeights& w, const FeatureBrief& sensed,
                                          const FeatureBrief& learned) noexcept {
  const auto overlap = [](int a, int b, float per_step) {
    return std::max(0.0f, 1 - static_cast<float>(std::abs(a - b)) * per_step);
  };
  constexpr auto kPerCurvature = static_cast<float>(kBriefCurvatureStep / kCurvatureWidth);
  constexpr auto kPerTone = static_cast<float>(1 / (255 * kToneWidth));
  constexpr auto kPerHue = static_cast<float>(kHueBins) / 256;
  const float colourful = kernels::colourfulness(static_cast<float>(learned.saturation) * (1.0f / 255));
  const auto turn = static_cast<std::int8_t>(sensed.hue - learned.hue);
  const float curvature = overlap(sensed.k1, learned.k1, kPerCurvature) + overlap(sensed.k2, learned.k2, kPerCurvature);
  const float tone =
      overlap(sensed.saturation, learned.saturation, kPerTone) + overlap(sensed.value, learned.value, kPerTone);
  return w.curvature * static_cast<float>(kCurvatureBlocks) * curvature - w.curvature_chance +
         colourful * (w.hue * static_cast<float>(kHueBlocks) * overlap(turn, 0, kPerHue) - w.hue_chance) +
         w.tone * static_cast<float>(kToneBlocks) * tone - w.tone_chance;
}

}  // namespace colonnade::cortex
