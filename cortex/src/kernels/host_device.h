#pragma once

/// Marks a function that both the processor and a CUDA device run.
#if defined(__CUDACC__)
#define COLONNADE_HD __host__ __device__
#else
#define COLONNADE_HD
#endif
