#pragma once

#include "kernels/bodies.h"
#include "kernels/simt.h"
#include "kernels/word_ops.h"

/// The hypothesis step. A group of 16 threads takes one sensation under one hypothesis: each compares one of the
/// segments near in brief, of which a bin holds 14 at most; then each makes four cells of the location code, and
/// compares 12 of the 192 cells of the best one's codes.
namespace colonnade::cuda::kernels {

struct alignas(16) FloatQuad {
  float v[4];
};

/// The cells 4 lane .. 4 lane + 3 of a place's code, in a word. The modules' numbers come 16 bytes at a time.
COLONNADE_HD inline std::uint32_t encode_four(const ModelView& model, std::uint32_t object, const float* p,
                                              std::uint32_t lane) {
  static_assert(kGroup * 4 == sizeof(SegmentCodes::location));
  const float x = p[0] + model.anchors[3 * object];
  const float y = p[1] + model.anchors[3 * object + 1];
  const float z = p[2] + model.anchors[3 * object + 2];
  float modules[4 * 12];
  const auto* table = reinterpret_cast<const FloatQuad*>(model.modules);
  for (std::uint32_t row = 0; row < 12; ++row) {
    const FloatQuad four = table[row * 16 + lane];
    for (std::uint32_t i = 0; i < 4; ++i) modules[4 * row + i] = four.v[i];
  }
  std::uint32_t cells = 0;
  for (std::uint32_t i = 0; i < 4; ++i) {
    cells |= std::uint32_t{location_cell<4>(modules + i, x, y, z)} << (8 * i);
  }
  return cells;
}

// Of the codes that stand behind the location, each thread compares eight cells.
static_assert(offsetof(SegmentCodes, normal) == 64 && offsetof(SegmentCodes, axis) == 96 &&
              offsetof(SegmentCodes, feature) == 128 && sizeof(SegmentCodes) == 192);
static_assert(offsetof(SensedView, feature) % alignof(Quad) == 0);

/// Overlaps of this thread's cells of what is sensed with a segment's, as sums in one word: at bit 0 those of the
/// location; at bit 8 those of the normal (threads 0 to 3), the axis (4 to 7), the curvature (8 to 11) or the hue (12
/// and 13); at bit 16 those of the tone (14 and 15).
/// @param location this thread's cells of the location code.
COLONNADE_HD inline std::uint32_t overlap_of_lane(const ModelView& model, const SensedView& sensed, const Cell* feature,
                                                  const Moved& moved, std::uint32_t location, std::uint32_t segment,
                                                  std::uint32_t lane) {
  const SegmentCodes& codes = model.codes[segment];
  // Where no axis is defined, its threads compare something that nobody asks for.
  const bool of_axis = lane >= 4 && sensed.frame_defined != 0;
  const int texel = octahedral_texel(of_axis ? moved.a[0] : moved.n[0], of_axis ? moved.a[1] : moved.n[1],
                                     of_axis ? moved.a[2] : moved.n[2], model.map_size);
  const Cell* map = (lane < 4 ? model.normal_map : model.axis_map) + 32 * texel + 8 * (lane % 4);
  const Pair mine = WordOps::load<Pair>(lane < 8 ? map : feature + 8 * (lane - 8));
  const std::uint32_t located =
      WordOps::add_equal(location, WordOps::load<std::uint32_t>(codes.location + 4 * lane), 0);
  const std::uint32_t others = WordOps::add_equal(mine, WordOps::load<Pair>(codes.normal + 8 * lane), 0);
  return located / 128 | others / 128 << (lane < 14 ? 8 : 16);
}

/// The sums of all threads of a group, for its first.
template <class Simt>
COLONNADE_HD inline CodeOverlaps overlaps_together(const Simt& simt, std::uint32_t of_lane) {
  std::uint32_t four = of_lane;
  four += simt.group_xor(four, 1);
  four += simt.group_xor(four, 2);
  const std::uint32_t second = simt.group_xor(four, 4);
  const std::uint32_t third = simt.group_xor(four, 8);
  const std::uint32_t last = simt.group_xor(second, 8);
  const auto sum = [](std::uint32_t word, int at) { return static_cast<int>(word >> at & 0xFF); };
  return {sum(four, 0) + sum(second, 0) + sum(third, 0) + sum(last, 0),
          sum(four, 8),
          sum(second, 8),
          {sum(third, 8), sum(last, 8), sum(last, 16)}};
}

/// A key that is the larger the more evidence in brief there is and, for equal evidence, the smaller the lane; never 0.
/// The evidence is less than 2^27 either way.
COLONNADE_HD inline std::uint32_t brief_key(int evidence, std::uint32_t lane) {
  return static_cast<std::uint32_t>(evidence + (1 << 27)) << 4 | (15 - lane);
}
COLONNADE_HD inline std::uint32_t lane_of_brief_key(std::uint32_t key) { return 15 - (key & 15); }

/// `evaluate` of hypothesis_impl.h by the threads of a group: the same bits, for its first thread. Every thread of the
/// warp must call it, those of a group with the same arguments.
/// @param asked false: this group has nothing to evaluate, and its result means nothing. @param candidates is set to
/// the number of segments near.
template <class Simt>
COLONNADE_HD inline Match evaluate_together(const Simt& simt, bool asked, const ModelView& model,
                                            const SensedView& sensed_there, const PoseView& pose_there,
                                            std::uint32_t& candidates) {
  const std::uint32_t lane = simt.thread() % kGroup;
  const SensedView sensed = WordOps::load_whole(sensed_there);
  const PoseView pose = WordOps::load_whole(pose_there);
  const EvidenceWeights& w = sensed.weights;
  const bool on_surface = sensed.on_surface != 0;
  Moved moved{};
  place(sensed, pose, moved.p);
  turn_directions(sensed, pose, moved);
  const BinSegments near = asked ? segments_near(model, pose.object, moved.p) : BinSegments{0, 0};
  candidates = near.count;

  static_assert(kGroup > 15);  // all of a bin, whose number has four bits, at a time
  std::uint32_t best = 0;      // of this thread, then of the group
  if (lane < near.count) {
    const std::uint32_t segment = model.bin_segments[near.begin + lane];
    const Quad learned = WordOps::load(&model.briefs[segment]);
    if (on_surface) {
      const SegmentBrief brief = in_brief(sensed, moved);
      best =
          brief_key(evidence_in_brief(sensed.brief_weights, numbers_of(brief),
                                      numbers_of(learned.word[0], learned.word[1], learned.word[2], learned.word[3])),
                    lane);
    } else {
      SegmentBrief brief;
      std::memcpy(&brief, &learned, sizeof brief);
      std::int8_t p[3];
      place_in_brief(moved.p, p);
      if (surface_expected(p, brief)) best = brief_key(0, lane);
    }
  }
  for (std::uint32_t other = 1; other < kGroup; other *= 2) {
    const std::uint32_t theirs = simt.group_xor(best, other);
    best = theirs > best ? theirs : best;
  }

  const std::uint32_t segment = best != 0 ? model.bin_segments[near.begin + lane_of_brief_key(best)] : kNoSegment;
  const bool comparable = best != 0 && on_surface;
  std::uint32_t of_lane = 0;
  if (comparable) {
    const std::uint32_t location = encode_four(model, pose.object, moved.p, lane);
    of_lane = overlap_of_lane(model, sensed, sensed_there.feature, moved, location, segment, lane);
  }
  const CodeOverlaps overlaps = overlaps_together(simt, of_lane);
  if (!on_surface) return {best != 0 ? w.surface_missing : 0.0f, segment};
  if (!comparable) return {w.nothing_there, segment};
  const SegmentGeometry geometry = WordOps::load_whole(model.geometry[segment]);
  const float evidence = overlap_evidence(sensed, moved.p, geometry, overlaps);
  return {evidence < w.floor ? w.floor : evidence, segment};
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
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t asked = simt.block_x() * kPerBlock + simt.thread() / kGroup;
    const std::uint32_t i = asked < p.count ? asked : p.count - 1;
    std::uint32_t candidates = 0;
    const Match match = evaluate_together(simt, asked < p.count, p.model, p.sensed[i * p.sensed_stride],
                                          p.poses[i * p.pose_stride], candidates);
    if (asked < p.count && simt.thread() % kGroup == 0) {
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

/// Each column takes in its newest sensation, where it has one; the oldest leaves when there is no room. A block for
/// each column; a thread moves its own words of all sensations, so that none waits for another.
struct Remember {
  static constexpr std::uint32_t kThreads = 32;
  struct Params {
    RememberedView remembered;
    const SensedView* newest;         ///< one for each column
    const std::uint32_t* has_newest;  ///< 0: this column's sensor has nothing to say now
  };
  struct Shared {
    std::uint32_t size;
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_x();
    if (p.has_newest[column] == 0) return;
    constexpr std::size_t kBytes = sizeof(SensedView);
    auto* const sensed =
        reinterpret_cast<std::uint8_t*>(p.remembered.sensed + std::size_t{column} * p.remembered.capacity);
    const auto* const newest = reinterpret_cast<const std::uint8_t*>(p.newest + column);
    if (simt.thread() == 0) shared.size = p.remembered.sizes[column];
    simt.sync();
    const std::uint32_t size = shared.size;
    const bool full = size == p.remembered.capacity;
    const std::uint32_t last = full ? size - 1 : size;
    for (std::size_t at = simt.thread() * sizeof(Quad); at < kBytes; at += kThreads * sizeof(Quad)) {
      for (std::uint32_t s = 0; full && s < last; ++s) {
        WordOps::store(sensed + s * kBytes + at, WordOps::load(sensed + (s + 1) * kBytes + at));
      }
      WordOps::store(sensed + last * kBytes + at, WordOps::load(newest + at));
    }
    if (simt.thread() == 0) p.remembered.sizes[column] = last + 1;
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
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t column = simt.block_y();
    const std::uint32_t size = p.population.sizes[column];
    if (p.has_newest[column] == 0 || simt.block_x() * kPerBlock >= size) return;
    const std::uint32_t asked = simt.block_x() * kPerBlock + simt.thread() / kGroup;
    const std::size_t at = std::size_t{column} * p.population.capacity + (asked < size ? asked : size - 1);
    const std::size_t newest = std::size_t{column} * p.remembered.capacity + p.remembered.sizes[column] - 1;
    std::uint32_t candidates = 0;
    const Match match =
        evaluate_together(simt, asked < size, p.model, p.remembered.sensed[newest], p.population.poses[at], candidates);
    if (asked < size && simt.thread() % kGroup == 0) p.population.evidence[at] += match.evidence;
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
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t column = simt.block_y();
    const std::uint32_t set = p.set_of == nullptr ? column : p.set_of[column];
    const std::uint32_t size = p.sizes[set];
    if (simt.block_x() * kPerBlock >= size) return;
    const std::uint32_t i = simt.block_x() * kPerBlock + simt.thread() / kGroup;
    const PoseView& pose = p.poses[std::size_t{set} * p.pose_capacity + (i < size ? i : size - 1)];
    const bool asked = i < size && pose.object != kNoObject;
    const SensedView* sensed = p.remembered.sensed + std::size_t{column} * p.remembered.capacity;
    float sum = 0;
    for (std::uint32_t s = 0; s < p.remembered.sizes[column]; ++s) {
      std::uint32_t candidates = 0;
      const float evidence = evaluate_together(simt, asked, p.model, sensed[s], pose, candidates).evidence;
      if (asked) sum += evidence;
    }
    if (i < size && simt.thread() % kGroup == 0) p.sums[std::size_t{column} * p.pose_capacity + i] = sum;
  }
};

}  // namespace colonnade::cuda::kernels
