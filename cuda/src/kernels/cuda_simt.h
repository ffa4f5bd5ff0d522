#pragma once

#include <cstdint>

/// Simt on a GPU. Only for .cu files.
namespace colonnade::cuda::kernels {

struct CudaSimt {
  __device__ std::uint32_t thread() const { return threadIdx.x; }
  __device__ std::uint32_t block_x() const { return blockIdx.x; }
  __device__ std::uint32_t block_y() const { return blockIdx.y; }
  __device__ void sync() const { __syncthreads(); }
  template <class T>
  __device__ T group_xor(T value, std::uint32_t lane_mask) const {
    return __shfl_xor_sync(0xFFFFFFFFu, value, static_cast<int>(lane_mask));
  }
  __device__ void add(std::uint32_t* address, std::uint32_t value) const { atomicAdd(address, value); }
  __device__ void maximum(std::uint64_t* address, std::uint64_t value) const {
    atomicMax(reinterpret_cast<unsigned long long*>(address), static_cast<unsigned long long>(value));
  }
  template <class T>
  __device__ T fresh(const T* address) const {
    return *static_cast<const volatile T*>(address);
  }
};

}  // namespace colonnade::cuda::kernels
