// The body of the hypothesis step, written once. It is included by each compilation (every instruction set of the CPU,
// the scalar reference, CUDA) inside that compilation's namespace, hence no include guard.
//
// Ops gives: static int count_equal_64/32/16/8(const Cell* a, const Cell* b), the number of equal bytes. One that
// watches memory gives read(model, structure, offset, bytes), too.

#include "kernels/brief_impl.h"

/// Nobody watches.
struct Unwatched {};

/// Tells an Ops that watches memory what is read.
template <class Ops>
COLONNADE_HD inline void reads(const ModelView& model, Structure structure, std::size_t offset, std::uint32_t bytes) {
  if constexpr (requires { Ops::read(model, structure, offset, bytes); }) Ops::read(model, structure, offset, bytes);
}

/// Key of the block of bins that bin (x, y, z) of the index lattice is in, packed with the object; 16 bits an axis.
COLONNADE_HD inline std::uint64_t bin_block_key(std::uint32_t object, int x, int y, int z) {
  return (static_cast<std::uint64_t>(object) << 48) ^ (static_cast<std::uint64_t>((x >> 1) & 0xFFFF) << 32) ^
         (static_cast<std::uint64_t>((y >> 1) & 0xFFFF) << 16) ^ static_cast<std::uint64_t>((z >> 1) & 0xFFFF);
}

/// Number of bin (x, y, z) within its block.
COLONNADE_HD inline std::uint32_t bin_in_block(int x, int y, int z) {
  return static_cast<std::uint32_t>((x & 1) << 2 | (y & 1) << 1 | (z & 1));
}

/// Four neighbours along z follow one another: they share a line of memory.
COLONNADE_HD inline std::uint32_t bin_block_hash(std::uint64_t key) {
  const auto neighbour = static_cast<std::uint32_t>(key & 3);
  key >>= 2;
  key ^= key >> 31;
  key *= 0x9E3779B97F4A7C15ULL;
  return static_cast<std::uint32_t>(key >> 32) << 2 | neighbour;
}

/// A bin's segments, in ModelView::bin_segments.
struct BinSegments {
  std::uint32_t begin, count;
};

/// Segments of one of a block's bins.
COLONNADE_HD inline BinSegments segments_of_bin(const BinBlock& block, std::uint32_t bin) {
  const std::uint32_t before = block.counts & ((1U << (4 * bin)) - 1);
  const std::uint32_t in_pairs = (before & 0x0F0F0F0FU) + ((before >> 4) & 0x0F0F0F0FU);
  return {block.begin + (in_pairs * 0x01010101U >> 24), (block.counts >> (4 * bin)) & 15};
}

/// Segments of the bin that holds p_O; none where the object has no segment near.
template <class Ops = Unwatched>
COLONNADE_HD inline BinSegments segments_near(const ModelView& model, std::uint32_t object, const float* p) {
  int bin[3];
  for (int i = 0; i < 3; ++i) bin[i] = floor_to_int(p[i] * model.bins_per_m);
  const std::uint64_t key = bin_block_key(object, bin[0], bin[1], bin[2]);
  for (std::uint32_t slot = bin_block_hash(key) & model.block_mask;; slot = (slot + 1) & model.block_mask) {
    const BinBlock block = model.bin_blocks[slot];
    reads<Ops>(model, Structure::bins, slot * sizeof block, sizeof block);
    if (block.key == key) return segments_of_bin(block, bin_in_block(bin[0], bin[1], bin[2]));
    if (block.key == kEmptyBlock) return {0, 0};
  }
}

/// L6: the active cell of a grid-cell module at the anchored place (x, y, z). The module's 12 numbers stand kStride
/// apart.
template <int kStride>
COLONNADE_HD inline Cell location_cell(const float* module, float x, float y, float z) {
  float cell = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const float* row = module + 3 * axis * kStride;
    const float bins = std::floor(row[0] * x + row[kStride] * y + row[2 * kStride] * z + module[(9 + axis) * kStride]);
    cell = cell * 6.0f + (bins - 6.0f * std::floor(bins * (1.0f / 6.0f)));
  }
  return static_cast<Cell>(static_cast<int>(cell));
}

/// The modules' code of a place on an object.
COLONNADE_HD inline void encode_location(const ModelView& model, std::uint32_t object, const float* p, Cell* code) {
  const float x = p[0] + model.anchors[3 * object];
  const float y = p[1] + model.anchors[3 * object + 1];
  const float z = p[2] + model.anchors[3 * object + 2];
  for (int i = 0; i < 64; ++i) code[i] = location_cell<64>(model.modules + i, x, y, z);
}

/// How many blocks of a sensation's feature code a segment's code has, too.
struct FeatureOverlaps {
  int curvature, hue, tone;
};

/// Evidence of features alone: proximal overlap of a sensation with a segment.
COLONNADE_HD inline float feature_evidence(const EvidenceWeights& w, const FeatureOverlaps& overlaps,
                                           float saturation) {
  return w.curvature * static_cast<float>(overlaps.curvature) - w.curvature_chance +
         colourfulness(saturation) * (w.hue * static_cast<float>(overlaps.hue) - w.hue_chance) +
         w.tone * static_cast<float>(overlaps.tone) - w.tone_chance;
}

template <class Ops>
COLONNADE_HD inline FeatureOverlaps feature_overlaps(const Cell* sensed, const Cell* learned) {
  return {Ops::count_equal_32(sensed, learned), Ops::count_equal_16(sensed + 32, learned + 32),
          Ops::count_equal_16(sensed + 48, learned + 48)};
}

/// The same for two feature codes.
template <class Ops>
COLONNADE_HD inline float feature_evidence(const EvidenceWeights& w, const Cell* sensed, const Cell* learned,
                                           float saturation) {
  return feature_evidence(w, feature_overlaps<Ops>(sensed, learned), saturation);
}

COLONNADE_HD inline void rotate(const float* R, const float* v, float* out) {
  for (int r = 0; r < 3; ++r) out[r] = R[3 * r] * v[0] + R[3 * r + 1] * v[1] + R[3 * r + 2] * v[2];
}

/// L6 moves: where a hypothesis puts the sensor on its object.
COLONNADE_HD inline void place(const SensedView& sensed, const PoseView& pose, float* p) {
  const float* R = pose.R;
  for (int r = 0; r < 3; ++r) {
    p[r] = R[3 * r] * sensed.p[0] + R[3 * r + 1] * sensed.p[1] + R[3 * r + 2] * sensed.p[2] + pose.t[r];
  }
}

/// What is sensed, where a hypothesis puts it on its object.
struct Moved {
  float p[3], n[3], a[3];
};

COLONNADE_HD inline void turn_directions(const SensedView& sensed, const PoseView& pose, Moved& moved) {
  rotate(pose.R, sensed.n, moved.n);
  rotate(pose.R, sensed.a, moved.a);
}

COLONNADE_HD inline SegmentBrief in_brief(const SensedView& sensed, const Moved& moved) {
  SegmentBrief brief{};
  place_in_brief(moved.p, brief.p);
  direction_in_brief(moved.n, brief.n);
  direction_in_brief(moved.a, brief.a);
  brief.features = sensed.brief;
  brief.frame_defined = sensed.frame_defined != 0 ? 1 : 0;
  return brief;
}

/// Codes of the sensed directions under a hypothesis. `axis` is null where the sensed frame is not defined.
struct SensedDirections {
  const Cell* normal;
  const Cell* axis;
};

COLONNADE_HD inline SensedDirections encode_directions(const ModelView& model, const SensedView& sensed,
                                                       const Moved& moved) {
  const auto code = [&model](const Cell* map, const float* v) {
    return map + 32 * octahedral_texel(v[0], v[1], v[2], model.map_size);
  };
  return {code(model.normal_map, moved.n), sensed.frame_defined != 0 ? code(model.axis_map, moved.a) : nullptr};
}

/// How many blocks of a sensation's codes a segment's codes have, too. `axis` counts where both frames are defined.
struct CodeOverlaps {
  int location, normal, axis;
  FeatureOverlaps features;
};

/// Evidence that one segment gives for a sensation at p, whose codes overlap its so much.
COLONNADE_HD inline float overlap_evidence(const SensedView& sensed, const float* p, const SegmentGeometry& g,
                                           const CodeOverlaps& overlaps) {
  const EvidenceWeights& w = sensed.weights;
  const float d[3] = {p[0] - g.p[0], p[1] - g.p[1], p[2] - g.p[2]};
  const float offset = d[0] * g.n[0] + d[1] * g.n[1] + d[2] * g.n[2];
  const float off = offset * offset * w.half_inverse_offset_variance;
  float evidence = w.location * static_cast<float>(overlaps.location) + w.normal * static_cast<float>(overlaps.normal) -
                   w.normal_chance - (off < w.offset_most ? off : w.offset_most);
  if (sensed.frame_defined != 0 && g.frame_defined != 0) {
    evidence += w.axis * static_cast<float>(overlaps.axis) - w.axis_chance;
  }
  return evidence + feature_evidence(w, overlaps.features, g.saturation);
}

/// The same for a sensation whose codes are given.
template <class Ops>
COLONNADE_HD inline float segment_evidence(const ModelView& model, const SensedView& sensed, const float* p,
                                           const Cell* location, const SensedDirections& directions,
                                           std::uint32_t segment) {
  const SegmentCodes& codes = model.codes[segment];
  const SegmentGeometry& g = model.geometry[segment];
  reads<Ops>(model, Structure::codes, segment * sizeof codes, sizeof codes);
  reads<Ops>(model, Structure::geometry, segment * sizeof g, sizeof g);
  const int axis = directions.axis != nullptr ? Ops::count_equal_32(directions.axis, codes.axis) : 0;
  return overlap_evidence(
      sensed, p, g,
      {Ops::count_equal_64(location, codes.location), Ops::count_equal_32(directions.normal, codes.normal), axis,
       feature_overlaps<Ops>(sensed.feature, codes.feature)});
}

/// How many segments are compared in brief at a time: all of a bin.
inline constexpr std::uint32_t kTogether = 16;

/// evidence[i] = evidence_in_brief() of segments[i], for i < count. The words of all stand side by side, so that the
/// compiler makes vectors of them.
template <class Ops>
COLONNADE_HD inline void together_in_brief(const ModelView& model, const BriefWeights& weights,
                                           const SegmentBrief& sensed, const std::uint32_t* segments,
                                           std::uint32_t count, int* evidence) {
  std::uint32_t words[4][kTogether] = {};
  for (std::uint32_t i = 0; i < count; ++i) {
    reads<Ops>(model, Structure::briefs, segments[i] * sizeof(SegmentBrief), sizeof(SegmentBrief));
    std::uint32_t learned[4];
    std::memcpy(learned, model.briefs + segments[i], sizeof learned);
    for (int w = 0; w < 4; ++w) words[w][i] = learned[w];
  }
  const BriefWeights w = weights;
  const BriefNumbers now = numbers_of(sensed);
  for (std::uint32_t i = 0; i < kTogether; ++i) {
    evidence[i] = evidence_in_brief(w, now, numbers_of(words[0][i], words[1][i], words[2][i], words[3][i]));
  }
}

/// The segment chosen in brief for a sensation under a hypothesis, and what was found on the way.
struct Choice {
  Moved moved;
  Match match;      ///< the evidence is the one in brief
  bool comparable;  ///< its codes can be compared: something was sensed, and the model has a segment near
};

/// L4 under one hypothesis, in brief: the segment near the place where the hypothesis puts the sensor that matches the
/// sensation best (the first of equal ones).
template <class Ops>
COLONNADE_HD inline Choice choose(const ModelView& model, const SensedView& sensed, const PoseView& pose, Work& work) {
  const EvidenceWeights& w = sensed.weights;
  Choice choice{{}, {sensed.on_surface != 0 ? w.nothing_there : 0.0f, kNoSegment}, false};
  Moved& moved = choice.moved;
  place(sensed, pose, moved.p);
  ++work.evaluations;
  const BinSegments near = segments_near<Ops>(model, pose.object, moved.p);
  if (near.count == 0) return choice;
  const std::uint32_t* segments = model.bin_segments + near.begin;
  work.candidates += near.count;
  reads<Ops>(model, Structure::bin_segments, near.begin * sizeof segments[0], near.count * sizeof segments[0]);

  if (sensed.on_surface == 0) {
    choice.match.evidence = 0;
    std::int8_t p[3];
    place_in_brief(moved.p, p);
    for (std::uint32_t i = 0; i < near.count; ++i) {
      reads<Ops>(model, Structure::briefs, segments[i] * sizeof(SegmentBrief), sizeof(SegmentBrief::p));
      if (!surface_expected(p, model.briefs[segments[i]])) continue;
      choice.match = {w.surface_missing, segments[i]};
      break;
    }
    return choice;
  }

  turn_directions(sensed, pose, moved);
  const SegmentBrief brief = in_brief(sensed, moved);
  int most = 0;
  for (std::uint32_t begin = 0; begin < near.count; begin += kTogether) {
    const std::uint32_t count = near.count - begin < kTogether ? near.count - begin : kTogether;
    int evidence[kTogether];
    together_in_brief<Ops>(model, sensed.brief_weights, brief, segments + begin, count, evidence);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (begin + i > 0 && evidence[i] <= most) continue;
      most = evidence[i];
      choice.match.segment = segments[begin + i];
    }
  }
  const float evidence = static_cast<float>(most) * (1.0f / kBriefUnit);
  choice.match.evidence = evidence < w.floor ? w.floor : evidence;
  choice.comparable = true;
  return choice;
}

/// The same, and the evidence that the overlap with the chosen segment's codes gives.
template <class Ops>
COLONNADE_HD inline Match evaluate(const ModelView& model, const SensedView& sensed, const PoseView& pose, Work& work) {
  const Choice choice = choose<Ops>(model, sensed, pose, work);
  if (!choice.comparable) return choice.match;
  ++work.encodings;
  Cell location[64];
  encode_location(model, pose.object, choice.moved.p, location);
  const SensedDirections directions = encode_directions(model, sensed, choice.moved);
  reads<Ops>(model, Structure::anchors, pose.object * 3 * sizeof(float), 3 * sizeof(float));
  reads<Ops>(model, Structure::modules, 0, 12 * 64 * sizeof(float));
  reads<Ops>(model, Structure::normal_map, static_cast<std::size_t>(directions.normal - model.normal_map), 32);
  if (directions.axis != nullptr) {
    reads<Ops>(model, Structure::axis_map, static_cast<std::size_t>(directions.axis - model.axis_map), 32);
  }
  const std::uint32_t segment = choice.match.segment;
  const float evidence = segment_evidence<Ops>(model, sensed, choice.moved.p, location, directions, segment);
  return {evidence < sensed.weights.floor ? sensed.weights.floor : evidence, segment};
}

/// One sensation under many hypotheses.
template <class Ops>
inline void step_body(const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
                      Match* matches, Work& work) {
  reads<Ops>(model, Structure::sensed, 0, kSensedInFull);
  for (std::uint32_t i = 0; i < count; ++i) {
    reads<Ops>(model, Structure::poses, i * sizeof(PoseView), sizeof(PoseView));
    matches[i] = evaluate<Ops>(model, sensed, poses[i], work);
  }
}

/// Many sensations under one hypothesis: replay from working memory.
/// @tparam kInBrief no codes are made or read.
template <class Ops, bool kInBrief>
inline float replay_body(const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
                         Match* matches, Work& work) {
  float sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    reads<Ops>(model, Structure::sensed, i * sizeof(SensedView), kInBrief ? kSensedInBrief : kSensedInFull);
    if constexpr (kInBrief) {
      matches[i] = choose<Ops>(model, sensed[i], pose, work).match;
    } else {
      matches[i] = evaluate<Ops>(model, sensed[i], pose, work);
    }
    sum += matches[i].evidence;
  }
  return sum;
}
