#pragma once

#include <cstdint>
#include <vector>

#include "kernels/views.h"

namespace colonnade::cortex::kernels {

/// The hypothesis kernels of one backend: an instruction-set level of the processor, or a device. All give bit-equal
/// results.
struct HypothesisKernels {
  const char* name;
  void* backend;  ///< what the functions below get as their first argument; null where they need nothing
  void (*step_function)(void*, const ModelView&, const SensedView&, const PoseView*, std::uint32_t, Match*, Work&);
  float (*replay_function)(void*, const ModelView&, const SensedView*, std::uint32_t, const PoseView&, Match*, Work&);
  float (*glance_function)(void*, const ModelView&, const SensedView*, std::uint32_t, const PoseView&, Match*, Work&);

  /// One sensation under `count` hypotheses.
  void step(const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
            Match* matches, Work& work) const {
    step_function(backend, model, sensed, poses, count, matches, work);
  }
  /// `count` sensations under one hypothesis. @return the sum of their evidence, added in order.
  float replay(const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
               Match* matches, Work& work) const {
    return replay_function(backend, model, sensed, count, pose, matches, work);
  }
  /// The same with evidence in brief: what the codes would give on average. No codes are made or read, and the matches
  /// are with the same segments.
  float glance(const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
               Match* matches, Work& work) const {
    return glance_function(backend, model, sensed, count, pose, matches, work);
  }
};

/// The best level that this machine has.
const HypothesisKernels& hypothesis_kernels() noexcept;
/// Plain C++, what the others are tested against.
const HypothesisKernels& hypothesis_kernels_reference() noexcept;
/// Every level that this machine can run, for tests.
std::vector<HypothesisKernels> all_hypothesis_kernels();

}  // namespace colonnade::cortex::kernels
