#include <algorithm>

#include "goals.h"
#include "pose_view.h"

namespace colonnade::cortex {
namespace {

constexpr std::uint32_t kLooks = 48;   // places compared
constexpr float kCredible = 7.0f;      // a guess with less evidence is not worth testing
constexpr float kWorthwhile = 0.8f;    // least difference in evidence worth going for
constexpr float kSettledLead = 30.0f;  // a rival further behind than this is none
constexpr float kNear_m = 0.02f;       // places this close to what was sensed before are known

}  // namespace

// Hypothesis testing: the place on the best hypothesis' model where its strongest rival predicts something else.
std::optional<Goal> discriminating_goal(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                                        const ColumnOptions& options, const WorkingMemory& sensed,
                                        const Hypotheses& hypotheses, const Percept& percept, std::uint32_t asked,
                                        kernels::Work& work) noexcept {
  const std::uint32_t best = hypotheses.best();
  if (best == Hypotheses::kNone || sensed.newest().on_surface == 0) return std::nullopt;
  if (hypotheses.evidence(best) < kCredible) return std::nullopt;
  const kernels::PoseView& mine = hypotheses.pose(best);
  // The rival: the best other object; or, when the object is clear, the best pose that its symmetry does not explain.
  std::uint32_t rival = Hypotheses::kNone;
  const auto stronger = [&](std::uint32_t i) {
    return rival == Hypotheses::kNone || hypotheses.evidence(i) > hypotheses.evidence(rival);
  };
  for (const std::uint32_t leader : hypotheses.best_of_object()) {
    if (leader != Hypotheses::kNone && leader != best && stronger(leader)) rival = leader;
  }
  if (percept.confidence() >= options.decision_confidence) {
    rival = Hypotheses::kNone;
    const Rotation R_WO = percept.poses_WO[0].linear();
    for (std::uint32_t i = 0; i < hypotheses.size(); ++i) {
      if (hypotheses.pose(i).object != mine.object || !stronger(i)) continue;
      if (rotation_error(percept.symmetry, R_WO, rotation(hypotheses.pose(i)).transpose().cast<double>()) > 0.3) {
        rival = i;
      }
    }
  }
  if (rival == Hypotheses::kNone) return std::nullopt;
  if (hypotheses.evidence(best) - hypotheses.evidence(rival) > kSettledLead) return std::nullopt;
  const kernels::PoseView& other = hypotheses.pose(rival);

  const auto model = memory.view();
  const RowMajor3f R_OW = rotation(mine);
  const std::uint32_t begin = memory.first_segment[mine.object];
  const std::uint32_t segments = memory.first_segment[mine.object + 1] - begin;
  kernels::Match match{};
  float best_gain = kWorthwhile;
  std::uint32_t target = kernels::kNoSegment;
  for (std::uint32_t look = 0; look < std::min(kLooks, segments); ++look) {
    // A different comb of places each time, so that all are looked at in the end.
    const std::uint32_t offset = (asked * 7919u) % segments;
    const std::uint32_t s = begin + (offset + look * std::max(1u, segments / kLooks)) % segments;
    const auto& g = memory.geometry[s];
    kernels::SensedView imagined = sensed.newest();
    Eigen::Map<Eigen::Vector3f>(imagined.p) = R_OW.transpose() * (vec(g.p) - translation(mine));
    Eigen::Map<Eigen::Vector3f>(imagined.n) = R_OW.transpose() * vec(g.n);
    Eigen::Map<Eigen::Vector3f>(imagined.a) = R_OW.transpose() * vec(g.a);
    imagined.on_surface = 1;
    imagined.frame_defined = g.frame_defined;
    imagined.brief = memory.briefs[s].features;
    memory.accessed(Structure::geometry, memory.version, s * sizeof g, sizeof g);
    memory.accessed(Structure::briefs, memory.version, s * sizeof memory.briefs[s], sizeof memory.briefs[s]);
    const float expected = kernel.glance(model, &imagined, 1, mine, &match, work);
    const float predicted = kernel.glance(model, &imagined, 1, other, &match, work);
    float gain = expected - predicted;
    const Eigen::Vector3f p_W = vec(imagined.p);
    for (const auto& before : sensed.all()) {
      if ((vec(before.p) - p_W).squaredNorm() < kNear_m * kNear_m) gain *= 0.85f;
    }
    if (gain > best_gain) {
      best_gain = gain;
      target = s;
    }
  }
  if (target == kernels::kNoSegment) return std::nullopt;
  const auto& g = memory.geometry[target];
  Goal goal;
  goal.p_W = sensed.origin_W() + (R_OW.transpose() * (vec(g.p) - translation(mine))).cast<double>();
  goal.normal_W = (R_OW.transpose() * vec(g.n)).cast<double>();
  goal.expected_gain = static_cast<double>(best_gain);
  return goal;
}

}  // namespace colonnade::cortex
