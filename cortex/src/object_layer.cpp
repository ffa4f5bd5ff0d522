#include "object_layer.h"

#include <algorithm>
#include <cmath>

#include "pose_view.h"

namespace colonnade::cortex {
namespace {

constexpr double kSamePose_rad = 0.3;
constexpr double kPossible = 0.01;   // probability from which on an object's cells are active
constexpr double kStill_rad = 0.05;  // a best pose that turns by less is the same as before ...
constexpr int kStillFor = 4;         // ... and still when it has been so for this many sensations
constexpr int kLongest = 14;         // ... for which so many sensations more than necessary are spent
// An object that stays clear for this many sensations while its poses stay equal is as settled as it will get.
constexpr int kPatience = 8;

}  // namespace

void ObjectLayer::reserve(std::size_t objects) { order_.reserve(objects); }

void ObjectLayer::clear() {
  clear_since_ = -1;
  clear_object_ = ObjectId{};
  still_since_ = 0;
  still_object_ = ObjectId{};
  active_ = {};
}

void ObjectLayer::pool(const Hypotheses& hypotheses, const Memory::Impl& memory, const ColumnOptions& options,
                       const Vector3& origin_W, int sensations, Percept& percept) noexcept {
  percept = Percept{};
  percept.sensations = sensations;
  active_ = {};
  const std::uint32_t best = hypotheses.best();
  if (best == Hypotheses::kNone) return;

  order_.clear();
  for (const std::uint32_t leader : hypotheses.best_of_object()) {
    if (leader != Hypotheses::kNone) order_.push_back(leader);
  }
  const auto shown = std::min(order_.size(), Percept::kMaxRanked);
  std::partial_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(shown), order_.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      const float ea = hypotheses.evidence(a), eb = hypotheses.evidence(b);
                      return ea != eb ? ea > eb : a < b;  // as rank(): the first of equals
                    });
  const double best_evidence = static_cast<double>(hypotheses.evidence(best));
  // "None of the objects that I know" competes with the evidence of chance matches: zero.
  double total = std::exp(-std::max(0.0, best_evidence) / options.temperature);
  for (const std::uint32_t leader : order_) {
    total += std::exp((static_cast<double>(hypotheses.evidence(leader)) - best_evidence) / options.temperature);
  }
  percept.ranked_count = shown;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::uint32_t leader = order_[i];
    const double evidence = static_cast<double>(hypotheses.evidence(leader));
    percept.ranked[i] = {ObjectId(hypotheses.pose(leader).object), evidence,
                         std::exp((evidence - best_evidence) / options.temperature) / total,
                         to_X_WO(hypotheses.pose(leader), origin_W)};
    if (percept.ranked[i].probability >= kPossible) active_ |= memory.object_codes[hypotheses.pose(leader).object];
  }

  const std::uint32_t object = hypotheses.pose(best).object;
  percept.symmetry = memory.objects[object].symmetry;
  percept.poses_WO[0] = percept.ranked[0].X_WO;
  percept.pose_count = 1;
  percept.pose_settled = true;
  const double margin = std::max(options.pose_margin, options.pose_margin_share * best_evidence);
  for (std::uint32_t i = 0; i < hypotheses.size(); ++i) {
    if (hypotheses.pose(i).object != object) continue;
    if (static_cast<double>(hypotheses.evidence(i)) < best_evidence - margin) continue;
    const Pose X_WO = to_X_WO(hypotheses.pose(i), origin_W);
    const bool known = std::any_of(
        percept.poses_WO.begin(), percept.poses_WO.begin() + static_cast<std::ptrdiff_t>(percept.pose_count),
        [&](const Pose& X) { return rotation_error(percept.symmetry, X.linear(), X_WO.linear()) < kSamePose_rad; });
    if (known) continue;
    percept.pose_settled = false;
    if (percept.pose_count < Percept::kMaxPoses) percept.poses_WO[percept.pose_count++] = X_WO;
  }

  const bool clear = percept.ranked[0].probability >= options.decision_confidence;
  if (!clear || clear_object_ != percept.object()) {
    clear_since_ = clear ? sensations : -1;
    clear_object_ = clear ? percept.object() : ObjectId{};
  }
  const Rotation R_WO = percept.poses_WO[0].linear();
  if (still_object_ != percept.object() || rotation_error(percept.symmetry, still_R_WO_, R_WO) > kStill_rad) {
    still_object_ = percept.object();
    still_R_WO_ = R_WO;
    still_since_ = sensations;
  }
  const int waited = sensations - options.min_sensations;
  const bool still = sensations - still_since_ >= kStillFor || waited >= kLongest;
  const bool settled = percept.pose_settled || sensations - clear_since_ >= kPatience;
  percept.decided = clear && waited >= 0 && still && settled;
}

}  // namespace colonnade::cortex
