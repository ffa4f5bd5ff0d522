#include <colonnade/cortex/inspection.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include <colonnade/cortex/block_code.h>
#include <colonnade/cortex/error.h>

#include "column_state.h"
#include "pose_view.h"

namespace colonnade::cortex {

Inspector::Inspector(std::size_t most) : most_(most) {}

const LayerActivity& Inspector::inspect(const Column& column) {
  const Column::State& state = *column.state_;
  const Memory::Impl& memory = state.memory->impl();
  const Hypotheses& live = state.hypotheses;
  LayerActivity& a = activity_;
  a.hypotheses.clear();
  a.object_evidence.assign(memory.objects.size(), std::numeric_limits<float>::quiet_NaN());
  a.feature.fill(kDisconnected);
  a.location.fill(kDisconnected);
  a.population = static_cast<std::uint32_t>(live.size());
  a.next_id = live.next_id();
  a.object_cells = state.objects.active();
  if (state.sensed.size() == 0) return a;
  const kernels::SensedView& newest = state.sensed.newest();
  if (newest.on_surface != 0) std::copy(std::begin(newest.feature), std::end(newest.feature), a.feature.begin());

  for (std::uint32_t i = 0; i < live.size(); ++i) {
    float& best = a.object_evidence[live.pose(i).object];
    best = std::fmax(best, live.evidence(i));
  }
  order_.resize(live.size());
  for (std::uint32_t i = 0; i < live.size(); ++i) order_[i] = i;
  const std::size_t count = std::min(most_, order_.size());
  std::partial_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(count), order_.end(),
                    [&](std::uint32_t x, std::uint32_t y) {
                      return live.evidence(x) != live.evidence(y) ? live.evidence(x) > live.evidence(y) : x < y;
                    });
  const kernels::ModelView model = memory.view();
  kernels::Work uncounted{};
  for (std::size_t i = 0; i < count; ++i) {
    const kernels::PoseView& pose = live.pose(order_[i]);
    kernels::Match match{};
    state.kernel->step(model, newest, &pose, 1, &match, uncounted);
    HypothesisSample sample;
    sample.id = live.id(order_[i]);
    sample.object = ObjectId(pose.object);
    sample.X_WO = to_X_WO(pose, state.sensed.origin_W());
    sample.evidence = live.evidence(order_[i]);
    sample.match = match.evidence;
    if (match.segment != kernels::kNoSegment) {
      sample.segment = SegmentId(match.segment - memory.first_segment[pose.object]);
    }
    a.hypotheses.push_back(sample);
  }
  if (count > 0) {
    const kernels::PoseView& best = live.pose(order_[0]);
    const Vector3 p_O = (rotation(best) * vec(newest.p) + translation(best)).cast<double>();
    const Vector3 anchor = vec(memory.anchors.data() + 3 * static_cast<std::size_t>(best.object)).cast<double>();
    memory.location_encoder.encode(p_O + anchor, a.location);
  }
  return a;
}

std::span<const std::uint8_t> segment_codes(const Memory& memory, ObjectId object) {
  const auto& objects = memory.impl().objects;
  if (!object.valid() || object.value() >= objects.size()) throw InputError("the memory has no such object");
  const auto& codes = objects[object.value()].codes;
  return {reinterpret_cast<const std::uint8_t*>(codes.data()), codes.size() * sizeof(kernels::SegmentCodes)};
}

}  // namespace colonnade::cortex
