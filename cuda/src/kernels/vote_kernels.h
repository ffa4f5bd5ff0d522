#pragma once

#include "kernels/column_kernels.h"

/// Voting. The columns of a region share their origin, so that a vote's pose is the hypothesis' own: where the sender's
/// sensor is on the object, and where the receiver's is, follow from it.
namespace colonnade::cuda::kernels {

inline constexpr std::uint32_t kVotesPerColumn = 4;

/// Each column votes for up to four hypotheses, best first: of its best object any may stand, of every other its best.
/// A block for each column.
struct CastVotes {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    PopulationView population;
    const std::uint64_t* best_of_object;
    PoseView* votes;       ///< [column][kVotesPerColumn]
    std::uint32_t* sizes;  ///< votes of each column
    std::uint32_t objects;
  };
  struct Shared {
    std::uint64_t keys[kThreads];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t column = simt.block_x();
    const std::uint32_t size = p.population.sizes[column];
    const PoseView* poses = p.population.poses + std::size_t{column} * p.population.capacity;
    const float* evidence = p.population.evidence + std::size_t{column} * p.population.capacity;
    const std::uint64_t* best_of_object = p.best_of_object + std::size_t{column} * p.objects;
    std::uint32_t cast = 0;
    std::uint32_t best_object = 0;
    for (std::uint64_t before = ~std::uint64_t{0}; cast < kVotesPerColumn; ++cast) {
      std::uint64_t next = 0;  // the best of those after `before`
      for (std::uint32_t i = simt.thread(); i < size; i += kThreads) {
        const std::uint64_t key = rank_key(evidence[i], i);
        const std::uint32_t object = poses[i].object;
        const bool stands = cast == 0 || object == best_object || index_of_key(best_of_object[object]) == i;
        if (stands && key < before && key > next) next = key;
      }
      next = block_maximum(simt, shared.keys, next);
      if (next == 0) break;
      const std::uint32_t voted = index_of_key(next);
      if (cast == 0) best_object = poses[voted].object;
      if (simt.thread() == 0) p.votes[std::size_t{column} * kVotesPerColumn + cast] = poses[voted];
      before = next;
    }
    if (simt.thread() == 0) p.sizes[column] = cast;
  }
};

/// The poses that a region judges: those that it held in common before, then its columns' votes in the columns' order,
/// each unless one like it is there already, as long as there is room. A block for each region.
struct GatherVotes {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    const std::uint32_t* first_column;  ///< of each region, and the end
    const PoseView* votes;
    const std::uint32_t* vote_sizes;
    PoseView* judged;      ///< [region][capacity]; on entry the poses held in common
    std::uint32_t* sizes;  ///< of each region
    std::uint32_t capacity;
  };
  struct Shared {
    std::uint64_t keys[kThreads];
  };

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t region = simt.block_x();
    PoseView* judged = p.judged + std::size_t{region} * p.capacity;
    const std::uint32_t end = p.first_column[region + 1] * kVotesPerColumn;
    std::uint32_t size = p.sizes[region];
    for (std::uint32_t first = p.first_column[region] * kVotesPerColumn; first < end; first += kThreads) {
      // A vote for each thread; it stands until something like it is judged.
      const std::uint32_t at = first + simt.thread();
      bool stands = at < end && at % kVotesPerColumn < p.vote_sizes[at / kVotesPerColumn];
      PoseView vote{};
      if (stands) vote = p.votes[at];
      std::uint32_t compared = 0;
      for (;;) {
        for (; compared < size; ++compared) stands = stands && !alike_poses(judged[compared], vote);
        const std::uint64_t next = block_maximum(simt, shared.keys, stands ? rank_key(0.0f, at) : 0);
        if (next == 0 || size == p.capacity) break;
        if (at == index_of_key(next)) {
          judged[size] = vote;
          stands = false;
        }
        ++size;
        simt.sync();
      }
    }
    if (simt.thread() == 0) p.sizes[region] = size;
  }
};

/// evidence[region][i] = sum over the region's columns, in their order, of what each says about judged pose i; poses
/// far below the best then go, as hypotheses do. A block for each region.
struct ReduceVotes {
  static constexpr std::uint32_t kThreads = 256;
  struct Params {
    const std::uint32_t* first_column;
    const float* sums;          ///< [column][population.capacity], as ReplayColumns writes them
    PopulationView population;  ///< the regions' judged poses
    std::uint64_t* best_of_object;
    std::uint32_t* gone_up_to;
    std::uint32_t objects;
    float range;
  };
  using Shared = PruneColumns::Shared;

  template <class Simt>
  COLONNADE_HD static void run(const Simt& simt, Shared& shared, const Params& p) {
    const std::uint32_t region = simt.block_x();
    const std::uint32_t size = p.population.sizes[region];
    for (std::uint32_t i = simt.thread(); i < size; i += kThreads) {
      float sum = 0;
      for (std::uint32_t column = p.first_column[region]; column < p.first_column[region + 1]; ++column) {
        sum += p.sums[std::size_t{column} * p.population.capacity + i];
      }
      p.population.evidence[std::size_t{region} * p.population.capacity + i] = sum;
    }
    simt.sync();
    PruneColumns::run(simt, shared, {p.population, p.best_of_object, p.gone_up_to, p.objects, p.range});
  }
};

}  // namespace colonnade::cuda::kernels
