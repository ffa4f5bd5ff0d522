#pragma once

#include "kernels/overlap_kernels.h"

namespace colonnade::bench {

/// The scalar bodies, with all that the compiler's own vectoriser can do for the baseline instruction set.
const cortex::kernels::OverlapKernels& autovectorised_overlap_kernels();

}  // namespace colonnade::bench
