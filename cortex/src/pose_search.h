#pragma once

#include <cmath>
#include <span>

#include "pose_view.h"
#include "random.h"

namespace colonnade::cortex {

/// The middle of what was sensed, metres from the episode's origin: turns about it hardly shift the sensed points.
[[nodiscard]] inline Eigen::Vector3f middle_of(std::span<const kernels::SensedView> sensed) noexcept {
  Eigen::Vector3f sum = Eigen::Vector3f::Zero();
  for (const auto& view : sensed) sum += vec(view.p);
  return sensed.empty() ? sum : Eigen::Vector3f(sum / static_cast<float>(sensed.size()));
}

/// Climbs to the top of the evidence around a pose, where no fit leads: features that fade slowly along a surface pull
/// at no sensation's point or normal. The cross-entropy method (Rubinstein 1999): poses are drawn about the best guess,
/// the guess moves to their mean, each weighed by exp(evidence), and the next ones are drawn closer.
/// @param middle_W about which poses are turned, metres from the episode's origin.
/// @param evidence_of what a pose gathers over all of working memory.
template <class Evidence>
[[nodiscard]] kernels::PoseView climb(kernels::PoseView pose, const Eigen::Vector3f& middle_W, RandomStream& random,
                                      Evidence&& evidence_of) noexcept {
  constexpr int kRounds = 4;
  constexpr int kDrawn = 32;
  constexpr double kNarrowing = 0.6;
  double turn_sd = 0.1;        // radians about each axis
  double shift_sd_m = 0.0015;  // along each axis
  const auto moved = [&](const kernels::PoseView& from, const Vector3& turn, const Vector3& shift) {
    const double angle = turn.norm();
    const Vector3 axis = angle > 0 ? Vector3(turn / angle) : Vector3::UnitX();
    const RowMajor3f R = Eigen::AngleAxisd(angle, axis).toRotationMatrix().cast<float>() * rotation(from);
    const Eigen::Vector3f middle_O = rotation(from) * middle_W + translation(from) + shift.cast<float>();
    return pose_view(R, middle_O - R * middle_W, from.object);
  };
  for (int round = 0; round < kRounds; ++round) {
    auto top = static_cast<double>(evidence_of(pose));
    double weights = 1;
    Vector3 turns = Vector3::Zero(), shifts = Vector3::Zero();  // weighted sums; the guess itself adds nothing
    for (int draw = 0; draw < kDrawn; ++draw) {
      const Vector3 turn = turn_sd * random.normal_vector();
      const Vector3 shift = shift_sd_m * random.normal_vector();
      const auto evidence = static_cast<double>(evidence_of(moved(pose, turn, shift)));
      if (evidence > top) {
        const double fade = std::exp(top - evidence);
        weights *= fade;
        turns *= fade;
        shifts *= fade;
        top = evidence;
      }
      const double weight = std::exp(evidence - top);
      weights += weight;
      turns += weight * turn;
      shifts += weight * shift;
    }
    pose = moved(pose, turns / weights, shifts / weights);
    turn_sd *= kNarrowing;
    shift_sd_m *= kNarrowing;
  }
  return pose;
}

}  // namespace colonnade::cortex
