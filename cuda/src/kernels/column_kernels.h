#pragma once

#include "kernels/hypothesis_kernels.h"

/// What happens to populations of hypotheses between two steps, many columns in one launch, a block for each.
namespace colonnade::cuda::kernels {

inline constexpr std::uint32_t kNoHypothesis = 0xFFFFFFFFu;

/// keys[o] = rank_key of the best hypothesis of object o, 0 where there is none; returns that of the best of all.
template <std::uint32_t kThreads, class Simt>
COLONNADE_HD inline std::uint64_t rank_column(const Simt& simt, std::uint64_t (&scratch)[kThreads],
                                              const PoseView* poses, const float* evidence, std::uint32_t size,
                                              std::uint64_t* keys, std::uint32_t objects) {
  for (std::uint32_t o = simt.thread(); o < objects; o += kThreads) keys[o] = 0;
  simt.sync();
  std::uint64_t best = 0;
  for (std::uint32_t i = simt.thread(); i < size; i += kThreads) {
    const std::uint64_t key = rank_key(evidence[i], i);
    simt.maximum(keys + poses[i].object, key);
    best = key > best ? key : best;
  }
  return block_maximum(simt, scratch, best);
}

/// Hypotheses far below the best go; the others close ranks in the order that Hypotheses::prune leaves. Ranks them
/// anew.
struct PruneColumns {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    PopulationView population;
    std::uint64_t* best_of_object;  ///< [column][object], rank_key
    std::uint32_t* gone_up_to;      ///< scratch, [column][capacity]
    std::uint32_t objects;
    float range;
  };
  struct Shared {
    std::uint64_t keys[kThreads];
    std::uint32_t counts[kThreads];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_x();
    const std::uint32_t size = p.population.sizes[column];
    PoseView* poses = p.population.poses + std::size_t{column} * p.population.capacity;
    float* evidence = p.population.evidence + std::size_t{column} * p.population.capacity;
    std::uint32_t* gone_up_to = p.gone_up_to + std::size_t{column} * p.population.capacity;
    std::uint64_t* keys = p.best_of_object + std::size_t{column} * p.objects;
    const std::uint64_t best = rank_column(simt, shared.keys, poses, evidence, size, keys, p.objects);
    if (size == 0) return;

    std::uint32_t gone = 0;
    for (std::uint32_t first = 0; first < size; first += kThreads) {
      const std::uint32_t i = first + simt.thread();
      bool stays = true;
      if (i < size) {
        const bool leads = index_of_key(simt.fresh(keys + poses[i].object)) == i;
        stays = survives(evidence[i], leads, evidence_of_key(best), p.range);
      }
      std::uint32_t in_these = 0;
      const std::uint32_t up_to = inclusive_sum(simt, shared.counts, stays ? 0U : 1U, in_these);
      if (i < size) gone_up_to[i] = gone + up_to;
      gone += in_these;
    }
    simt.sync();
    // Those who move come from beyond the new size, so that no place is read after it was written.
    for (std::uint32_t slot = simt.thread(); slot < size - gone; slot += kThreads) {
      const std::uint32_t source = compaction_source(slot, size, gone_up_to);
      if (source == slot) continue;
      poses[slot] = poses[source];
      evidence[slot] = evidence[source];
    }
    if (simt.thread() == 0) p.population.sizes[column] = size - gone;
    simt.sync();
    if (gone > 0) rank_column(simt, shared.keys, poses, evidence, size - gone, keys, p.objects);
  }
};

/// A hypothesis asked for: by one bursting segment (second = kNoSegment) or by two that may be two sensations.
struct Request {
  std::uint32_t first;    ///< segment
  std::uint32_t second;   ///< segment
  std::uint32_t object;   ///< of both
  std::uint32_t sensed1;  ///< which of the remembered sensations
  std::uint32_t sensed2;
  float sine;  ///< of a burst's turn about the normal
  float cosine;
  float least_feature;  ///< feature evidence below which a segment is not what was sensed
};

/// Poses that the requests stand for; kNoObject where the features do not fit or the pair fixes no pose.
/// Grid: x over requests, y over columns.
struct ProposePoses {
  static constexpr std::uint32_t kThreads = 64;
  struct Params {
    ModelView model;
    RememberedView remembered;
    const Request* requests;     ///< [column][capacity]
    const std::uint32_t* sizes;  ///< requests of each column
    PoseView* poses;             ///< [column][capacity]
    std::uint32_t capacity;
  };
  using Shared = NoShared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared&, const Params& p) {
    const std::uint32_t column = simt.block_y();
    const std::uint32_t i = simt.block_x() * kThreads + simt.thread();
    if (i >= p.sizes[column]) return;
    const std::size_t at = std::size_t{column} * p.capacity + i;
    const Request request = p.requests[at];
    const SensedView* sensed = p.remembered.sensed + std::size_t{column} * p.remembered.capacity;
    const SensedView& s1 = sensed[request.sensed1];
    const SegmentGeometry& g1 = p.model.geometry[request.first];
    PoseView pose{};
    bool fits = fit(p.model, s1, request.first) >= request.least_feature;
    if (fits && request.second == kNoSegment) {
      pose = burst_pose(s1, g1, request.object, request.sine, request.cosine);
    } else if (fits) {
      const SensedView& s2 = sensed[request.sensed2];
      fits = fit(p.model, s2, request.second) >= request.least_feature &&
             pair_pose(s1, s2, g1, p.model.geometry[request.second], request.object, pose);
    }
    if (!fits) pose.object = ReplayColumns::kNoObject;
    p.poses[at] = pose;
  }

 private:
  COLONNADE_HD static float fit(const ModelView& model, const SensedView& sensed, std::uint32_t segment) {
    return feature_evidence<WordOps>(sensed.weights, sensed.feature, model.codes[segment].feature,
                                     model.geometry[segment].saturation);
  }
};

/// Adds each column's proposals to its population, one after the other, as Hypotheses::insert does: one that lives
/// already is made better or left; beyond the capacity, in all or of the object, the weakest gives way. Ranks it anew.
struct InsertProposals {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    PopulationView population;
    std::uint64_t* best_of_object;
    std::uint32_t* sizes_of_objects;  ///< scratch, [column][object]
    const PoseView* proposals;        ///< [column][proposal_capacity]
    const float* proposal_evidence;
    const std::uint32_t* proposal_sizes;
    std::uint32_t proposal_capacity;
    std::uint32_t objects;
    std::uint32_t most_per_object;
    float range;  ///< proposals further below the best are not added
  };
  struct Shared {
    std::uint64_t keys[kThreads];
    PoseView pose;  ///< the proposal at hand
    std::uint32_t size;
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_x();
    PoseView* poses = p.population.poses + std::size_t{column} * p.population.capacity;
    float* evidence = p.population.evidence + std::size_t{column} * p.population.capacity;
    std::uint64_t* best_of_object = p.best_of_object + std::size_t{column} * p.objects;
    std::uint32_t* of_object = p.sizes_of_objects + std::size_t{column} * p.objects;
    const PoseView* proposals = p.proposals + std::size_t{column} * p.proposal_capacity;
    const float* proposed = p.proposal_evidence + std::size_t{column} * p.proposal_capacity;
    const std::uint32_t t = simt.thread();
    std::uint32_t size = p.population.sizes[column];
    for (std::uint32_t o = t; o < p.objects; o += kThreads) of_object[o] = 0;
    simt.sync();
    for (std::uint32_t i = t; i < size; i += kThreads) simt.add(of_object + poses[i].object, 1U);
    const std::uint64_t best = rank_column(simt, shared.keys, poses, evidence, size, best_of_object, p.objects);
    const float least = (size == 0 ? 0.0f : evidence_of_key(best)) - p.range;

    for (std::uint32_t n = 0; n < p.proposal_sizes[column]; ++n) {
      const PoseView& pose = shared.pose;
      if (proposals[n].object == ReplayColumns::kNoObject || !(proposed[n] >= least)) continue;
      if (t == 0) shared.pose = proposals[n];
      simt.sync();
      const bool object_full = simt.fresh(of_object + pose.object) >= p.most_per_object;
      const bool full = size >= p.population.capacity;
      // The first that is alike; failing that, the first of the weakest that may have to give way.
      std::uint64_t alike = 0, weakest = 0;
      for (std::uint32_t i = t; i < size; i += kThreads) {
        if (alike_poses(poses[i], pose)) alike = larger(alike, rank_key(0.0f, i));
        if (object_full ? poses[i].object == pose.object : full) weakest = larger(weakest, rank_key(-evidence[i], i));
      }
      alike = block_maximum(simt, shared.keys, alike);
      weakest = block_maximum(simt, shared.keys, weakest);
      if (t == 0) {
        shared.size = size;
        std::uint32_t slot = kNoHypothesis;
        if (alike != 0) {
          if (proposed[n] > evidence[index_of_key(alike)]) slot = index_of_key(alike);
        } else if (weakest == 0) {
          slot = shared.size++;
          simt.add(of_object + pose.object, 1U);
        } else if (evidence[index_of_key(weakest)] < proposed[n]) {
          const std::uint32_t gone = index_of_key(weakest);
          simt.add(of_object + poses[gone].object, 0xFFFFFFFFu);  // one less
          simt.add(of_object + pose.object, 1U);
          // The last one fills the gap, and the new one stands last.
          slot = size - 1;
          poses[gone] = poses[slot];
          evidence[gone] = evidence[slot];
        }
        if (slot != kNoHypothesis) {
          poses[slot] = pose;
          evidence[slot] = proposed[n];
        }
      }
      simt.sync();
      size = shared.size;
      simt.sync();
    }
    if (t == 0) p.population.sizes[column] = size;
    rank_column(simt, shared.keys, poses, evidence, size, best_of_object, p.objects);
  }

 private:
  COLONNADE_HD static std::uint64_t larger(std::uint64_t a, std::uint64_t b) { return a > b ? a : b; }
};

}  // namespace colonnade::cuda::kernels
