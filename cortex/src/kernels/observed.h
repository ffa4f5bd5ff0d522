#pragma once

#include <colonnade/cortex/access_observer.h>

#include "kernels/hypothesis.h"

namespace colonnade::cortex::kernels {

/// The reference kernels, telling an observer each access. @param observer must outlive them.
HypothesisKernels observed_kernels(AccessObserver& observer) noexcept;

}  // namespace colonnade::cortex::kernels
