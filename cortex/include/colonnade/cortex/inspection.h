#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/encoders.h>
#include <colonnade/cortex/sparse_code.h>

namespace colonnade::cortex {

/// One live hypothesis, as a sampler sees it.
struct HypothesisSample {
  std::uint32_t id = 0;  ///< unique in the episode; they rise in the order of birth
  ObjectId object;
  Pose X_WO = Pose::Identity();
  float evidence = 0;  ///< log-likelihood units, summed over the episode
  SegmentId segment;   ///< the object's L4 segment that fits the newest sensation best; invalid: it has none there
  float match = 0;     ///< evidence that this segment gives
};

/// What a column's layers hold after its latest sensation.
struct LayerActivity {
  FeatureCode feature{};                     ///< L4's proximal input; all kDisconnected where nothing was sensed
  LocationCode location{};                   ///< L6's grid-cell modules under the best hypothesis
  std::uint32_t population = 0;              ///< live hypotheses
  std::uint32_t next_id = 0;                 ///< ids of hypotheses born so far are below this
  std::vector<HypothesisSample> hypotheses;  ///< the best ones, best first
  SparseCode object_cells;                   ///< L2/3: union of the codes of all objects that are possible
  std::vector<float> object_evidence;        ///< L2/3: of each object's best hypothesis; NaN where it has none
};

/// Looks into columns without changing anything: for recorders and viewers, which the model does not know. Keep one for
/// each thread; it reuses its buffers.
class Inspector {
 public:
  /// @param most hypotheses to be sampled (all others are only counted).
  explicit Inspector(std::size_t most = 32);

  /// The column's layers now. Valid until the next call; empty before the column's first sensation.
  [[nodiscard]] const LayerActivity& inspect(const Column& column);

 private:
  std::size_t most_;
  LayerActivity activity_;
  std::vector<std::uint32_t> order_;
};

/// Connected cells of an object's L4 segments, 192 bytes each, laid out as `codes` in docs/format.md. Valid until the
/// memory changes. @throws InputError when there is no such object.
[[nodiscard]] std::span<const std::uint8_t> segment_codes(const Memory& memory, ObjectId object);

}  // namespace colonnade::cortex
