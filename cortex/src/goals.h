#pragma once

#include <optional>

#include <colonnade/cortex/options.h>
#include <colonnade/cortex/percept.h>

#include "hypotheses.h"
#include "kernels/hypothesis.h"
#include "memory_impl.h"
#include "working_memory.h"

namespace colonnade::cortex {

/// Hypothesis testing: the place on the best hypothesis' model where its strongest rival predicts the most different
/// sensation; none when there is no rival worth the way.
/// @param asked how often a goal was asked for before in this episode: each time other places are looked at, so that a
///     sensor that finds nothing where it is sent is sent elsewhere. @param work is added to.
std::optional<Goal> discriminating_goal(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                                        const ColumnOptions& options, const WorkingMemory& sensed,
                                        const Hypotheses& hypotheses, const Percept& percept, std::uint32_t asked,
                                        kernels::Work& work) noexcept;

}  // namespace colonnade::cortex
