#pragma once

#include <cstdint>

namespace colonnade::cortex {

/// Work done by a column, counted, not timed: the same on every machine and for any number of threads.
struct Statistics {
  std::uint64_t sensations = 0;
  std::uint64_t hypothesis_steps = 0;     ///< (hypothesis, sensation) pairs evaluated, replays included
  std::uint64_t proposals = 0;            ///< hypotheses proposed, kept or not
  std::uint64_t overlaps = 0;             ///< code-with-code comparisons
  std::uint64_t synaptic_operations = 0;  ///< block compares (one synapse each), and encoder block look-ups
  std::uint64_t bytes_moved = 0;          ///< bytes of codes and index read
  double population_sum = 0;              ///< live hypotheses, summed over sensations

  Statistics& operator+=(const Statistics& other) {
    sensations += other.sensations;
    hypothesis_steps += other.hypothesis_steps;
    proposals += other.proposals;
    overlaps += other.overlaps;
    synaptic_operations += other.synaptic_operations;
    bytes_moved += other.bytes_moved;
    population_sum += other.population_sum;
    return *this;
  }
};

}  // namespace colonnade::cortex
