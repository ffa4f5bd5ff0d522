#include "facings.h"

#include <array>

#include "kernels/facings.h"

namespace colonnade::cortex {

namespace {

constexpr int kTexels = kernels::kFacingsMap * kernels::kFacingsMap;
static_assert(kTexels == 64);
constexpr float kAlike = 0.8f;  // cosine

// For each texel, those whose middles are no further than that from its own.
std::array<std::uint64_t, kTexels> neighbours() noexcept {
  std::array<std::array<float, 3>, kTexels> middles{};
  for (int i = 0; i < kTexels; ++i) {
    kernels::octahedral_direction(i, kernels::kFacingsMap, middles[static_cast<std::size_t>(i)].data());
  }
  std::array<std::uint64_t, kTexels> near{};
  for (std::size_t i = 0; i < near.size(); ++i) {
    for (std::size_t j = 0; j < near.size(); ++j) {
      const auto& a = middles[i];
      const auto& b = middles[j];
      if (a[0] * b[0] + a[1] * b[1] + a[2] * b[2] > kAlike) near[i] |= std::uint64_t{1} << j;
    }
  }
  return near;
}

}  // namespace

std::uint64_t facings_of(std::span<const kernels::SegmentGeometry> segments) noexcept {
  static const std::array<std::uint64_t, kTexels> near = neighbours();
  std::uint64_t facings = 0;
  for (const kernels::SegmentGeometry& g : segments) {
    facings |= near[static_cast<std::size_t>(kernels::octahedral_texel(g.n[0], g.n[1], g.n[2], kernels::kFacingsMap))];
  }
  return facings;
}

}  // namespace colonnade::cortex
