#include "second_look.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include <colonnade/cortex/column.h>

#include "pose_view.h"

namespace colonnade::cortex {
namespace {

static_assert(Column::kMostOutlines <= OutlineFit::kMostKnown);

constexpr std::size_t kObjects = 12;
constexpr float kNoDoubt = 0.015f;  // so much contradiction of the best hypothesis
constexpr float kFound = 4;         // evidence of a pose that need not be better
constexpr float kHope = 15;         // evidence that a pose seldom exceeds, unless the best hypothesis does
constexpr std::size_t kOwn = 2;     // hypotheses of an object that are tried
constexpr std::size_t kBatch = 12;  // starts that are fitted roughly, before ...
constexpr std::size_t kFitted = 3;  // ... the best of them are again
constexpr std::size_t kBatches = 4;

/// The best few of all that are offered, best first; of equal ones the earlier.
template <class T, std::size_t kMost>
class Leaders {
 public:
  void offer(float score, const T& item) {
    std::size_t place = count_;
    while (place > 0 && all_[place - 1].first < score) --place;
    if (place == kMost) return;
    count_ = std::min(count_ + 1, kMost);
    const auto at = [this](std::size_t i) { return all_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::move_backward(at(place), at(count_ - 1), at(count_));
    all_[place] = {score, item};
  }
  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] const T& operator[](std::size_t i) const { return all_[i].second; }

 private:
  std::array<std::pair<float, T>, kMost> all_{};
  std::size_t count_ = 0;
};

/// Tells the memory's observer which cells are read.
class Reads final : public OutlineFit::Watcher {
 public:
  Reads(const Memory::Impl& memory, std::uint32_t object) : memory_(memory), object_(object) {}
  void scanned(int known) noexcept override { tell(known, offsetof(Outline, surface), sizeof(Outline::surface)); }
  void looked_up(int known, std::size_t cell) noexcept override {
    tell(known, offsetof(Outline, surface) + cell * sizeof(std::uint16_t), 2 * sizeof(std::uint16_t));
    tell(known, offsetof(Outline, beside) + cell, 2);
  }

 private:
  void tell(int known, std::size_t offset, std::size_t bytes) const {
    if (known < 0) {
      memory_.accessed(Structure::seen_outline, 0, offset, bytes);
    } else {
      memory_.accessed(Structure::outlines, object_, static_cast<std::size_t>(known) * sizeof(Outline) + offset, bytes);
    }
  }
  const Memory::Impl& memory_;
  std::uint32_t object_;
};

}  // namespace

void SecondLook::take(const Episode& episode, Hypotheses& hypotheses, kernels::Work& work,
                      Statistics& statistics) noexcept {
  hypotheses.rank();
  // Objects by their best hypothesis, or at least by how familiar they are. Of those that were never seen as wholes the
  // best hypotheses stay as they are.
  Leaders<std::uint32_t, kObjects> objects;
  Leaders<Finding, kObjects> others;
  for (std::uint32_t object = 0; object < hypotheses.familiarity().size(); ++object) {
    const std::uint32_t leader = hypotheses.best_of_object()[object];
    const float familiar = hypotheses.familiarity()[object];
    const float has = leader == Hypotheses::kNone ? familiar : std::max(familiar, hypotheses.evidence(leader));
    if (!episode.memory.objects[object].outlines.empty()) {
      objects.offer(has, object);
    } else if (leader != Hypotheses::kNone) {
      others.offer(has, {hypotheses.pose(leader), hypotheses.pose_evidence(leader)});
    }
  }
  if (objects.size() == 0) return;
  const OutlineFit::Work before = fit_.work();
  Reads reads(episode.memory, objects[0]);
  fit_.see(episode.seen, episode.sensed.origin_W(), episode.memory.observer != nullptr ? &reads : nullptr);
  std::array<Finding, kObjects> findings{};
  const std::uint32_t best = hypotheses.best();
  const float hope = best == Hypotheses::kNone ? kHope : std::max(kHope, hypotheses.pose_evidence(best));
  float most = Finding::kNone;
  for (std::size_t i = 0; i < objects.size() && !findings[0].beyond_doubt; ++i) {
    const float familiar = hypotheses.familiarity()[objects[i]];
    if (familiar + hope <= most) continue;  // cannot win
    findings[i] = look_at(objects[i], episode, hypotheses, work);
    if (findings[i].found()) most = std::max(most, familiar + findings[i].evidence);
  }
  if (findings[0].beyond_doubt) {
    const float evidence = std::max(findings[0].evidence, hypotheses.pose_evidence(best));
    hypotheses.refine(best, findings[0].pose, evidence, episode.now);
  } else {
    hypotheses.forget_poses();
    const auto insert = [&](const Finding& f) {
      if (f.found()) hypotheses.insert(f.pose, f.evidence, episode.now);
    };
    for (const Finding& finding : findings) insert(finding);
    for (std::size_t i = 0; i < others.size(); ++i) insert(others[i]);
  }
  hypotheses.rank();
  statistics.outline_places += fit_.work().places - before.places;
  statistics.outline_cells += fit_.work().cells - before.cells;
  statistics.outline_terms += fit_.work().terms - before.terms;
  statistics.outline_fits += fit_.work().rounds - before.rounds;
}

SecondLook::Finding SecondLook::look_at(std::uint32_t object, const Episode& episode, const Hypotheses& hypotheses,
                                        kernels::Work& work) noexcept {
  Reads reads(episode.memory, object);
  fit_.compare_with(episode.memory.objects[object].outlines, episode.memory.observer != nullptr ? &reads : nullptr);
  Finding best;
  Leaders<std::uint32_t, kOwn> own;
  for (std::uint32_t h = 0; h < hypotheses.size(); ++h) {
    if (hypotheses.pose(h).object == object) own.offer(hypotheses.pose_evidence(h), h);
  }
  for (std::size_t k = 0; k < own.size(); ++k) {
    const float contradiction = consider(hypotheses.pose(own[k]), episode, best, work);
    best.beyond_doubt = own[k] == hypotheses.best() && contradiction <= kNoDoubt;
    if (best.beyond_doubt) return best;
  }
  // And whatever else lays what is seen onto what known views show.
  for (std::size_t batch = 0; batch < kBatches && best.evidence < kFound; ++batch) {
    Leaders<kernels::PoseView, kFitted> fitted;
    for (std::size_t n = 0; n < kBatch; ++n) {
      kernels::PoseView pose = fit_.start(batch * kBatch + n, object);
      const OutlineFit::Fit fit = fit_.fit(pose, OutlineFit::kRough);
      fitted.offer(-fit.after, pose);
    }
    for (std::size_t k = 0; k < fitted.size(); ++k) consider(fitted[k], episode, best, work);
  }
  return best;
}

float SecondLook::consider(const kernels::PoseView& pose, const Episode& episode, Finding& best,
                           kernels::Work& work) noexcept {
  const auto keep = [&](const kernels::PoseView& tried, float contradiction) {
    const float found = evidence(tried, contradiction, episode, work);
    if (found <= best.evidence) return;
    best.pose = tried;
    best.evidence = found;
  };
  kernels::PoseView fitted = pose;
  const OutlineFit::Fit fit = fit_.fit(fitted, OutlineFit::kFine);
  keep(pose, fit.before);
  if (fit.after < fit.before) keep(fitted, fit.after);
  return fit.after;
}

float SecondLook::evidence(const kernels::PoseView& pose, float contradiction, const Episode& episode,
                           kernels::Work& work) noexcept {
  const auto sensed = episode.sensed.all();
  const auto count = static_cast<std::uint32_t>(sensed.size());
  episode.kernel.replay(episode.memory.view(), sensed.data(), count, pose, episode.matches.data(), work);
  const auto unseen = [&](const kernels::SensedView& s) {
    return fit_.unseen(rotation(pose) * vec(s.p) + translation(pose), rotation(pose) * vec(s.n));
  };
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const float found = episode.matches[i].evidence;
    const bool against = found < 0 && sensed[i].on_surface != 0;
    if (!against || !unseen(sensed[i])) sum += found;
  }
  return sum - std::min(static_cast<float>(episode.weights.outline) * contradiction,
                        static_cast<float>(episode.weights.outline_most));
}

}  // namespace colonnade::cortex
