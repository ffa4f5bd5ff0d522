#pragma once

#include "kernels/bodies.h"
#include "kernels/simt.h"
#include "kernels/word_ops.h"

/// The hypothesis step. A group of 16 threads takes one sensation under one hypothesis: together they make the location
/// code, and each compares one of the segments near in brief. A bin holds 14 segments at most, so that this is one
/// round. The best one they all compare in full.
namespace colonnade::cuda::kernels {

// All codes that are compared by WordOps.
static_assert(is_aligned(offsetof(SensedView, feature)) && is_aligned(sizeof(SensedView)));
static_assert(is_aligned(offsetof(SegmentCodes, location)) && is_aligned(offsetof(SegmentCodes, normal)) &&
              is_aligned(offsetof(SegmentCodes, axis)) && is_aligned(offsetof(SegmentCodes, feature)) &&
              is_aligned(sizeof(SegmentCodes)));

struct alignas(16) LocationCode {
  Cell cells[64];
};

/// What the groups of a block of `kThreads` share among their own threads.
template <std::uint32_t kThreads>
struct GroupCodes {
  LocationCode location[kThreads / kGroup];
};

struct alignas(16) FloatQuad {
  float v[4];
};

/// The cells 4 lane .. 4 lane + 3 of a place's code, whose modules' numbers come 16 bytes at a time.
COLONNADE_HD inline void encode_four(const ModelView& model, std::uint32_t object, const float* p, std::uint32_t lane,
                                     LocationCode& location) {
  static_assert(kGroup * 4 == sizeof(LocationCode));
  const float x = p[0] + model.anchors[3 * object];
  const float y = p[1] + model.anchors[3 * object + 1];
  const float z = p[2] + model.anchors[3 * object + 2];
  float modules[4 * 12];
  const auto* table = reinterpret_cast<const FloatQuad*>(model.modules);
  for (std::uint32_t row = 0; row < 12; ++row) {
    const FloatQuad four = table[row * 16 + lane];
    for (std::uint32_t i = 0; i < 4; ++i) modules[4 * row + i] = four.v[i];
  }
  for (std::uint32_t i = 0; i < 4; ++i) location.cells[4 * lane + i] = location_cell<4>(modules + i, x, y, z);
}

/// `evaluate` of hypothesis_impl.h by the threads of a group: the same bits. Every thread of the group must call it
/// with the same arguments, and gets the same result. @param candidates is set to the number of segments near.
template <class Simt>
COLONNADE_HD inline Match evaluate_together(const Simt& simt, LocationCode& location, const ModelView& model,
                                            const SensedView& sensed, const PoseView& pose, std::uint32_t& candidates) {
  const std::uint32_t lane = simt.thread() % kGroup;
  const EvidenceWeights& w = sensed.weights;
  Moved moved;
  place(sensed, pose, moved.p);
  const BinSegments near = segments_near(model, pose.object, moved.p);
  candidates = near.count;
  if (near.count == 0) return {sensed.on_surface != 0 ? w.nothing_there : 0.0f, kNoSegment};
  const std::uint32_t* segments = model.bin_segments + near.begin;

  std::uint64_t best = 0;  // of this thread, then of the group: a rank_key of evidence in brief and number in the bin
  if (sensed.on_surface == 0) {
    std::int8_t p[3];
    place_in_brief(moved.p, p);
    for (std::uint32_t i = lane; i < near.count && best == 0; i += kGroup) {
      if (surface_expected(p, model.briefs[segments[i]])) best = rank_key(0.0f, i);
    }
  } else {
    encode_four(model, pose.object, moved.p, lane, location);
    turn_directions(sensed, pose, moved);
    const SegmentBrief brief = in_brief(sensed, moved);
    for (std::uint32_t i = lane; i < near.count; i += kGroup) {
      // Less than 2^24 either way: a float holds it.
      const int evidence =
          evidence_in_brief(sensed.brief_weights, numbers_of(brief), numbers_of(model.briefs[segments[i]]));
      const std::uint64_t key = rank_key(static_cast<float>(evidence), i);
      best = key > best ? key : best;
    }
    simt.group_sync();
  }
  for (std::uint32_t other = 1; other < kGroup; other *= 2) {
    const std::uint64_t theirs = simt.group_xor(best, other);
    best = theirs > best ? theirs : best;
  }
  if (best == 0) {
    simt.group_sync();
    return {0.0f, kNoSegment};
  }
  const std::uint32_t segment = segments[index_of_key(best)];
  Match match{w.surface_missing, segment};
  if (sensed.on_surface != 0) {
    const SensedDirections directions = encode_directions(model, sensed, moved);
    const float evidence = segment_evidence<WordOps>(model, sensed, moved.p, location.cells, directions, segment);
    match.evidence = evidence < w.floor ? w.floor : evidence;
  }
  simt.group_sync();  // nobody still reads the code when the next one is made
  return match;
}

/// matches[i] = evaluate(sensed[i * sensed_stride], poses[i * pose_stride]): a step with strides 0 and 1, a replay with
/// 1 and 0.
struct MatchPoses {
  static constexpr std::uint32_t kThreads = 128;
  static constexpr std::uint32_t kPerBlock = kThreads / kGroup;
  struct Params {
    ModelView model;
    const SensedView* sensed;
    const PoseView* poses;
    Match* matches;
    std::uint32_t* candidates;  ///< segments compared for each
    std::uint32_t sensed_stride;
    std::uint32_t pose_stride;
    std::uint32_t count;
  };
  using Shared = GroupCodes<kThreads>;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t group = simt.thread() / kGroup;
    const std::uint32_t i = simt.block_x() * kPerBlock + group;
    if (i >= p.count) return;
    std::uint32_t candidates = 0;
    const Match match = evaluate_together(simt, shared.location[group], p.model, p.sensed[i * p.sensed_stride],
                                          p.poses[i * p.pose_stride], candidates);
    if (simt.thread() % kGroup == 0) {
      p.matches[i] = match;
      p.candidates[i] = candidates;
    }
  }
};

/// Whose hypotheses stand where, for the kernels that work on many columns at once: those of column c are
/// poses[c * capacity] and on, sizes[c] of them.
struct PopulationView {
  PoseView* poses;
  float* evidence;
  std::uint32_t* sizes;
  std::uint32_t capacity;
};

/// The sensations that each column remembers: sensed[c * capacity] and on, sizes[c] of them, the newest last.
struct RememberedView {
  SensedView* sensed;
  std::uint32_t* sizes;
  std::uint32_t capacity;
};

/// Each column takes in its newest sensation, where it has one; the oldest leaves when there is no room.
struct Remember {
  static constexpr std::uint32_t kThreads = 64;
  struct Params {
    RememberedView remembered;
    const SensedView* newest;         ///< one for each column
    const std::uint32_t* has_newest;  ///< 0: this column's sensor has nothing to say now
    std::uint32_t columns;
  };
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t column = simt.block_x() * kThreads + simt.thread();
    if (column >= p.columns || p.has_newest[column] == 0) return;
    SensedView* sensed = p.remembered.sensed + std::size_t{column} * p.remembered.capacity;
    std::uint32_t size = p.remembered.sizes[column];
    if (size == p.remembered.capacity) {
      for (std::uint32_t s = 1; s < size; ++s) sensed[s - 1] = sensed[s];
      --size;
    }
    sensed[size] = p.newest[column];
    p.remembered.sizes[column] = size + 1;
  }
};

/// One step of many columns: every hypothesis of each gets the evidence of the column's newest sensation.
/// Grid: x over hypotheses, y over columns.
struct StepColumns {
  static constexpr std::uint32_t kThreads = 128;
  static constexpr std::uint32_t kPerBlock = kThreads / kGroup;
  struct Params {
    ModelView model;
    PopulationView population;
    RememberedView remembered;
    const std::uint32_t* has_newest;  ///< 0: this column has sensed nothing new
  };
  using Shared = GroupCodes<kThreads>;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_y();
    const std::uint32_t group = simt.thread() / kGroup;
    const std::uint32_t i = simt.block_x() * kPerBlock + group;
    const std::uint32_t remembered = p.remembered.sizes[column];
    if (i >= p.population.sizes[column] || p.has_newest[column] == 0) return;
    const std::size_t at = std::size_t{column} * p.population.capacity + i;
    const SensedView& newest = p.remembered.sensed[std::size_t{column} * p.remembered.capacity + remembered - 1];
    std::uint32_t candidates = 0;
    const Match match =
        evaluate_together(simt, shared.location[group], p.model, newest, p.population.poses[at], candidates);
    if (simt.thread() % kGroup == 0) p.population.evidence[at] += match.evidence;
  }
};

/// sums[c * pose_capacity + i] = evidence of pose i over all that column c remembers, added from the oldest on. With
/// shared poses (pose_columns 0) every column judges the same ones, else each its own. Poses of kNoObject give 0.
/// Grid: x over poses, y over columns.
struct ReplayColumns {
  static constexpr std::uint32_t kThreads = 128;
  static constexpr std::uint32_t kPerBlock = kThreads / kGroup;
  static constexpr std::uint32_t kNoObject = 0xFFFFFFFFu;
  struct Params {
    ModelView model;
    RememberedView remembered;
    const PoseView* poses;
    const std::uint32_t* sizes;   ///< poses of each set
    const std::uint32_t* set_of;  ///< which set of poses a column judges; null: its own
    float* sums;
    std::uint32_t pose_capacity;
  };
  using Shared = GroupCodes<kThreads>;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_y();
    const std::uint32_t set = p.set_of == nullptr ? column : p.set_of[column];
    const std::uint32_t group = simt.thread() / kGroup;
    const std::uint32_t i = simt.block_x() * kPerBlock + group;
    if (i >= p.sizes[set]) return;
    const PoseView pose = p.poses[std::size_t{set} * p.pose_capacity + i];
    float sum = 0;
    const std::uint32_t remembered = pose.object == kNoObject ? 0 : p.remembered.sizes[column];
    for (std::uint32_t s = 0; s < remembered; ++s) {
      std::uint32_t candidates = 0;
      sum += evaluate_together(simt, shared.location[group], p.model,
                               p.remembered.sensed[std::size_t{column} * p.remembered.capacity + s], pose, candidates)
                 .evidence;
    }
    if (simt.thread() % kGroup == 0) p.sums[std::size_t{column} * p.pose_capacity + i] = sum;
  }
};

}  // namespace colonnade::cuda::kernels
