#pragma once

namespace colonnade::cuda {

/// The compiled form of a kernel.
struct CudaEntry {
  const void* function;
  unsigned threads;
};

/// Entry of KernelId i.
CudaEntry cuda_entry(int kernel) noexcept;
int cuda_entry_count() noexcept;

}  // namespace colonnade::cuda
