#include "bench/autovectorised.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "kernels/host_device.h"
#include "kernels/overlap_scalar_ops.h"

namespace colonnade::bench {
namespace {

using cortex::kernels::OverlapKernels;
using cortex::kernels::ScalarOps;

#include "kernels/overlap_impl.h"
// The entries use the bodies.
#include "kernels/overlap_entries_impl.h"

}  // namespace

const OverlapKernels& autovectorised_overlap_kernels() {
  static constexpr OverlapKernels kTable = OverlapEntries<ScalarOps>::table("auto-vectorised");
  return kTable;
}

}  // namespace colonnade::bench
