#include "synthetic_model.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include <colonnade/cortex/error.h>

#include "kernels/bodies.h"
#include "kernels/brief_weights.h"
#include "run_pieces.h"

namespace colonnade::cuda {
namespace {

using namespace kernels;

constexpr int kMapSize = 64;
constexpr int kDirections = 40;  // cells of a block that codes a direction

struct Vec {
  float v[3];
};

Vec random_direction(std::mt19937& random) {
  for (;;) {
    Vec d{};
    for (float& x : d.v) x = uniform(random, -1, 1);
    const float squared = dot3(d.v, d.v);
    if (squared > 1 || squared < 0.01F) continue;
    normalize3(d.v);
    return d;
  }
}

/// A random rotation, row-major.
void random_rotation(std::mt19937& random, float R[9]) {
  const Vec z = random_direction(random);
  Vec x = random_direction(random);
  while (std::abs(dot3(z.v, x.v)) > 0.9F) x = random_direction(random);
  frame_rows(z.v, x.v, R);
}

/// The code of every texel's direction: in each of 32 blocks the nearest of some random directions (or axes).
std::vector<Cell> direction_map(std::mt19937& random, bool axes) {
  std::vector<Vec> preferred;
  for (int i = 0; i < 32 * kDirections; ++i) preferred.push_back(random_direction(random));
  std::vector<Cell> map(static_cast<std::size_t>(kMapSize) * kMapSize * 32);
  for (int texel = 0; texel < kMapSize * kMapSize; ++texel) {
    float direction[3];
    cortex::kernels::octahedral_direction(texel, kMapSize, direction);
    for (int block = 0; block < 32; ++block) {
      float nearest = -2;
      for (int cell = 0; cell < kDirections; ++cell) {
        const float cosine = dot3(direction, preferred[static_cast<std::size_t>(block * kDirections + cell)].v);
        const float likeness = axes ? std::abs(cosine) : cosine;
        if (likeness <= nearest) continue;
        nearest = likeness;
        map[static_cast<std::size_t>(texel * 32 + block)] = static_cast<Cell>(cell);
      }
    }
  }
  return map;
}

std::uint64_t next_version() {
  static std::atomic<std::uint64_t> last{std::uint64_t{1} << 48};  // memories that were learned count from 1
  return ++last;
}

EvidenceWeights usual_weights() {
  return {-3,        -2.5F, -2.5F,     0.6F / 64, 40000,     2, 2.0F / 32, 1,
          0.8F / 32, 0.36F, 0.6F / 16, 0.6F,      2.0F / 16, 1, 1.0F / 8,  1.1F};
}

}  // namespace

SyntheticModel::SyntheticModel(std::uint32_t objects, std::uint32_t segments, std::uint32_t seed, int threads)
    : objects_(objects), segments_(segments), version_(next_version()) {
  const std::uint64_t count = std::uint64_t{objects} * segments;
  if (objects > kMostObjects || count >= cortex::kernels::kNoSegment) {
    throw InputError("synthetic model: at most " + std::to_string(kMostObjects) + " objects and fewer than 2^32 - 1 " +
                     "segments are possible (got " + std::to_string(objects) + " and " + std::to_string(count) + ")");
  }
  codes_ = std::make_unique_for_overwrite<SegmentCodes[]>(count);
  geometry_ = std::make_unique_for_overwrite<SegmentGeometry[]>(count);
  briefs_ = std::make_unique_for_overwrite<SegmentBrief[]>(count);
  anchors_.resize(std::size_t{3} * objects);
  std::mt19937 random(seed);
  // Rows of randomly turned lattices, coarse and fine, and the shifts.
  modules_.resize(12 * 64);
  for (std::size_t m = 0; m < 64; ++m) {
    float R[9];
    random_rotation(random, R);
    const float bins_per_m = m % 2 == 0 ? 1 / 0.03F : 1 / 0.012F;
    for (std::size_t i = 0; i < 9; ++i) modules_[i * 64 + m] = R[i] * bins_per_m;
    for (std::size_t axis = 0; axis < 3; ++axis) modules_[(9 + axis) * 64 + m] = uniform(random, 0, 6);
  }
  normal_map_ = direction_map(random, false);
  axis_map_ = direction_map(random, true);

  const cortex::LocationIndex::RunPieces run = [threads](std::size_t pieces, const auto& piece) {
    cortex::run_pieces(pieces, threads, piece);
  };
  run(objects, [&](std::size_t object) { make_object(static_cast<std::uint32_t>(object), seed); });
  std::vector<std::uint32_t> first_segment;
  for (std::uint32_t object = 0; object <= objects; ++object) first_segment.push_back(object * segments);
  index_.build({geometry_.get(), count}, first_segment, run);
}

void SyntheticModel::make_object(std::uint32_t object, std::uint32_t seed) {
  std::mt19937 random(seed + 0x9E3779B9U * (object + 1));
  const float radii[3] = {uniform(random, 0.03F, 0.08F), uniform(random, 0.03F, 0.08F), uniform(random, 0.03F, 0.08F)};
  for (std::size_t axis = 0; axis < 3; ++axis) anchors_[3 * std::size_t{object} + axis] = uniform(random, 0, 10);
  const ModelView model = view();
  for (std::uint32_t s = object * segments_; s < (object + 1) * segments_; ++s) {
    SegmentGeometry g{};
    const Vec unit = random_direction(random);
    for (int axis = 0; axis < 3; ++axis) {
      g.p[axis] = unit.v[axis] * radii[axis];
      g.n[axis] = unit.v[axis] / radii[axis];
    }
    normalize3(g.n);
    across3(random_direction(random).v, g.n, g.a);
    normalize3(g.a);
    g.k1 = uniform(random, 0, 40);
    g.k2 = uniform(random, -10, 10);
    g.hue = uniform(random, 0, 1);
    g.saturation = uniform(random, 0, 0.8F);
    g.value = uniform(random, 0.2F, 0.8F);
    g.frame_defined = random() % 4 == 0 ? 0 : 1;
    g.observations = 1;
    geometry_[s] = g;

    SegmentCodes& codes = codes_[s];
    encode_location(model, object, g.p, codes.location);
    const int normal = octahedral_texel(g.n[0], g.n[1], g.n[2], kMapSize);
    const int axis = octahedral_texel(g.a[0], g.a[1], g.a[2], kMapSize);
    std::copy_n(normal_map_.data() + 32 * normal, 32, codes.normal);
    std::copy_n(axis_map_.data() + 32 * axis, 32, codes.axis);
    for (Cell& cell : codes.feature) cell = static_cast<Cell>(random() % 8);

    SegmentBrief brief{};
    place_in_brief(g.p, brief.p);
    direction_in_brief(g.n, brief.n);
    direction_in_brief(g.a, brief.a);
    const auto byte = [](float share) { return static_cast<std::uint8_t>(255 * share); };
    brief.features = {byte(g.k1 / 40), byte(0.5F + g.k2 / 40), byte(g.hue), byte(g.saturation), byte(g.value)};
    brief.frame_defined = g.frame_defined != 0 ? 1 : 0;
    briefs_[s] = brief;
  }
}

ModelView SyntheticModel::view() const {
  return {codes_.get(),
          geometry_.get(),
          briefs_.get(),
          index_.blocks().data(),
          static_cast<std::uint32_t>(index_.blocks().size() - 1),
          index_.segments().data(),
          1.0F / cortex::LocationIndex::kBin_m,
          anchors_.data(),
          modules_.data(),
          normal_map_.data(),
          axis_map_.data(),
          kMapSize,
          version_,
          objects_ * segments_,
          static_cast<std::uint32_t>(index_.segments().size()),
          objects_,
          version_};
}

PoseView SyntheticModel::pose_near(std::uint32_t segment, const float* p_W, std::mt19937& random) const {
  PoseView pose{};
  random_rotation(random, pose.R);
  float moved[3];
  turn3(pose.R, p_W, moved);
  for (int i = 0; i < 3; ++i) pose.t[i] = geometry_[segment].p[i] - moved[i] + uniform(random, -0.003F, 0.003F);
  pose.object = object_of(segment);
  return pose;
}

SensedView SyntheticModel::sensed_at(std::uint32_t segment, float noise_m, std::mt19937& random) const {
  const SegmentGeometry& g = geometry_[segment];
  SensedView sensed{};
  for (int i = 0; i < 3; ++i) {
    sensed.p[i] = g.p[i] + uniform(random, -noise_m, noise_m);
    sensed.n[i] = g.n[i];
    sensed.a[i] = g.a[i];
  }
  sensed.on_surface = 1;
  sensed.frame_defined = g.frame_defined;
  for (int i = 0; i < 64; ++i) {
    sensed.feature[i] = random() % 4 == 0 ? static_cast<Cell>(random() % 8) : codes_[segment].feature[i];
  }
  sensed.weights = usual_weights();
  sensed.brief_weights = cortex::kernels::brief_weights(sensed.weights);
  sensed.brief = briefs_[segment].features;
  return sensed;
}

}  // namespace colonnade::cuda
