#pragma once

#include "kernels/views.h"

namespace colonnade::cortex::kernels {

/// The weights of evidence for the comparison in brief. Extreme ones are cut off, so that sums stay far from overflow.
inline BriefWeights brief_weights(const EvidenceWeights& w) {
  const auto fixed = [](float v) {
    constexpr float kMost = 8191;
    return static_cast<std::int16_t>(v > kMost ? kMost : (v < -kMost ? -kMost : v + (v < 0 ? -0.5f : 0.5f)));
  };
  constexpr float kUnit = static_cast<float>(kBriefUnit) / kBriefOverlap;
  BriefWeights b{};
  b.location = fixed(kUnit * 64 * w.location);
  b.offset = fixed(65536 * w.half_inverse_offset_variance / (kBriefStepsPerM * kBriefStepsPerM));
  b.offset_most = fixed(kUnit * w.offset_most);
  b.normal = fixed(kUnit * 32 * w.normal);
  b.normal_chance = fixed(kUnit * w.normal_chance);
  b.axis = fixed(kUnit * 32 * w.axis);
  b.axis_chance = fixed(kUnit * w.axis_chance);
  b.curvature = fixed(kUnit * 16 * w.curvature);
  b.curvature_chance = fixed(kUnit * w.curvature_chance);
  b.hue = fixed(kUnit * 16 * w.hue);
  b.hue_chance = fixed(kUnit * w.hue_chance);
  b.tone = fixed(kUnit * 8 * w.tone);
  b.tone_chance = fixed(kUnit * w.tone_chance);
  return b;
}

}  // namespace colonnade::cortex::kernels
