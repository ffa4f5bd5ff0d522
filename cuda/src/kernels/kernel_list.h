#pragma once

#include <cstdint>
#include <type_traits>

#include <colonnade/cuda/device.h>

#include "kernels/overlap_kernels.h"
#include "kernels/select_kernels.h"
#include "kernels/vote_kernels.h"

namespace colonnade::cuda::kernels {

template <class... Kernels>
struct KernelList {
  static constexpr int kSize = sizeof...(Kernels);

  template <class Kernel>
  static constexpr KernelId id() {
    constexpr bool kIsIt[] = {std::is_same_v<Kernel, Kernels>...};
    int i = 0;
    while (!kIsIt[i]) ++i;
    return KernelId{i};
  }
};

/// Every kernel; a KernelId is its place here.
using AllKernels =
    KernelList<OneToMany<std::uint8_t>, OneToMany<std::uint16_t>, ManyToMany<std::uint8_t>, ManyToMany<std::uint16_t>,
               CompareCeiling, Histogram<std::uint8_t>, Histogram<std::uint16_t>, CountInRange<std::uint8_t>,
               CountInRange<std::uint16_t>, ScanTiles, EmitInRange<std::uint8_t>, EmitInRange<std::uint16_t>,
               MatchPoses, Remember, StepColumns, ReplayColumns, PruneColumns, ProposePoses, InsertProposals, CastVotes,
               GatherVotes, ReduceVotes>;

}  // namespace colonnade::cuda::kernels

namespace colonnade::cuda {

/// Launches a kernel by its type.
template <class Kernel>
void launch(Device& device, Device::Handle stream, Grid grid, const typename Kernel::Params& params) {
  device.launch(kernels::AllKernels::id<Kernel>(), grid, &params, stream);
}

/// Blocks of `each` that hold `count`. @pre fewer than 2^31 of them
constexpr std::uint32_t blocks_for(std::uint64_t count, std::uint64_t each) {
  return static_cast<std::uint32_t>((count + each - 1) / each);
}

}  // namespace colonnade::cuda
