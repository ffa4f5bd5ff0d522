// All kernels, compiled for GPUs.

#include "cuda_entries.h"
#include "kernels/cuda_simt.h"
#include "kernels/kernel_list.h"

// CMake 3.25 drops CMAKE_CUDA_STANDARD 20 for newer compilers without a word.
static_assert(__cplusplus >= 202002L, "the CUDA compiler must be given -std=c++20");

namespace colonnade::cuda {
namespace {

using namespace kernels;

template <class Kernel>
__global__ void __launch_bounds__(Kernel::kThreads) entry(const __grid_constant__ typename Kernel::Params params) {
  __shared__ typename Kernel::Shared shared;
  Kernel::run(CudaSimt{}, shared, params);
}

template <class... Kernels>
CudaEntry entry_of(KernelList<Kernels...>, int kernel) {
  static const CudaEntry kEntries[] = {{reinterpret_cast<const void*>(&entry<Kernels>), Kernels::kThreads}...};
  return kEntries[kernel];
}

}  // namespace

CudaEntry cuda_entry(int kernel) noexcept { return entry_of(AllKernels{}, kernel); }
int cuda_entry_count() noexcept { return AllKernels::kSize; }

}  // namespace colonnade::cuda
