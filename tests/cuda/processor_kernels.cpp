#include "processor_kernels.h"

#include "kernels/bodies.h"
#include "kernels/hypothesis_scalar_ops.h"

namespace colonnade::cuda {
namespace kernels {

#include "kernels/hypothesis_entries_impl.h"

}  // namespace kernels

namespace testing {

const cortex::kernels::HypothesisKernels& processor_kernels() {
  static const cortex::kernels::HypothesisKernels table =
      kernels::HypothesisEntries<cortex::kernels::ScalarCellOps>::table("processor");
  return table;
}

}  // namespace testing
}  // namespace colonnade::cuda
