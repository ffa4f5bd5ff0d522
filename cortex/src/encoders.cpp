#include <colonnade/cortex/encoders.h>

#include <cmath>
#include <numbers>

#include "kernels/octahedral_map.h"
#include "random.h"

namespace colonnade::cortex {
namespace {

constexpr int kDirectionPrototypes = 40;
constexpr int kAxisPrototypes = 24;
constexpr double kAnchorRange_m = 2.0;

Vector3 random_direction(RandomStream& random) {
  const double z = 2 * random.uniform() - 1;
  const double angle = 2 * std::numbers::pi * random.uniform();
  const double r = std::sqrt(std::max(0.0, 1 - z * z));
  return {r * std::cos(angle), r * std::sin(angle), z};
}

// Uniform on SO(3) (Shoemake 1992).
Rotation random_rotation(RandomStream& random) {
  const double u = random.uniform();
  const double a = 2 * std::numbers::pi * random.uniform();
  const double b = 2 * std::numbers::pi * random.uniform();
  return Eigen::Quaterniond(std::sqrt(u) * std::cos(b), std::sqrt(1 - u) * std::sin(a), std::sqrt(1 - u) * std::cos(a),
                            std::sqrt(u) * std::sin(b))
      .normalized()
      .toRotationMatrix();
}

// A block's offset in [0, 1): a hash is enough, and needs no table (SplitMix64's finaliser).
double block_offset(std::uint64_t seed, std::size_t block) {
  std::uint64_t z = seed + 0x9E3779B97F4A7C15ULL * (block + 1);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

}  // namespace

LocationEncoder::LocationEncoder(const EncoderOptions& options) {
  for (std::size_t i = 0; i < kLocationBlocks; ++i) {
    RandomStream random(options.seed, StreamPurpose::location_modules, i);
    const double bin = i < kLocationBlocks / 2 ? options.location_bin_m : options.location_fine_bin_m;
    const double scale = bin * (0.85 + 0.3 * random.uniform());
    const Rotation rows = random_rotation(random) / scale;
    for (int r = 0; r < 3; ++r) {
      for (int c = 0; c < 3; ++c) modules_[static_cast<std::size_t>(3 * r + c)][i] = static_cast<float>(rows(r, c));
      modules_[static_cast<std::size_t>(9 + r)][i] = static_cast<float>(kPeriod * random.uniform());
    }
  }
}

void LocationEncoder::encode(const Vector3& p, LocationCode& code) const {
  const auto& m = modules_;
  const auto x = static_cast<float>(p.x());
  const auto y = static_cast<float>(p.y());
  const auto z = static_cast<float>(p.z());
  for (std::size_t i = 0; i < kLocationBlocks; ++i) {
    const auto phase = [&](std::size_t row) {
      const float bins = std::floor(m[3 * row][i] * x + m[3 * row + 1][i] * y + m[3 * row + 2][i] * z + m[9 + row][i]);
      return bins - kPeriod * std::floor(bins * (1.0f / kPeriod));
    };
    code[i] = static_cast<Cell>(static_cast<int>((phase(0) * kPeriod + phase(1)) * kPeriod + phase(2)));
  }
}

Vector3 LocationEncoder::anchor(std::uint64_t seed, std::uint32_t object) {
  RandomStream random(seed, StreamPurpose::anchors, object);
  Vector3 shift;
  for (int axis = 0; axis < 3; ++axis) shift[axis] = kAnchorRange_m * (2 * random.uniform() - 1);
  return shift;
}

DirectionEncoder::DirectionEncoder(std::uint64_t seed, bool axial)
    : map_(static_cast<std::size_t>(kMapSize) * kMapSize * kDirectionBlocks) {
  const int count = axial ? kAxisPrototypes : kDirectionPrototypes;
  for (std::size_t block = 0; block < kDirectionBlocks; ++block) {
    RandomStream random(seed, axial ? StreamPurpose::axes : StreamPurpose::directions, block);
    std::vector<Vector3> prototypes;
    for (int i = 0; i < count; ++i) prototypes.push_back(random_direction(random));
    for (int texel = 0; texel < kMapSize * kMapSize; ++texel) {
      float d[3];
      kernels::octahedral_direction(texel, kMapSize, d);
      const Vector3 direction(d[0], d[1], d[2]);
      int best = 0;
      double best_dot = -2;
      for (int i = 0; i < count; ++i) {
        const double dot = direction.dot(prototypes[static_cast<std::size_t>(i)]);
        const double likeness = axial ? std::abs(dot) : dot;
        if (likeness > best_dot) {
          best_dot = likeness;
          best = i;
        }
      }
      map_[static_cast<std::size_t>(texel) * kDirectionBlocks + block] = static_cast<Cell>(best);
    }
  }
}

void DirectionEncoder::encode(const Vector3& direction, DirectionCode& code) const {
  const int texel = kernels::octahedral_texel(static_cast<float>(direction.x()), static_cast<float>(direction.y()),
                                              static_cast<float>(direction.z()), kMapSize);
  const auto* from = map_.data() + static_cast<std::size_t>(texel) * kDirectionBlocks;
  std::copy(from, from + kDirectionBlocks, code.begin());
}

void encode_scalar(double value, double width, std::uint64_t seed, std::span<Cell> code) {
  constexpr int kCells = 250;
  for (std::size_t block = 0; block < code.size(); ++block) {
    const auto bin = static_cast<std::int64_t>(std::floor(value / width + block_offset(seed, block)));
    code[block] = static_cast<Cell>(((bin % kCells) + kCells) % kCells);
  }
}

void encode_circular(double value, int bins, std::uint64_t seed, std::span<Cell> code) {
  for (std::size_t block = 0; block < code.size(); ++block) {
    const double turned = value + block_offset(seed, block);
    code[block] = static_cast<Cell>(static_cast<int>((turned - std::floor(turned)) * bins) % bins);
  }
}

double log_curvature(double k) { return std::copysign(std::log1p(std::abs(k) / 5.0), k); }

void FeatureEncoder::encode(double k1, double k2, const Hsv& colour, FeatureCode& code) const {
  const std::span<Cell> all(code);
  const auto stream = [&](std::uint64_t part) { return seed_ * 8191 + part; };
  encode_scalar(log_curvature(k1), kCurvatureWidth, stream(1), all.subspan(0, kCurvatureBlocks));
  encode_scalar(log_curvature(k2), kCurvatureWidth, stream(2), all.subspan(kCurvatureBlocks, kCurvatureBlocks));
  encode_circular(colour.hue, kHueBins, stream(3), all.subspan(2 * kCurvatureBlocks, kHueBlocks));
  encode_scalar(colour.saturation, kToneWidth, stream(4), all.subspan(2 * kCurvatureBlocks + kHueBlocks, kToneBlocks));
  encode_scalar(colour.value, kToneWidth, stream(5),
                all.subspan(2 * kCurvatureBlocks + kHueBlocks + kToneBlocks, kToneBlocks));
}

}  // namespace colonnade::cortex
