#include "proposals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "kernels/host_device.h"
#include "pose_view.h"
#include "refinement.h"
#include "segment_brief.h"

namespace colonnade::cortex {
namespace {

constexpr int kDrawnPairs = 14;             // pairs of sensations drawn for each one used
constexpr std::size_t kCrowd = 8;           // candidates looked at for each one tried ...
constexpr std::size_t kShareOfObject = 4;   // ... so that no object has more than one in so many of them
constexpr int kSpins = 8;                   // rotations about the normal when the frame is not defined
constexpr std::size_t kFirstLook = 5;       // sensations of the quick check of a proposal
constexpr float kQuickSlack = 1.3f;         // mean evidence that an unrefined pose may fall behind the best
constexpr float kFitGain = 0.4f;            // mean evidence that fitting a pose may add
constexpr float kPlausibleFeature = -1.2f;  // feature evidence below which a segment is not what was sensed

using kernels::PoseView;
using kernels::SegmentGeometry;
using kernels::SensedView;
#include "kernels/proposal_impl.h"

const SegmentGeometry& geometry_of(const Memory::Impl& memory, std::uint32_t segment) {
  memory.accessed(Structure::geometry, memory.version, segment * sizeof(SegmentGeometry), sizeof(SegmentGeometry));
  return memory.geometry[segment];
}

/// Evidence of features alone, in brief.
float features_fit(const Memory::Impl& memory, const SensedView& sensed, std::uint32_t segment,
                   Statistics& statistics) {
  const kernels::FeatureBrief& learned = memory.features[segment];
  ++statistics.briefs_compared;
  statistics.bytes_moved += sizeof learned;
  memory.accessed(Structure::features, memory.version, segment * sizeof learned, sizeof learned);
  return brief_evidence(sensed.brief_weights, sensed.brief, learned);
}

std::span<const DisplacementIndex::Pair> stored_pairs(const Memory::Impl& memory, std::uint32_t key) {
  memory.accessed(Structure::pair_keys, memory.version, key * sizeof(std::uint32_t), 2 * sizeof(std::uint32_t));
  return memory.displacement_index.pairs(key);
}

void read(const Memory::Impl& memory, const DisplacementIndex::Pair& pair, Statistics& statistics) {
  memory.accessed(Structure::pairs, memory.version, memory.displacement_index.position(pair) * sizeof pair,
                  sizeof pair);
  ++statistics.displacement_lookups;
}

}  // namespace

void Proposals::reserve(const Memory::Impl& memory, const ColumnOptions& options) {
  of_object_.resize(memory.objects.size());
  const auto scanned = static_cast<std::size_t>(options.scanned_per_pair);
  candidates_.reserve(std::max(scanned + DisplacementIndex::kNeighbours * DisplacementIndex::kMostBeyondSample,
                               memory.geometry.size()));
  matches_.resize(static_cast<std::size_t>(options.working_memory));
}

void Proposals::begin_episode(std::uint64_t seed) { random_ = RandomStream(seed, StreamPurpose::proposals); }

void Proposals::tell_candidates(const Memory::Impl& memory, Statistics& statistics) const noexcept {
  statistics.candidates += candidates_.size();
  for (int pass = 0; memory.observer != nullptr && pass < 2; ++pass) {
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      memory.accessed(Structure::candidates, 0, i * sizeof candidates_[i], sizeof candidates_[i]);
    }
  }
}

void Proposals::consider(kernels::PoseView pose, const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                         const ColumnOptions& options, const WorkingMemory& sensed, Hypotheses& hypotheses,
                         kernels::Work& work, Statistics& statistics) noexcept {
  ++statistics.proposals;
  const auto model = memory.view();
  const auto count = static_cast<std::uint32_t>(sensed.size());
  // What a pose of this object has to compete with: less than the best has, if the object is the more familiar one.
  const float best = hypotheses.best() == Hypotheses::kNone
                         ? 0.0f
                         : hypotheses.evidence(hypotheses.best()) - hypotheses.familiarity()[pose.object];
  const float best_mean = std::max(0.0f, best / static_cast<float>(count));

  // A quick look at a few sensations spread over the episode turns most wrong proposals away.
  if (count > kFirstLook + 1) {
    float sum = 0;
    for (std::size_t i = 0; i < kFirstLook; ++i) {
      const std::size_t which = (i * (count - 1)) / (kFirstLook - 1);
      sum += kernel.glance(model, &sensed[which], 1, pose, matches_.data(), work);
      const auto looked = static_cast<float>(i + 1);
      if (sum < looked * (best_mean - kQuickSlack) - 3.0f) return;
    }
    if (sum < static_cast<float>(kFirstLook) * (best_mean - kQuickSlack)) return;
  }
  if (hypotheses.contains(pose)) return;
  // In brief, too, it is fitted to all; codes are compared where that has led.
  float in_brief = kernel.glance(model, sensed.all().data(), count, pose, matches_.data(), work);
  const float least = best - static_cast<float>(options.prune_range);
  if (in_brief < least - kFitGain * static_cast<float>(count)) return;
  for (int i = 0; i < 2 && count > 2; ++i) {
    kernels::PoseView refined = pose;
    ++statistics.pose_fits;
    statistics.pose_fit_terms += count;
    if (!refine_pose(model, sensed.all(), {matches_.data(), count}, refined)) break;
    const float after = kernel.glance(model, sensed.all().data(), count, refined, matches_.data(), work);
    if (after <= in_brief) break;
    in_brief = after;
    pose = refined;
  }
  const float evidence = kernel.replay(model, sensed.all().data(), count, pose, matches_.data(), work);
  if (evidence < least) return;
  hypotheses.insert(pose, evidence, count);
}

void Proposals::burst(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                      const ColumnOptions& options, const WorkingMemory& sensed, Hypotheses& hypotheses,
                      kernels::Work& work, Statistics& statistics) noexcept {
  const kernels::SensedView& s = sensed.newest();
  if (s.on_surface == 0 || memory.briefs.empty() || options.burst_segments == 0) return;
  candidates_.clear();
  for (std::uint32_t i = 0; i < memory.briefs.size(); ++i) {
    candidates_.push_back({features_fit(memory, s, i, statistics), i, i});
  }
  tell_candidates(memory, statistics);
  const auto kept = std::min<std::size_t>(candidates_.size(), static_cast<std::size_t>(options.burst_segments));
  const auto better = [](const Candidate& a, const Candidate& b) {
    return a.evidence != b.evidence ? a.evidence > b.evidence : a.first < b.first;
  };
  std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(kept - 1), candidates_.end(),
                   better);
  std::sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(kept), better);

  for (std::size_t c = 0; c < kept; ++c) {
    const auto& g = geometry_of(memory, candidates_[c].first);
    const std::uint32_t object = memory.object_of(candidates_[c].first);
    const bool framed = s.frame_defined != 0 && g.frame_defined != 0;
    const int spins = framed ? 2 : kSpins;
    for (int spin = 0; spin < spins; ++spin) {
      const float angle = 2 * std::numbers::pi_v<float> * static_cast<float>(spin) / static_cast<float>(spins);
      consider(burst_pose(s, g, object, std::sin(angle), std::cos(angle)), kernel, memory, options, sensed, hypotheses,
               work, statistics);
    }
  }
}

void Proposals::pairs(int count, std::uint32_t attended, const kernels::HypothesisKernels& kernel,
                      const Memory::Impl& memory, const ColumnOptions& options, const WorkingMemory& sensed,
                      Hypotheses& hypotheses, kernels::Work& work, Statistics& statistics) noexcept {
  if (sensed.size() < 2) return;
  const bool any = attended == kAnyObject;
  const auto fit = [&](std::size_t sensation, std::uint32_t segment) {
    return features_fit(memory, sensed[sensation], segment, statistics);
  };
  for (int used = 0; used < count; ++used) {
    // The pair whose displacement cells are shared by the fewest stored pairs, of all objects, says most.
    std::size_t first = 0, second = 0, fewest = 0;
    std::array<std::uint32_t, DisplacementIndex::kNeighbours> keys{};
    for (int draw = 0; draw < kDrawnPairs; ++draw) {
      const auto size = static_cast<std::uint32_t>(sensed.size());
      // Half of the pairs have the newest sensation in them: what was just felt should be explained.
      const std::size_t i = (draw & 1) != 0 ? size - 1 : random_.below(size);
      const std::size_t j = random_.below(size);
      if (i == j || sensed[i].on_surface == 0 || sensed[j].on_surface == 0) continue;
      ++statistics.displacement_codes;
      const auto code = DisplacementIndex::code(sensed[i].p, sensed[i].n, sensed[j].p, sensed[j].n);
      if (!code.valid) continue;
      std::array<std::uint32_t, DisplacementIndex::kNeighbours> these{};
      DisplacementIndex::keys(code, these.data());
      std::size_t stored = 0;
      for (const std::uint32_t key : these) stored += stored_pairs(memory, key).size();
      if (stored > 0 && (fewest == 0 || stored < fewest)) {
        fewest = stored;
        first = i;
        second = j;
        keys = these;
      }
    }
    if (fewest == 0) continue;

    // Stored pairs whose features fit the two sensations, best first. They are many: their features in brief will do.
    const kernels::SensedView& s1 = sensed[first];
    const kernels::SensedView& s2 = sensed[second];
    const DisplacementIndex& index = memory.displacement_index;
    std::array<std::span<const DisplacementIndex::Pair>, DisplacementIndex::kNeighbours> stored{};
    std::size_t sum = 0;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      stored[k] = any ? index.pairs(keys[k])
                      : index.pairs(keys[k], memory.first_segment[attended], memory.first_segment[attended + 1],
                                    [&](const auto& pair) { read(memory, pair, statistics); });
      sum += stored[k].size();
    }
    const std::size_t stride = sum / static_cast<std::size_t>(options.scanned_per_pair) + 1;
    const std::size_t offset = random_.below(static_cast<std::uint32_t>(stride));
    candidates_.clear();
    for (const auto& of_key : stored) {
      index.for_each_sampled(of_key, stride, offset, [&](const DisplacementIndex::Pair& pair) {
        read(memory, pair, statistics);
        const float first_fit = fit(first, pair.first);
        if (first_fit < kPlausibleFeature) return;
        const float second_fit = fit(second, pair.second);
        if (second_fit >= kPlausibleFeature) candidates_.push_back({first_fit + second_fit, pair.first, pair.second});
      });
    }
    tell_candidates(memory, statistics);
    const auto kept = std::min<std::size_t>(candidates_.size(), static_cast<std::size_t>(options.candidates_per_pair));
    if (kept == 0) continue;
    const auto better = [](const Candidate& x, const Candidate& y) {
      if (x.evidence != y.evidence) return x.evidence > y.evidence;
      return x.first != y.first ? x.first < y.first : x.second < y.second;
    };
    // An object that looks like this everywhere must leave room for others.
    const std::size_t looked_at = any ? std::min(candidates_.size(), kCrowd * kept) : kept;
    const std::size_t most =
        any ? (static_cast<std::size_t>(options.candidates_per_pair) - 1) / kShareOfObject + 1 : kept;
    const auto last = candidates_.begin() + static_cast<std::ptrdiff_t>(looked_at);
    std::nth_element(candidates_.begin(), last - 1, candidates_.end(), better);
    if (any) std::sort(candidates_.begin(), last, better);
    std::fill(of_object_.begin(), of_object_.end(), std::size_t{0});
    std::size_t tried = 0;
    for (auto candidate = candidates_.begin(); candidate != last && tried < kept; ++candidate) {
      const std::uint32_t object = memory.object_of(candidate->first);
      if (++of_object_[object] > most) continue;
      ++tried;
      const auto& g1 = geometry_of(memory, candidate->first);
      const auto& g2 = geometry_of(memory, candidate->second);
      kernels::PoseView pose{};
      if (!pair_pose(s1, s2, g1, g2, object, pose)) continue;
      consider(pose, kernel, memory, options, sensed, hypotheses, work, statistics);
    }
    hypotheses.rank();
  }
}

void Proposals::turns(const kernels::HypothesisKernels& kernel, const Memory::Impl& memory,
                      const ColumnOptions& options, const WorkingMemory& sensed, Hypotheses& hypotheses,
                      kernels::Work& work, Statistics& statistics) noexcept {
  if (hypotheses.best() == Hypotheses::kNone) return;
  const kernels::PoseView best = hypotheses.pose(hypotheses.best());
  for (const kernels::PoseView& turn : memory.objects[best.object].confusions) {
    consider(turned(best, turn), kernel, memory, options, sensed, hypotheses, work, statistics);
  }
  hypotheses.rank();
}

}  // namespace colonnade::cortex
