#pragma once

#include "kernels/hypothesis.h"

namespace colonnade::cuda::testing {

/// The shared bodies, compiled plainly for the processor: what every device is compared with.
const cortex::kernels::HypothesisKernels& processor_kernels();

}  // namespace colonnade::cuda::testing
