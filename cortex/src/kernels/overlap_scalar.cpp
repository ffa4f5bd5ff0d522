#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/host_device.h"
#include "kernels/overlap_kernels.h"
#include "kernels/overlap_scalar_ops.h"

namespace colonnade::cortex::kernels {
namespace scalar {

#include "kernels/overlap_impl.h"
// The entries use the bodies.
#include "kernels/overlap_entries_impl.h"

}  // namespace scalar

const OverlapKernels& scalar_overlap_kernels() {
  static constexpr OverlapKernels kTable = scalar::OverlapEntries<ScalarOps>::table("scalar");
  return kTable;
}

}  // namespace colonnade::cortex::kernels
