#include "kernels/observed.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/hypothesis_scalar_ops.h"
#include "kernels/octahedral_map.h"

namespace colonnade::cortex::kernels {
namespace {

#include "kernels/hypothesis_impl.h"

// Set while a kernel runs: the bodies know their Ops as a type only.
thread_local AccessObserver* observer = nullptr;

struct ObservedOps : ScalarCellOps {
  static void read(const ModelView& model, Structure structure, std::size_t offset, std::uint32_t bytes) {
    const bool indexed = structure == Structure::bins || structure == Structure::bin_segments;
    observer->accessed(structure, indexed ? model.index_version : model.version, offset, bytes);
  }
};

void watch_for(void* backend) { observer = static_cast<AccessObserver*>(backend); }

void step(void* backend, const ModelView& model, const SensedView& sensed, const PoseView* poses, std::uint32_t count,
          Match* matches, Work& work) {
  watch_for(backend);
  step_body<ObservedOps>(model, sensed, poses, count, matches, work);
}
float replay(void* backend, const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
             Match* matches, Work& work) {
  watch_for(backend);
  return replay_body<ObservedOps, false>(model, sensed, count, pose, matches, work);
}
float glance(void* backend, const ModelView& model, const SensedView* sensed, std::uint32_t count, const PoseView& pose,
             Match* matches, Work& work) {
  watch_for(backend);
  return replay_body<ObservedOps, true>(model, sensed, count, pose, matches, work);
}

}  // namespace

HypothesisKernels observed_kernels(AccessObserver& watcher) noexcept {
  return {"observed", &watcher, &step, &replay, &glance};
}

}  // namespace colonnade::cortex::kernels
