#include <colonnade/cortex/gist.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "gist_distance.h"

namespace colonnade::cortex {
namespace {

// What each part counts for: chosen by how well the nearest view's gist, with what the sensations say, then tells what
// a thing is.
constexpr float kSpread = 8.0f, kExtent = 8.0f;  // a metre
constexpr float kDistance = 0.03f, kHue = 0.4f, kTone = 0.2f, kRelativeColour = 0.2f;

bool is_share(float v) { return v >= 0 && v <= 2; }      // to 1, and noise
bool is_length(float v) { return v >= 0 && v <= 1e7f; }  // of what sensations reach

// How far relative colours are apart, from 0 to 2; 0 where either is not known.
float colours_apart(const Gist& a, const Gist& b) {
  int sum = 0, sum_a = 0, sum_b = 0;
  for (std::size_t i = 0; i < a.relative_colour.size(); ++i) {
    const int in_a = a.relative_colour[i], in_b = b.relative_colour[i];
    sum += std::abs(in_a - in_b);
    sum_a += in_a;
    sum_b += in_b;
  }
  return sum_a == 0 || sum_b == 0 ? 0.0f : static_cast<float>(sum) / 255.0f;
}

}  // namespace

bool is_valid(const Gist& g) noexcept {
  const auto all = [](const auto& shares) { return std::all_of(shares.begin(), shares.end(), is_share); };
  const auto lengths = [](const auto& some) { return std::all_of(some.begin(), some.end(), is_length); };
  return lengths(g.spread_m) && lengths(g.extent_m) && all(g.distance) && all(g.hue) && is_share(g.saturation_mean) &&
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
         kDistance * apart(a.distance, b.distance) + kHue * apart(a.hue, b.hue) + kTone * tone +
         kRelativeColour * colours_apart(a, b);
}

}  // namespace colonnade::cortex
