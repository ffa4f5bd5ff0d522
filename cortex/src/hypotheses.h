#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/views.h"

namespace colonnade::cortex {

/// L6: the population of live hypotheses, a structure of arrays with a fixed capacity. Nothing here allocates after
/// reserve().
class Hypotheses {
 public:
  /// @param more room beyond the capacity, for append().
  void reserve(std::size_t capacity, std::size_t per_object, std::size_t objects, std::size_t more = 0);
  void clear();

  [[nodiscard]] std::size_t size() const { return poses_.size(); }
  [[nodiscard]] bool empty() const { return poses_.empty(); }
  [[nodiscard]] std::span<const kernels::PoseView> poses() const { return poses_; }
  [[nodiscard]] const kernels::PoseView& pose(std::size_t i) const { return poses_[i]; }
  /// All that speaks for hypothesis i: its pose, and what the features say of its object wherever they are.
  [[nodiscard]] float evidence(std::size_t i) const { return evidence_[i] + familiarity_[poses_[i].object]; }
  /// What speaks for its pose alone.
  [[nodiscard]] float pose_evidence(std::size_t i) const { return evidence_[i]; }
  /// Familiarity of the objects, to be added to; kept until clear().
  [[nodiscard]] std::span<float> familiarity() { return familiarity_; }
  [[nodiscard]] std::span<const float> familiarity() const { return familiarity_; }
  [[nodiscard]] std::uint32_t refined_at(std::size_t i) const { return refined_at_[i]; }
  /// Numbers hypotheses in the order in which they joined since clear().
  [[nodiscard]] std::uint32_t id(std::size_t i) const { return ids_[i]; }
  /// The number that the next one gets.
  [[nodiscard]] std::uint32_t next_id() const { return next_id_; }

  // The evidence given from here on is that of poses.

  void add_evidence(std::size_t i, float evidence) { evidence_[i] += evidence; }
  /// A better pose for hypothesis i, with the evidence that replay gives it.
  void refine(std::size_t i, const kernels::PoseView& pose, float evidence, std::uint32_t now);

  /// Adds a hypothesis unless the population has it already: then the one with more evidence stays. Beyond the
  /// capacity, in all or of this object, it takes the place of the weakest, if it is better than that.
  bool insert(const kernels::PoseView& pose, float evidence, std::uint32_t now);
  /// Adds a hypothesis, whatever the population has and its capacity is.
  void append(const kernels::PoseView& pose, float evidence, std::uint32_t now);
  /// Whether a hypothesis like this one lives already.
  [[nodiscard]] bool contains(const kernels::PoseView& pose);

  /// Drops all of them; what is familiar stays so.
  void forget_poses();
  /// Drops what lies more than `range` below the best; an object's best one is given half as much again.
  void prune(float range);
  /// Drops hypotheses that refinement has moved onto a better one.
  void merge();

  /// Index of the best of all, and of each object (kNone where it has none). Brought up to date by rank().
  static constexpr std::uint32_t kNone = 0xFFFFFFFFu;
  void rank();
  [[nodiscard]] std::uint32_t best() const { return best_; }
  [[nodiscard]] std::span<const std::uint32_t> best_of_object() const { return best_of_object_; }
  /// Pairs of poses of one object compared for likeness since construction.
  [[nodiscard]] std::uint64_t comparisons() const { return comparisons_; }

 private:
  void remove(std::size_t i);
  [[nodiscard]] bool compare(const kernels::PoseView& a, const kernels::PoseView& b);

  std::vector<kernels::PoseView> poses_;
  std::vector<float> evidence_;
  std::vector<float> familiarity_;  ///< per object
  std::vector<std::uint32_t> refined_at_;
  std::vector<std::uint32_t> ids_;
  std::vector<std::uint32_t> count_of_object_;
  std::vector<std::uint32_t> best_of_object_;
  std::uint32_t best_ = kNone;
  std::uint32_t next_id_ = 0;
  std::uint64_t comparisons_ = 0;
  std::size_t capacity_ = 0;
  std::size_t per_object_ = 0;
};

/// True when two poses of one object are the same for all practical purposes.
[[nodiscard]] bool alike(const kernels::PoseView& a, const kernels::PoseView& b);

}  // namespace colonnade::cortex
