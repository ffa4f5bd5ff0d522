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

/// One bucket of the location index: an occupied bin of the index lattice of one object.
struct alignas(16) LocationBin {
  std::uint64_t key;    ///< location_bin_key(); kEmptyBin where free
  std::uint32_t begin;  ///< into ModelView::bin_segments
  std::uint32_t count;
};
inline constexpr std::uint64_t kEmptyBin = ~std::uint64_t{0};

/// The learned models of all objects.
struct ModelView {
  const SegmentCodes* codes;
  const SegmentGeometry* geometry;
  const LocationBin* bins;
  std::uint32_t bin_mask;  ///< bins has bin_mask + 1 entries, a power of two
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
  std::uint64_t index_version;  ///< of bins and bin_segments, which may be of a part of the model
};

/// Weights of the evidence for one sensation, its uncertainty already taken in (EvidenceOptions).
struct EvidenceWeights {
  float location;  ///< per matching block
  float half_inverse_offset_variance;
  float offset_most;
  float normal, normal_chance;  ///< weight per matching block; constant subtracted
  float axis, axis_chance;
  float curvature, curvature_chance;
  float hue, hue_chance;
  float tone, tone_chance;
  float floor;
  float nothing_there;
  float surface_missing;
};

/// One sensation, prepared: relative to the episode's origin, with its feature code.
struct alignas(16) SensedView {
  Cell feature[64];
  float p[3];  ///< metres, W axes, from the episode's origin
  float n[3];
  float a[3];
  std::uint32_t on_surface;
  std::uint32_t frame_defined;
  EvidenceWeights weights;
};

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
  std::uint64_t candidates;  ///< segments compared
  std::uint64_t encodings;   ///< evaluations that had something to compare: place and directions turned into codes
};

}  // namespace colonnade::cortex::kernels
