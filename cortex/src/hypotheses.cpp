#include "hypotheses.h"

#include <algorithm>
#include <cstdint>

#include "kernels/host_device.h"

namespace colonnade::cortex {
namespace {

using kernels::PoseView;
#include "kernels/population_impl.h"

}  // namespace

bool alike(const kernels::PoseView& a, const kernels::PoseView& b) { return alike_poses(a, b); }

void Hypotheses::reserve(std::size_t capacity, std::size_t per_object, std::size_t objects, std::size_t more) {
  capacity_ = capacity;
  per_object_ = per_object;
  poses_.reserve(capacity + more);
  evidence_.reserve(capacity + more);
  refined_at_.reserve(capacity + more);
  ids_.reserve(capacity + more);
  familiarity_.assign(objects, 0);
  count_of_object_.assign(objects, 0);
  best_of_object_.assign(objects, kNone);
}

void Hypotheses::clear() {
  forget_poses();
  next_id_ = 0;
  std::fill(familiarity_.begin(), familiarity_.end(), 0.0f);
}

void Hypotheses::forget_poses() {
  poses_.clear();
  evidence_.clear();
  refined_at_.clear();
  ids_.clear();
  std::fill(count_of_object_.begin(), count_of_object_.end(), 0);
  std::fill(best_of_object_.begin(), best_of_object_.end(), kNone);
  best_ = kNone;
}

void Hypotheses::refine(std::size_t i, const kernels::PoseView& pose, float evidence, std::uint32_t now) {
  poses_[i] = pose;
  evidence_[i] = evidence;
  refined_at_[i] = now;
}

bool Hypotheses::compare(const kernels::PoseView& a, const kernels::PoseView& b) {
  if (a.object != b.object) return false;
  ++comparisons_;
  return alike(a, b);
}

bool Hypotheses::contains(const kernels::PoseView& pose) {
  return std::any_of(poses_.begin(), poses_.end(), [&](const auto& live) { return compare(live, pose); });
}

bool Hypotheses::insert(const kernels::PoseView& pose, float evidence, std::uint32_t now) {
  std::size_t weakest = kNone;
  const bool object_full = count_of_object_[pose.object] >= per_object_;
  const bool full = poses_.size() >= capacity_;
  for (std::size_t i = 0; i < poses_.size(); ++i) {
    if (compare(poses_[i], pose)) {
      if (evidence > evidence_[i]) refine(i, pose, evidence, now);
      return false;
    }
    if ((object_full ? poses_[i].object == pose.object : full) &&
        (weakest == kNone || this->evidence(i) < this->evidence(weakest))) {
      weakest = i;
    }
  }
  if (weakest != kNone) {
    if (this->evidence(weakest) >= evidence + familiarity_[pose.object]) return false;
    remove(weakest);
  }
  append(pose, evidence, now);
  return true;
}

void Hypotheses::append(const kernels::PoseView& pose, float evidence, std::uint32_t now) {
  poses_.push_back(pose);
  evidence_.push_back(evidence);
  refined_at_.push_back(now);
  ids_.push_back(next_id_++);
  ++count_of_object_[pose.object];
}

void Hypotheses::remove(std::size_t i) {
  --count_of_object_[poses_[i].object];
  poses_[i] = poses_.back();
  evidence_[i] = evidence_.back();
  refined_at_[i] = refined_at_.back();
  ids_[i] = ids_.back();
  poses_.pop_back();
  evidence_.pop_back();
  refined_at_.pop_back();
  ids_.pop_back();
}

void Hypotheses::rank() {
  std::fill(best_of_object_.begin(), best_of_object_.end(), kNone);
  best_ = kNone;
  for (std::uint32_t i = 0; i < poses_.size(); ++i) {
    auto& best = best_of_object_[poses_[i].object];
    if (best == kNone || evidence_[i] > evidence_[best]) best = i;
    if (best_ == kNone || evidence(i) > evidence(best_)) best_ = i;
  }
}

void Hypotheses::prune(float range) {
  if (poses_.empty()) return;
  rank();
  const float best = evidence(best_);
  for (std::size_t i = poses_.size(); i-- > 0;) {
    const bool leads = best_of_object_[poses_[i].object] == i;
    if (!survives(evidence(i), leads, best, range)) remove(i);
  }
  rank();
}

void Hypotheses::merge() {
  for (std::size_t i = poses_.size(); i-- > 1;) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!compare(poses_[i], poses_[j])) continue;
      if (evidence_[i] > evidence_[j]) refine(j, poses_[i], evidence_[i], refined_at_[i]);
      remove(i);
      break;
    }
  }
  rank();
}

}  // namespace colonnade::cortex
