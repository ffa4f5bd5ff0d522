#include <colonnade/cortex/gist.h>

#include <algorithm>
#include <cmath>

#include "gist_distance.h"

namespace colonnade::cortex {
namespace {

// What each part counts for: chosen by how well the nearest view then tells what a thing is.
constexpr float kSpread = 8.0f, kExtent = 4.0f;  // a metre
constexpr float kDistance = 0.1f, kHue = 0.3f, kTone = 0.4f;

bool is_share(float v) { return std::isfinite(v) && v >= 0; }

}  // namespace

bool is_valid(const Gist& g) noexcept {
  const auto all = [](const auto& shares) { return std::all_of(shares.begin(), shares.end(), is_share); };
  return all(g.spread_m) && all(g.extent_m) && all(g.distance) && all(g.hue) && is_share(g.saturation_mean) &&
         is_share(g.saturation_sd) && is_share(g.value_mean) && is_share(g.value_sd);
}

float distance(const Gist& a, const Gist& b) noexcept {
  const auto apart = [](const auto& x, const auto& y) {
    float sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += std::abs(x[i] - y[i]);
    return sum;
  };
  const float tone = std::abs(a.saturation_mean - b.saturation_mean) + std::abs(a.saturation_sd - b.saturation_sd) +
                     std::abs(a.value_mean - b.value_mean) + std::abs(a.value_sd - b.value_sd);
  return kSpread * apart(a.spread_m, b.spread_m) + kExtent * apart(a.extent_m, b.extent_m) +
         kDistance * apart(a.distance, b.distance) + kHue * apart(a.hue, b.hue) + kTone * tone;
}

}  // namespace colonnade::cortex
