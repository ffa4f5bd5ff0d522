#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <colonnade/cortex/options.h>
#include <colonnade/cortex/sensation.h>

#include "kernels/views.h"
#include "memory_impl.h"

namespace colonnade::cortex {

/// Weights of one sensation's evidence: what the sensor is unsure of counts less, and so does the hue of what it sees
/// with little saturation (0 to 1).
kernels::EvidenceWeights evidence_weights(const EvidenceOptions& options, const SensationUncertainty& uncertainty,
                                          float saturation);

/// The episode's sensations, coded and ready to be replayed under any hypothesis. Positions are relative to the first
/// sensation, so that single precision is enough anywhere in the world.
class WorkingMemory {
 public:
  /// Room for `capacity` sensations; allocates.
  void reserve(std::size_t capacity);
  void clear();
  /// Where relative positions start, if not at the first sensation: columns that vote share an origin.
  void set_origin(const Vector3& origin_W);
  /// Codes a sensation and keeps it. @return true when the oldest quarter had to leave to make room.
  bool add(const Sensation& sensation, const Memory::Impl& memory, const EvidenceOptions& options);

  [[nodiscard]] std::span<const kernels::SensedView> all() const { return {sensed_.data(), sensed_.size()}; }
  [[nodiscard]] std::size_t size() const { return sensed_.size(); }
  /// How many of them are of a surface; the others tell of empty space.
  [[nodiscard]] std::size_t on_surface() const;
  [[nodiscard]] const kernels::SensedView& operator[](std::size_t i) const { return sensed_[i]; }
  /// Features of sensation i in brief; of one of empty space they mean nothing.
  [[nodiscard]] const kernels::FeatureBrief& brief(std::size_t i) const { return sensed_[i].brief; }
  /// How much they count for objects wherever they are; 0 of empty space.
  [[nodiscard]] const Familiarity::Trust& trust(std::size_t i) const { return trust_[i]; }
  [[nodiscard]] const kernels::SensedView& newest() const { return sensed_.back(); }
  /// Where the relative positions start, in W.
  [[nodiscard]] const Vector3& origin_W() const { return origin_W_; }

 private:
  std::vector<kernels::SensedView> sensed_;
  std::vector<Familiarity::Trust> trust_;
  std::size_t capacity_ = 0;
  bool has_origin_ = false;
  Vector3 origin_W_ = Vector3::Zero();
};

}  // namespace colonnade::cortex
