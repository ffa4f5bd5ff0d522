#pragma once

/// Marks a function that both the processor and a CUDA device run.
#if defined(__CUDACC__)
#define COLONNADE_HD __host__ __device__
#else
#define COLONNADE_HD
#endif

/// Before a loop: unroll it four times.
#if defined(__CUDACC__) || defined(__clang__)
#define COLONNADE_UNROLL_4 _Pragma("unroll 4")
#else
#define COLONNADE_UNROLL_4 _Pragma("GCC unroll 4")
#endif
