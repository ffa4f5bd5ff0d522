#include "displacement_index.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "parallel.h"
#include "random.h"

namespace colonnade::cortex {
namespace {

constexpr int kAngleBins = DisplacementIndex::kAngleBins;
constexpr int kDistanceBins = DisplacementIndex::kDistanceBins;
constexpr float kDistanceStep = 0.18f;  // natural logarithm of the ratio between neighbouring bins
constexpr int kAngleBlocks = (kAngleBins + 1) / 2;
constexpr std::uint32_t kKeys = DisplacementIndex::kKeys;
using Key = std::uint16_t;
constexpr Key kNoKey = 0xFFFF;
static_assert(kKeys <= kNoKey);

float angle_in_bins(float cosine) {
  return std::acos(std::clamp(cosine, -1.0f, 1.0f)) * (kAngleBins / std::numbers::pi_v<float>);
}

// Two neighbours along every dimension make a block of 16 keys: a code's keys share lines of memory.
Key key_of(int distance, int first, int second, int between) {
  const int block =
      ((distance / 2 * kAngleBlocks + first / 2) * kAngleBlocks + second / 2) * kAngleBlocks + between / 2;
  const int within = (distance & 1) << 3 | (first & 1) << 2 | (second & 1) << 1 | (between & 1);
  return static_cast<Key>(16 * block + within);
}

Key nearest_key(const DisplacementIndex::Code& code) {
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

void DisplacementIndex::build(std::span<const kernels::SegmentGeometry> geometry,
                              std::span<const std::uint32_t> first_segment, std::uint64_t seed, int threads,
                              const IndexAccess& accessed) {
  const std::size_t objects = first_segment.empty() ? 0 : first_segment.size() - 1;
  const auto tell = [&](Structure structure, std::size_t i, std::size_t bytes) {
    if (accessed) accessed(structure, i * bytes, bytes);
  };
  // Calls keep(a, b), which says whether the pair is kept, for pairs of an object's segments: each time for the same.
  const auto for_each_pair = [&](std::size_t object, const auto& keep) {
    const std::uint32_t begin = first_segment[object], end = first_segment[object + 1], count = end - begin;
    const std::uint32_t partners = std::max(kPartners, count / kShareOfPartners);
    for (std::uint32_t a = begin; a < end; ++a) {
      if (count <= 2 * kPartners) {
        for (std::uint32_t b = begin; b < end; ++b) {
          if (b != a) keep(a, b);
        }
        continue;
      }
      // Named by the segment's number within its object, so the draw does not depend on other objects.
      RandomStream random(seed, StreamPurpose::pairs, (static_cast<std::uint64_t>(object) << 32) | (a - begin));
      std::uint32_t kept = 0;
      for (std::uint32_t draw = 0; draw < 4 * partners && kept < partners; ++draw) {
        const std::uint32_t b = begin + random.below(count);
        if (b != a && keep(a, b)) ++kept;
      }
    }
  };

  std::vector<std::vector<Key>> keys(objects);  // of the pairs, kNoKey for those that are not kept
  std::size_t told = 0;
  parallel_for(objects, 1, accessed ? 1 : threads, [&](std::size_t object, std::size_t) {
    std::uint32_t held = first_segment[object + 1];  // the pair before had it, at first none: it is read once
    for_each_pair(object, [&](std::uint32_t a, std::uint32_t b) {
      const Code pair_code = code(geometry[a].p, geometry[a].n, geometry[b].p, geometry[b].n);
      keys[object].push_back(pair_code.valid ? nearest_key(pair_code) : kNoKey);
      if (accessed) {
        if (std::exchange(held, a) != a) tell(Structure::geometry, a, sizeof geometry[a]);
        tell(Structure::geometry, b, sizeof geometry[b]);
        tell(Structure::index_entries, told++, sizeof(Key));
      }
      return pair_code.valid;
    });
  });

  codes_made_ = 0;
  begin_.assign(kKeys + 1, 0);
  for (const auto& of_object : keys) {
    for (const Key key : of_object) {
      tell(Structure::index_entries, codes_made_++, sizeof key);
      if (key == kNoKey) continue;
      tell(Structure::pair_keys, key, sizeof begin_[key]);
      ++begin_[key + std::size_t{1}];
    }
  }
  for (std::uint32_t key = 0; key < kKeys; ++key) begin_[key + 1] += begin_[key];
  pairs_.resize(begin_[kKeys]);
  std::vector<std::uint32_t> at(begin_.begin(), begin_.end() - 1);
  std::size_t read = 0;
  for (std::size_t object = 0; object < objects; ++object) {
    auto next = keys[object].begin();
    for_each_pair(object, [&](std::uint32_t a, std::uint32_t b) {
      const Key key = *next++;
      tell(Structure::index_entries, read++, sizeof key);
      if (key == kNoKey) return false;
      tell(Structure::pair_keys, key, sizeof at[key]);
      tell(Structure::pairs, at[key], sizeof(Pair));
      pairs_[at[key]++] = {a, b};
      return true;
    });
  }
}

}  // namespace colonnade::cortex
