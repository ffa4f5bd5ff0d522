#include "processor_step.h"

#include "kernels/bodies.h"

// One compilation for each instruction set, chosen at run time.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define COLONNADE_EVERY_LEVEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), flatten))
#else
#define COLONNADE_EVERY_LEVEL
#endif

namespace colonnade::cuda {
namespace {

using namespace kernels;

struct LoopOps {
  template <int kBytes>
  static int count_equal(const Cell* a, const Cell* b) {
    Cell equal = 0;  // at most 64
    for (int i = 0; i < kBytes; ++i) equal = static_cast<Cell>(equal + (a[i] == b[i] ? 1 : 0));
    return equal;
  }
  static int count_equal_64(const Cell* a, const Cell* b) { return count_equal<64>(a, b); }
  static int count_equal_32(const Cell* a, const Cell* b) { return count_equal<32>(a, b); }
  static int count_equal_16(const Cell* a, const Cell* b) { return count_equal<16>(a, b); }
};

COLONNADE_EVERY_LEVEL void step(void*, const ModelView& model, const SensedView& sensed, const PoseView* poses,
                                std::uint32_t count, Match* matches, Work& work) {
  step_body<LoopOps>(model, sensed, poses, count, matches, work);
}
COLONNADE_EVERY_LEVEL float replay(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                                   const PoseView& pose, Match* matches, Work& work) {
  return replay_body<LoopOps, false>(model, sensed, count, pose, matches, work);
}
COLONNADE_EVERY_LEVEL float glance(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count,
                                   const PoseView& pose, Match* matches, Work& work) {
  return replay_body<LoopOps, true>(model, sensed, count, pose, matches, work);
}

}  // namespace

const cortex::kernels::HypothesisKernels& vectorised_processor_kernels() {
  static const cortex::kernels::HypothesisKernels table{"compiler's vectors", nullptr, &step, &replay, &glance};
  return table;
}

}  // namespace colonnade::cuda
