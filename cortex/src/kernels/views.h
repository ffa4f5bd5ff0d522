#pragma once

#include <cstddef>
#include <cstdint>

#include <colonnade/cortex/access_observer.h>

/// What the kernels see: plain structs of numbers and pointers, the same on the CPU and on a GPU.
namespace colonnade::cortex::kernels {

using Cell = std::uint8_t;

inline constexpr std::uint32_t kNoSegment = 0xFFFFFFFFu;

/// The connected synapses of one L4 segment: which cell of each block it listens to. Three cache lines.
struct alignas(64) SegmentCodes {
  Cell location[64];  ///< basal: L6 grid-cell modules
  Cell normal[32];    ///< basal: surface normal in the object frame
  Cell axis[32];      ///< basal: first principal direction in the object frame
  Cell feature[64];   ///< proximal: [k1 16 | k2 16 | hue 16 | saturation 8 | value 8]
};

/// Where a segment sits, in numbers: what its codes stand for, for refinement and pictures.
struct alignas(16) SegmentGeometry {
  float p[3];  ///< location in O, metres
  float n[3];  ///< outward unit normal in O
  float a[3];  ///< direction of k1 in O
  float k1;    ///< 1/m
  float k2;    ///< 1/m
  float hue;
  float saturation;
  float value;
  std::uint32_t frame_defined;  ///< 1: a means something
  std::uint32_t observations;   ///< sensations that made or strengthened it
};

/// What a feature code stands for: enough to tell how much two codes overlap on average.
struct FeatureBrief {
  std::uint8_t k1, k2;  ///< log curvature
  std::uint8_t hue;     ///< once around is 256
  std::uint8_t saturation, value;
};

/// A segment in 16 bytes instead of four lines of memory: enough to choose the one of a few that fits best, by the
/// evidence that its codes would give on average.
struct alignas(16) SegmentBrief {
  std::int8_t p[3];  ///< place_in_brief() of the location in O
  std::int8_t n[3];  ///< direction_in_brief() of the normal
  std::int8_t a[3];  ///< ... and of the direction of k1
  FeatureBrief features;
  std::uint8_t frame_defined;  ///< 1: a means something
};
static_assert(sizeof(SegmentBrief) == 16);
inline constexpr float kBriefStepsPerM = 5000.0f;  ///< a place's step is 0.2 mm
inline constexpr int kBriefOverlap = 128;          ///< overlap of equal things
inline constexpr int kBriefUnit = 32 * kBriefOverlap;

/// One bucket of the location index: 2 x 2 x 2 neighbouring bins of the index lattice of one object, of which at least
/// one is occupied. Their segments stand one bin after the other, by bin_in_block().
struct alignas(16) BinBlock {
  std::uint64_t key;     ///< bin_block_key(); kEmptyBlock where free
  std::uint32_t begin;   ///< of the first bin's segments in ModelView::bin_segments
  std::uint32_t counts;  ///< segments of each bin, four bits a bin, the first bin's lowest
};
inline constexpr std::uint64_t kEmptyBlock = ~std::uint64_t{0};

/// The learned models of all objects.
struct ModelView {
  const SegmentCodes* codes;
  const SegmentGeometry* geometry;
  const SegmentBrief* briefs;
  const BinBlock* bin_blocks;
  std::uint32_t block_mask;  ///< bin_blocks has block_mask + 1 entries, a power of two
  const std::uint32_t* bin_segments;
  float bins_per_m;
  const float* anchors;    ///< 3 per object, metres
  const float* modules;    ///< 12 x 64: LocationEncoder::ModuleTable
  const Cell* normal_map;  ///< map_size x map_size x 32
  const Cell* axis_map;
  std::int32_t map_size;
  std::uint64_t version;  ///< another number whenever the content is another: copies elsewhere are kept by it
  std::uint32_t segment_count;
  std::uint32_t bin_segment_count;
  std::uint32_t object_count;
  std::uint64_t index_version;  ///< of bin_blocks and bin_segments, which may be of a part of the model
};

/// Weights of the evidence for one sensation, its uncertainty already taken in (EvidenceOptions).
struct EvidenceWeights {
  float floor;
  float nothing_there;
  float surface_missing;
  float location;  ///< per matching block
  float half_inverse_offset_variance;
  float offset_most;
  float normal, normal_chance;  ///< weight per matching block; constant subtracted
  float axis, axis_chance;
  float curvature, curvature_chance;
  float hue, hue_chance;
  float tone, tone_chance;
};

/// The same for the comparison in brief: 32 times the weight of a whole code's overlap, and of the constants.
struct BriefWeights {
  std::int16_t location;
  std::int16_t offset;  ///< 65536 times that of a squared step
  std::int16_t offset_most;
  std::int16_t normal, normal_chance;
  std::int16_t axis, axis_chance;
  std::int16_t curvature, curvature_chance;
  std::int16_t hue, hue_chance;
  std::int16_t tone, tone_chance;
};

/// One sensation, prepared: relative to the episode's origin, with its feature code. What a comparison in brief reads
/// stands in front, in two lines.
struct alignas(64) SensedView {
  float p[3];  ///< metres, W axes, from the episode's origin
  float n[3];
  float a[3];
  std::uint32_t on_surface;
  std::uint32_t frame_defined;
  BriefWeights brief_weights;  ///< of `weights`
  FeatureBrief brief;          ///< what `feature` stands for
  EvidenceWeights weights;
  alignas(16) Cell feature[64];  ///< loaded 16 cells at a time
};
/// Bytes of it that a comparison in brief reads, and those that one of codes does.
inline constexpr std::uint32_t kSensedInBrief = offsetof(SensedView, weights) + offsetof(EvidenceWeights, location);
inline constexpr std::uint32_t kSensedInFull = offsetof(SensedView, feature) + sizeof(SensedView::feature);
static_assert(kSensedInBrief <= 128);

/// A hypothesis: object and pose. p_O = R p_W + t, with p_W from the episode's origin.
struct alignas(16) PoseView {
  float R[9];  ///< R_OW, row-major
  float t[3];  ///< metres
  std::uint32_t object;
};

/// The best segment for a sensation under a hypothesis, and the evidence that it gives.
struct Match {
  float evidence;
  std::uint32_t segment;  ///< kNoSegment where the model has nothing
};

/// Counters of the work that kernels do.
struct Work {
  std::uint64_t evaluations;
  std::uint64_t candidates;  ///< segments compared in brief
  std::uint64_t encodings;   ///< evaluations that had one to compare in full: place and directions turned into codes
};

}  // namespace colonnade::cortex::kernels
