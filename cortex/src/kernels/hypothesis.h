#pragma once

#include <cstdint>
#include <vector>

#include "kernels/views.h"

namespace colonnade::cortex::kernels {

/// The hypothesis kernels of one instruction-set level. All levels give bit-equal results.
struct HypothesisKernels {
  const char* name;
  void (*step)(const ModelView&, const SensedView&, const PoseView*, std::uint32_t count, Match*, Work&);
  float (*replay)(const ModelView&, const SensedView*, std::uint32_t count, const PoseView&, Match*, Work&);
  void (*features)(const ModelView&, const SensedView&, const std::uint32_t* segments, std::uint32_t count, float*);
};

/// The best level that this machine has.
const HypothesisKernels& hypothesis_kernels() noexcept;
/// Plain C++, what the others are tested against.
const HypothesisKernels& hypothesis_kernels_reference() noexcept;
/// Every level that this machine can run, for tests.
std::vector<HypothesisKernels> all_hypothesis_kernels();

/// Key and hash of the location index, for those who build it.
std::uint64_t location_bin_key_of(std::uint32_t object, int x, int y, int z);
std::uint32_t location_bin_hash_of(std::uint64_t key);

}  // namespace colonnade::cortex::kernels
