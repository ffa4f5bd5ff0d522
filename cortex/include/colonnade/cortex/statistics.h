#pragma once

#include <cstdint>

namespace colonnade::cortex {

/// Work done by a column or on a memory, counted, not timed: the same on every machine and for any number of threads.
/// What each of these events costs in operations is colonnade::ledger's business.
struct Statistics {
  std::uint64_t sensations = 0;
  std::uint64_t hypothesis_steps = 0;      ///< (hypothesis, sensation) pairs evaluated, replays included
  std::uint64_t encodings = 0;             ///< those of them for which place and directions were coded
  std::uint64_t proposals = 0;             ///< hypotheses proposed, kept or not
  std::uint64_t overlaps = 0;              ///< segments whose codes were compared with a sensation's
  std::uint64_t briefs_compared = 0;       ///< segments whose features were compared in brief, for proposals
  std::uint64_t segments_in_brief = 0;     ///< segments near a place compared in brief, to choose one of them
  std::uint64_t familiarity_terms = 0;     ///< weights of feature cells onto objects' cells, made or summed up
  std::uint64_t gists_compared = 0;        ///< known views of whole objects compared with a sensed one
  std::uint64_t outline_places = 0;        ///< places looked up in outlines
  std::uint64_t outline_cells = 0;         ///< cells of outlines looked at for what is seen of the thing
  std::uint64_t outline_terms = 0;         ///< those of them that pulled at a pose
  std::uint64_t outline_fits = 0;          ///< rounds of fitting poses to outlines
  std::uint64_t displacement_codes = 0;    ///< pairs of points turned into displacement codes
  std::uint64_t displacement_lookups = 0;  ///< stored pairs of segments read from the displacement index
  std::uint64_t candidates = 0;            ///< stored pairs that fit two sensations, of which the best are tried
  std::uint64_t pose_fits = 0;             ///< poses fitted to working memory
  std::uint64_t pose_fit_terms = 0;        ///< sensations that took part in these fits
  std::uint64_t pose_comparisons = 0;      ///< pairs of poses compared for likeness
  std::uint64_t sensations_coded = 0;      ///< sensations turned into codes, for sensing or learning
  std::uint64_t learned_bins_read = 0;     ///< bins looked up around places that are learned, or glanced at
  std::uint64_t segments_searched = 0;     ///< segments looked at for the one that predicts a learned sensation
  std::uint64_t segments_grown = 0;
  std::uint64_t permanence_updates = 0;
  std::uint64_t index_entries = 0;        ///< entries written into location and displacement indexes
  std::uint64_t synaptic_operations = 0;  ///< block compares (one synapse each), and encoder block look-ups
  std::uint64_t bytes_moved = 0;          ///< bytes of codes and index read or written
  double population_sum = 0;              ///< live hypotheses, summed over sensations

  Statistics& operator+=(const Statistics& other) {
    return combine(other, [](auto& mine, auto theirs) { mine += theirs; });
  }
  /// What was done since an earlier state of the same counters.
  Statistics& operator-=(const Statistics& earlier) {
    return combine(earlier, [](auto& mine, auto theirs) { mine -= theirs; });
  }
  friend Statistics operator-(Statistics now, const Statistics& earlier) { return now -= earlier; }

 private:
  template <class Combine>
  Statistics& combine(const Statistics& other, Combine&& with) {
    with(sensations, other.sensations);
    with(hypothesis_steps, other.hypothesis_steps);
    with(encodings, other.encodings);
    with(proposals, other.proposals);
    with(overlaps, other.overlaps);
    with(briefs_compared, other.briefs_compared);
    with(segments_in_brief, other.segments_in_brief);
    with(familiarity_terms, other.familiarity_terms);
    with(gists_compared, other.gists_compared);
    with(outline_places, other.outline_places);
    with(outline_cells, other.outline_cells);
    with(outline_terms, other.outline_terms);
    with(outline_fits, other.outline_fits);
    with(displacement_codes, other.displacement_codes);
    with(displacement_lookups, other.displacement_lookups);
    with(candidates, other.candidates);
    with(pose_fits, other.pose_fits);
    with(pose_fit_terms, other.pose_fit_terms);
    with(pose_comparisons, other.pose_comparisons);
    with(sensations_coded, other.sensations_coded);
    with(learned_bins_read, other.learned_bins_read);
    with(segments_searched, other.segments_searched);
    with(segments_grown, other.segments_grown);
    with(permanence_updates, other.permanence_updates);
    with(index_entries, other.index_entries);
    with(synaptic_operations, other.synaptic_operations);
    with(bytes_moved, other.bytes_moved);
    with(population_sum, other.population_sum);
    return *this;
  }
};

}  // namespace colonnade::cortex
