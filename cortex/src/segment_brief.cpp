#include "segment_brief.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/host_device.h"

namespace colonnade::cortex {
namespace {

using namespace kernels;
#include "kernels/brief_impl.h"

}  // namespace

FeatureBrief feature_brief(double k1, double k2, const Hsv& colour) {
  const auto byte = [](double v) { return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L)); };
  const auto share = [&](float v) { return byte(255 * static_cast<double>(v)); };
  const auto curvature = [&](double k) { return byte(128 + log_curvature(k) / kBriefCurvatureStep); };
  const double around = static_cast<double>(colour.hue) - std::floor(static_cast<double>(colour.hue));
  return {curvature(k1), curvature(k2), static_cast<std::uint8_t>(std::lround(256 * around) & 255),
          share(colour.saturation), share(colour.value)};
}

SegmentBrief segment_brief(const SegmentGeometry& g) {
  SegmentBrief brief{};
  place_in_brief(g.p, brief.p);
  direction_in_brief(g.n, brief.n);
  direction_in_brief(g.a, brief.a);
  brief.features =
      feature_brief(static_cast<double>(g.k1), static_cast<double>(g.k2), Hsv{g.hue, g.saturation, g.value});
  brief.frame_defined = g.frame_defined != 0 ? 1 : 0;
  return brief;
}

float brief_evidence(const BriefWeights& weights, const FeatureBrief& sensed, const FeatureBrief& learned) noexcept {
  const auto numbers = [](const FeatureBrief& f) {
    BriefNumbers n{};
    n.k1 = f.k1;
    n.k2 = f.k2;
    n.hue = f.hue;
    n.saturation = f.saturation;
    n.value = f.value;
    return n;
  };
  return static_cast<float>(features_in_brief(weights, numbers(sensed), numbers(learned))) * (1.0f / kBriefUnit);
}

}  // namespace colonnade::cortex
