#pragma once

#include <cstdint>
#include <vector>

#include <colonnade/cortex/options.h>
#include <colonnade/cortex/statistics.h>

#include "hypotheses.h"
#include "kernels/hypothesis.h"
#include "memory_impl.h"
#include "random.h"
#include "working_memory.h"

namespace colonnade::cortex {

/// Where hypotheses come from. Nothing here allocates after reserve().
///
/// burst(): the first sensation activates every segment with a like feature code; each proposes the poses that put it
/// under the sensor. pairs(): two sensations together look up displacement cells, which fix the whole pose. Every
/// proposal is replayed against working memory before it may join the population.
class Proposals {
 public:
  static constexpr std::uint32_t kAnyObject = 0xFFFFFFFF;

  void reserve(const Memory::Impl& memory, const ColumnOptions& options);
  void begin_episode(std::uint64_t seed);

  /// Proposes from the newest sensation alone.
  void burst(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory, const ColumnOptions& options,
             const WorkingMemory& sensed, Hypotheses& hypotheses, kernels::Work& work, Statistics& statistics) noexcept;
  /// Proposes from `count` pairs of sensations, the most telling of some drawn at random.
  /// @param attended the only object to propose, or kAnyObject.
  void pairs(int count, std::uint32_t attended, const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
             const ColumnOptions& options, const WorkingMemory& sensed, Hypotheses& hypotheses, kernels::Work& work,
             Statistics& statistics) noexcept;
  /// Proposes the best object's best pose, turned in every way that its model is easily confused with.
  void turns(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory, const ColumnOptions& options,
             const WorkingMemory& sensed, Hypotheses& hypotheses, kernels::Work& work, Statistics& statistics) noexcept;
  /// Replays a pose against working memory, refines it and adds it if it can compete.
  void consider(kernels::PoseView pose, const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                const ColumnOptions& options, const WorkingMemory& sensed, Hypotheses& hypotheses, kernels::Work& work,
                Statistics& statistics) noexcept;

 private:
  struct Candidate {
    float evidence;
    std::uint32_t first;
    std::uint32_t second;
  };
  /// Counts the candidates and tells the observer of them: written, and read once until the best are known.
  void tell_candidates(const Memory::Impl& memory, Statistics& statistics) const noexcept;

  RandomStream random_{0, StreamPurpose::proposals};
  std::vector<Candidate> candidates_;
  std::vector<std::size_t> of_object_;  ///< candidates of each object that one pair of sensations had
  std::vector<kernels::Match> matches_;
};

}  // namespace colonnade::cortex
