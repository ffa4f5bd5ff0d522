#include "displacement_index.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "parallel.h"
#include "random.h"

namespace colonnade::cortex {
namespace {

constexpr int kAngleBins = DisplacementIndex::kAngleBins;
constexpr int kDistanceBins = DisplacementIndex::kDistanceBins;
constexpr float kDistanceStep = 0.18f;  // natural logarithm of the ratio between neighbouring bins
constexpr std::uint32_t kKeys = kDistanceBins * kAngleBins * kAngleBins * kAngleBins;

float angle_in_bins(float cosine) {
  return std::acos(std::clamp(cosine, -1.0f, 1.0f)) * (kAngleBins / std::numbers::pi_v<float>);
}

std::uint32_t key_of(int distance, int first, int second, int between) {
  return static_cast<std::uint32_t>(((distance * kAngleBins + first) * kAngleBins + second) * kAngleBins + between);
}

std::uint32_t nearest_key(const DisplacementIndex::Code& code) {
  const auto angle = [](float a) { return std::clamp(static_cast<int>(a), 0, kAngleBins - 1); };
  return key_of(std::clamp(static_cast<int>(code.distance), 0, kDistanceBins - 1), angle(code.first_angle),
                angle(code.second_angle), angle(code.between_angle));
}

}  // namespace

DisplacementIndex::Code DisplacementIndex::code(const float p1[3], const float n1[3], const float p2[3],
                                                const float n2[3]) noexcept {
  float d[3], length2 = 0, c1 = 0, c2 = 0, c12 = 0;
  for (int i = 0; i < 3; ++i) {
    d[i] = p2[i] - p1[i];
    length2 += d[i] * d[i];
    c1 += d[i] * n1[i];
    c2 += d[i] * n2[i];
    c12 += n1[i] * n2[i];
  }
  const float length = std::sqrt(length2);
  if (length < kNearest_m || length > kFarthest_m) return {0, 0, 0, 0, false};
  return {std::log(length / kNearest_m) / kDistanceStep, angle_in_bins(c1 / length), angle_in_bins(c2 / length),
          angle_in_bins(c12), true};
}

void DisplacementIndex::keys(const Code& code, std::uint32_t out[kNeighbours]) noexcept {
  int bins[4][2];
  const float values[4] = {code.distance, code.first_angle, code.second_angle, code.between_angle};
  for (int i = 0; i < 4; ++i) {
    const int last = (i == 0 ? kDistanceBins : kAngleBins) - 1;
    const int bin = std::clamp(static_cast<int>(values[i]), 0, last);
    const float within = values[i] - static_cast<float>(bin);
    int other = within < 0.5f ? bin - 1 : bin + 1;
    if (other < 0) other = 1;
    if (other > last) other = last - 1;
    bins[i][0] = bin;
    bins[i][1] = other;
  }
  for (int i = 0; i < 16; ++i) {
    out[i] = key_of(bins[0][i & 1], bins[1][(i >> 1) & 1], bins[2][(i >> 2) & 1], bins[3][(i >> 3) & 1]);
  }
}

std::span<const DisplacementIndex::Pair> DisplacementIndex::pairs(std::uint32_t key, std::uint32_t first_segment,
                                                                  std::uint32_t end_segment) const noexcept {
  // build() leaves the pairs of a key in the order of their first segments.
  const auto all = pairs(key);
  const auto before = [](const Pair& pair, std::uint32_t segment) { return pair.first < segment; };
  const auto begin = std::lower_bound(all.begin(), all.end(), first_segment, before);
  return {begin, std::lower_bound(begin, all.end(), end_segment, before)};
}

void DisplacementIndex::build(std::span<const kernels::SegmentGeometry> geometry,
                              std::span<const std::uint32_t> first_segment, std::uint64_t seed, int threads,
                              const std::function<void(std::size_t)>& written) {
  struct KeyedPair {
    std::uint32_t key;
    Pair pair;
  };
  const std::size_t objects = first_segment.empty() ? 0 : first_segment.size() - 1;
  std::vector<std::vector<KeyedPair>> per_object(objects);
  parallel_for(objects, 1, threads, [&](std::size_t object, std::size_t) {
    const std::uint32_t begin = first_segment[object];
    const std::uint32_t count = first_segment[object + 1] - begin;
    auto& found = per_object[object];
    const auto add = [&](std::uint32_t a, std::uint32_t b) {
      const Code pair_code = code(geometry[a].p, geometry[a].n, geometry[b].p, geometry[b].n);
      if (pair_code.valid) found.push_back({nearest_key(pair_code), {a, b}});
      return pair_code.valid;
    };
    const std::uint32_t partners = std::max(kPartners, count / kShareOfPartners);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t a = begin + i;
      if (count <= 2 * kPartners) {
        for (std::uint32_t j = 0; j < count; ++j) {
          if (j != i) add(a, begin + j);
        }
        continue;
      }
      // Named by the segment's number within its object, so the draw does not depend on other objects.
      RandomStream random(seed, StreamPurpose::pairs, (static_cast<std::uint64_t>(object) << 32) | i);
      std::uint32_t kept = 0;
      for (std::uint32_t draw = 0; draw < 4 * partners && kept < partners; ++draw) {
        const std::uint32_t j = random.below(count);
        if (j != i && add(a, begin + j)) ++kept;
      }
    }
  });

  begin_.assign(kKeys + 1, 0);
  for (const auto& found : per_object) {
    for (const auto& pair : found) ++begin_[pair.key + 1];
  }
  for (std::uint32_t key = 0; key < kKeys; ++key) begin_[key + 1] += begin_[key];
  pairs_.resize(begin_[kKeys]);
  std::vector<std::uint32_t> at(begin_.begin(), begin_.end() - 1);
  for (const auto& found : per_object) {
    for (const auto& pair : found) {
      if (written) written(at[pair.key]);
      pairs_[at[pair.key]++] = pair.pair;
    }
  }
}

}  // namespace colonnade::cortex
