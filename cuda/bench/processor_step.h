#pragma once

#include "kernels/hypothesis.h"

namespace colonnade::cuda {

/// The shared bodies compiled for the processor without cortex, with what the compiler's vectoriser makes of them for
/// the instruction set at hand. Where cortex is built, its own kernels are the better comparison.
const cortex::kernels::HypothesisKernels& vectorised_processor_kernels();

}  // namespace colonnade::cuda
