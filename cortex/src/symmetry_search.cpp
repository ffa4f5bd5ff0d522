#include "symmetry_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include <Eigen/Eigenvalues>

#include "kernels/hypothesis.h"
#include "parallel.h"
#include "pose_view.h"
#include "refinement.h"
#include "working_memory.h"

namespace colonnade::cortex {
namespace {

constexpr std::size_t kSamples = 96;
constexpr double kPi = std::numbers::pi;
// A turned model must explain itself this well: evidence of the turned pose against that of the model in place.
constexpr double kSameShare = 0.72;
constexpr float kBetween_m = 0.004f;
constexpr double kMostDrift = 0.3;  // radians that refinement may turn a candidate

class SelfMatch {
 public:
  SelfMatch(const Memory::Impl& memory, std::uint32_t object) : memory_(memory), object_(object) {
    const std::uint32_t begin = memory.first_segment[object];
    const std::uint32_t count = memory.first_segment[object + 1] - begin;
    const std::size_t samples = std::min<std::size_t>(count, kSamples);
    SensationUncertainty typical;
    typical.location = 0.002f;
    const auto weights = evidence_weights(EvidenceOptions{}, typical);
    for (std::size_t i = 0; i < samples; ++i) {
      const std::size_t s = begin + i * count / samples;
      const auto& g = memory.geometry[s];
      kernels::SensedView view{};
      std::copy(g.p, g.p + 3, view.p);
      std::copy(g.n, g.n + 3, view.n);
      std::copy(g.a, g.a + 3, view.a);
      view.on_surface = 1;
      view.frame_defined = g.frame_defined;
      std::copy(memory.codes[s].feature, memory.codes[s].feature + 64, view.feature);
      view.weights = weights;
      sensed_.push_back(view);
    }
    matches_.resize(samples);
    // What counts as well explained: the model in place, sensed between its samples, where no segment fits exactly.
    for (auto& view : sensed_) Eigen::Map<Eigen::Vector3f>(view.p) += kBetween_m * vec(view.a);
    in_place_ = replay(pose_view(RowMajor3f::Identity(), Eigen::Vector3f::Zero(), object));
    for (auto& view : sensed_) Eigen::Map<Eigen::Vector3f>(view.p) -= kBetween_m * vec(view.a);
  }

  /// The turn about an axis through `center`, refined, if it leaves the model the same.
  std::optional<kernels::PoseView> same_after(const Vector3& axis_O, double angle, const Vector3& center_O) {
    const Rotation turn = Eigen::AngleAxisd(angle, axis_O.normalized()).toRotationMatrix();
    const kernels::PoseView start =
        pose_view(turn.cast<float>(), (center_O - turn * center_O).cast<float>(), object_);
    kernels::PoseView best = start;
    double best_evidence = replay(start);
    kernels::PoseView pose = start;
    for (int i = 0; i < 6 && best_evidence < in_place_ * kSameShare; ++i) {
      if (!refine_pose(memory_.view(), sensed_, matches_, pose)) break;
      const double evidence = replay(pose);
      if (evidence > best_evidence) {
        best_evidence = evidence;
        best = pose;
      }
    }
    const double drift = std::acos(std::clamp(static_cast<double>(rotation_cosine(best, start)), -1.0, 1.0));
    if (best_evidence < in_place_ * kSameShare || drift > kMostDrift) return std::nullopt;
    return best;
  }

 private:
  double replay(const kernels::PoseView& pose) {
    kernels::Work work{};
    return kernels::hypothesis_kernels().replay(memory_.view(), sensed_.data(),
                                                static_cast<std::uint32_t>(sensed_.size()), pose, matches_.data(),
                                                work);
  }

  const Memory::Impl& memory_;
  std::uint32_t object_;
  std::vector<kernels::SensedView> sensed_;
  std::vector<kernels::Match> matches_;
  double in_place_ = 0;
};

bool same_after_all(SelfMatch& self, const Vector3& axis, const Vector3& center, std::span<const double> angles) {
  return std::all_of(angles.begin(), angles.end(),
                     [&](double angle) { return self.same_after(axis, angle, center).has_value(); });
}

Symmetry find_symmetry(const Memory::Impl& memory, std::uint32_t object) {
  Symmetry symmetry;
  const std::uint32_t begin = memory.first_segment[object];
  const std::uint32_t end = memory.first_segment[object + 1];
  if (end - begin < 8) return symmetry;
  // Middle of the bounding box and principal axes of the points.
  Eigen::AlignedBox3d box;
  Vector3 mean = Vector3::Zero();
  for (std::uint32_t s = begin; s < end; ++s) {
    const Vector3 p = vec(memory.geometry[s].p).cast<double>();
    mean += p;
  }
  mean /= end - begin;
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  for (std::uint32_t s = begin; s < end; ++s) {
    const Vector3 d = vec(memory.geometry[s].p).cast<double>() - mean;
    covariance += d * d.transpose();
  }
  const Eigen::Matrix3d axes = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(covariance).eigenvectors();
  for (std::uint32_t s = begin; s < end; ++s) {
    box.extend(Vector3(axes.transpose() * vec(memory.geometry[s].p).cast<double>()));
  }
  const Vector3 center = axes * box.center();
  SelfMatch self(memory, object);

  static constexpr std::array kAnyTurn = {0.4, 1.1, 1.9, 2.6, -0.7, -1.5, -2.2};
  const std::array<Vector3, 3> odd_axes = {Vector3(0.6, 0.64, 0.48), Vector3(-0.48, 0.6, 0.64),
                                           Vector3(0.64, -0.48, 0.6)};
  symmetry.center_O = center;
  if (std::all_of(odd_axes.begin(), odd_axes.end(), [&](const Vector3& axis) {
        return same_after_all(self, axis, center, std::span(kAnyTurn).first(4));
      })) {
    symmetry.kind = Symmetry::Kind::spherical;
    return symmetry;
  }
  const auto look_for_flip = [&](const Vector3& axis, int turns) {
    const Vector3 across = axis.unitOrthogonal();
    for (int i = 0; i < turns; ++i) {
      const Vector3 flip = Eigen::AngleAxisd(kPi * i / turns, axis) * across;
      if (self.same_after(flip, kPi, center)) {
        symmetry.flip = true;
        symmetry.flip_axis_O = flip;
        return;
      }
    }
  };
  for (int i = 2; i >= 0; --i) {
    const Vector3 axis = axes.col(i);
    if (same_after_all(self, axis, center, kAnyTurn)) {
      symmetry.kind = Symmetry::Kind::axial;
      symmetry.axis_O = axis;
      look_for_flip(axis, 1);
      return symmetry;
    }
  }
  for (const int order : {6, 5, 4, 3, 2}) {
    for (int i = 2; i >= 0; --i) {
      const Vector3 axis = axes.col(i);
      std::vector<double> angles;
      for (int k = 1; k < order; ++k) angles.push_back(2 * kPi * k / order);
      if (!same_after_all(self, axis, center, angles)) continue;
      symmetry.kind = Symmetry::Kind::cyclic;
      symmetry.order = order;
      symmetry.axis_O = axis;
      // Perpendicular half turns of a box lie along its other principal axes.
      const Vector3 second = axes.col((i + 1) % 3);
      const Vector3 third = axes.col((i + 2) % 3);
      for (const Vector3& flip : {second, third}) {
        if (!symmetry.flip && self.same_after(flip, kPi, center)) {
          symmetry.flip = true;
          symmetry.flip_axis_O = flip;
        }
      }
      return symmetry;
    }
  }
  return symmetry;
}

}  // namespace

void find_symmetries(Memory::Impl& memory, int threads) {
  parallel_for(memory.objects.size(), 1, threads, [&](std::size_t i, std::size_t) {
    LearnedObject& object = memory.objects[i];
    if (object.symmetry_known) return;
    object.symmetry = find_symmetry(memory, static_cast<std::uint32_t>(i));
    object.symmetry_known = true;
  });
}

}  // namespace colonnade::cortex
