#include "processor_kernels.h"

#include "kernels/bodies.h"
#include "kernels/scalar_ops.h"

namespace colonnade::cuda::testing {
namespace {

using namespace kernels;

using ByteOps = cortex::kernels::ScalarOps;

void step(void*, const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
          Match* matches, Work& work) {
  step_body<ByteOps>(model, sensed, poses, count, matches, work);
}
float replay(void*, const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
             Match* matches, Work& work) {
  return replay_body<ByteOps>(model, sensed, count, pose, matches, work);
}
void features(void*, const ModelView& model, const SensedView& sensed, const std::uint32_t* segments,
              std::uint32_t count, float* evidence) {
  feature_body<ByteOps>(model, sensed, segments, count, evidence);
}

}  // namespace

const cortex::kernels::HypothesisKernels& processor_kernels() {
  static const cortex::kernels::HypothesisKernels table{"processor", nullptr, &step, &replay, &features};
  return table;
}

}  // namespace colonnade::cuda::testing
