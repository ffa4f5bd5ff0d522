#include "kernels/hypothesis.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/hypothesis.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "kernels/host_device.h"
#include "kernels/octahedral_map.h"
#include "kernels/scalar_ops.h"

HWY_BEFORE_NAMESPACE();
namespace colonnade::cortex::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

#include "kernels/hypothesis_impl.h"

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

void step(void*, const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
          Match* matches, Work& work) {
  step_body<HighwayOps>(model, sensed, poses, count, matches, work);
}
float replay(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
             Match* matches, Work& work) {
  return replay_body<HighwayOps>(model, sensed, count, pose, matches, work);
}
void features(void*, const ModelView& model, const SensedView& sensed, const std::uint32_t* segments,
              std::uint32_t count, float* evidence) {
  feature_body<HighwayOps>(model, sensed, segments, count, evidence);
}
HypothesisKernels table() { return {hwy::TargetName(HWY_TARGET), nullptr, &step, &replay, &features}; }

}  // namespace colonnade::cortex::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace colonnade::cortex::kernels {
namespace reference {

#include "kernels/hypothesis_impl.h"

void step(void*, const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
          Match* matches, Work& work) {
  step_body<ScalarOps>(model, sensed, poses, count, matches, work);
}
float replay(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
             Match* matches, Work& work) {
  return replay_body<ScalarOps>(model, sensed, count, pose, matches, work);
}
void features(void*, const ModelView& model, const SensedView& sensed, const std::uint32_t* segments,
              std::uint32_t count, float* evidence) {
  feature_body<ScalarOps>(model, sensed, segments, count, evidence);
}

}  // namespace reference

HWY_EXPORT(table);

const HypothesisKernels& hypothesis_kernels() noexcept {
  static const HypothesisKernels kernels = HWY_DYNAMIC_DISPATCH(table)();
  return kernels;
}

const HypothesisKernels& hypothesis_kernels_reference() noexcept {
  static const HypothesisKernels kernels = {"reference", nullptr, &reference::step, &reference::replay,
                                            &reference::features};
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

std::uint64_t location_bin_key_of(std::uint32_t object, int x, int y, int z) {
  return reference::location_bin_key(object, x, y, z);
}
std::uint32_t location_bin_hash_of(std::uint64_t key) { return reference::location_bin_hash(key); }

}  // namespace colonnade::cortex::kernels
#endif
