#include "kernels/hypothesis.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/hypothesis.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/hypothesis_scalar_ops.h"
#include "kernels/octahedral_map.h"

HWY_BEFORE_NAMESPACE();
namespace colonnade::cortex::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#include "kernels/hypothesis_impl.h"
// The entries use the bodies.
#include "kernels/hypothesis_entries_impl.h"

struct HighwayOps {
  template <int kBytes>
  static int count_equal(const Cell* a, const Cell* b) {
    const hn::CappedTag<Cell, kBytes> d;
    int equal = 0;
    for (int i = 0; i < kBytes; i += static_cast<int>(hn::Lanes(d))) {
      equal += static_cast<int>(hn::CountTrue(d, hn::Eq(hn::LoadU(d, a + i), hn::LoadU(d, b + i))));
    }
    return equal;
  }
  static int count_equal_64(const Cell* a, const Cell* b) { return count_equal<64>(a, b); }
  static int count_equal_32(const Cell* a, const Cell* b) { return count_equal<32>(a, b); }
  static int count_equal_16(const Cell* a, const Cell* b) { return count_equal<16>(a, b); }
};

HypothesisKernels table() { return HypothesisEntries<HighwayOps>::table(hwy::TargetName(HWY_TARGET)); }

}  // namespace colonnade::cortex::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace colonnade::cortex::kernels {
namespace reference {

#include "kernels/hypothesis_impl.h"
// The entries use the bodies.
#include "kernels/hypothesis_entries_impl.h"

}  // namespace reference

HWY_EXPORT(table);

const HypothesisKernels& hypothesis_kernels() noexcept {
  static const HypothesisKernels kernels = HWY_DYNAMIC_DISPATCH(table)();
  return kernels;
}

const HypothesisKernels& hypothesis_kernels_reference() noexcept {
  static const HypothesisKernels kernels = reference::HypothesisEntries<ScalarCellOps>::table("reference");
  return kernels;
}

std::vector<HypothesisKernels> all_hypothesis_kernels() {
  std::vector<HypothesisKernels> all;
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    all.push_back(HWY_DYNAMIC_DISPATCH(table)());
  }
  hwy::SetSupportedTargetsForTest(0);
  return all;
}

}  // namespace colonnade::cortex::kernels
#endif
