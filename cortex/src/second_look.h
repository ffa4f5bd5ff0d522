#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "hypotheses.h"
#include "memory_impl.h"
#include "outline_fit.h"
#include "working_memory.h"

namespace colonnade::cortex {

/// Looks at the best objects as wholes, at the end of an episode: with their outlines and what was sensed. These are
/// twelve at most, and only those that can still win; some 7 million places at most are looked up in their outlines.
class SecondLook {
 public:
  /// What an episode leaves to look at.
  struct Episode {
    const kernels::HypothesisKernels& kernel;
    const Memory::Impl& memory;
    const EvidenceOptions& weights;
    const WorkingMemory& sensed;
    const Outline& seen;
    std::span<kernels::Match> matches;  ///< room for those of all sensations
    std::uint32_t now;
  };

  /// Where the best hypothesis is hardly contradicted, its pose is fitted. Otherwise leaves the best pose of each
  /// object looked at in the population, and those of the best objects that were never seen as wholes. Does nothing
  /// where all are such.
  void take(const Episode& episode, Hypotheses& hypotheses, kernels::Work& work, Statistics& statistics) noexcept;

 private:
  /// The best pose of one object so far.
  struct Finding {
    static constexpr float kNone = -std::numeric_limits<float>::infinity();
    kernels::PoseView pose{};
    float evidence = kNone;
    bool beyond_doubt = false;  ///< it is the best hypothesis's, and hardly contradicted

    [[nodiscard]] bool found() const { return evidence > kNone; }
  };
  Finding look_at(std::uint32_t object, const Episode& episode, const Hypotheses& hypotheses,
                  kernels::Work& work) noexcept;
  /// Tries a pose as it is and fitted. @return how much the outlines contradict the latter.
  float consider(const kernels::PoseView& pose, const Episode& episode, Finding& best, kernels::Work& work) noexcept;
  /// All that was sensed under a pose, but for what contradicts sides that were never seen; and the outlines.
  float evidence(const kernels::PoseView& pose, float contradiction, const Episode& episode,
                 kernels::Work& work) noexcept;

  OutlineFit fit_;
};

}  // namespace colonnade::cortex
