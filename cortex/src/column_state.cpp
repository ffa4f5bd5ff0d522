#include "column_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gist_distance.h"
#include "goals.h"
#include "pose_search.h"
#include "pose_view.h"
#include "refinement.h"

namespace colonnade::cortex {
namespace {

constexpr float kGrowing = 0.4f;      // mean evidence a sensation lately, below which a hypothesis no longer fits
constexpr float kGoodFit = 0.75f;     // mean evidence a sensation of a hypothesis that is likely right
constexpr std::size_t kEarlier = 12;  // places, spread over working memory, from which displacements are taken

}  // namespace

Column::State::State(std::shared_ptr<Memory> memory_in, const ColumnOptions& options_in)
    : options(options_in), memory(std::move(memory_in)), kernel(&kernels::hypothesis_kernels()) {
  options.encoders = memory->encoder_options();
}

void Column::State::reset() {
  memory->consolidate();
  const auto& impl = memory->impl();
  version_ = impl.version;
  const auto capacity = static_cast<std::size_t>(options.working_memory);
  sensed.reserve(capacity);
  sensed.clear();
  hypotheses.reserve(static_cast<std::size_t>(options.max_hypotheses),
                     static_cast<std::size_t>(options.max_hypotheses_per_object), impl.objects.size());
  hypotheses.clear();
  proposals.reserve(impl, options);
  proposals.begin_episode(options.seed);
  objects.reserve(impl.objects.size());
  objects.clear();
  nearest_view_.resize(impl.objects.size());
  from_gists_.assign(impl.objects.size(), 0.0f);
  matches_.resize(std::max(capacity, static_cast<std::size_t>(options.max_hypotheses)));
  chosen_.reserve(static_cast<std::size_t>(options.max_hypotheses));
  percept = Percept{};
  random_ = RandomStream(options.seed, StreamPurpose::pose_search);
  sensations = 0;
  goals_asked = 0;
  best_lately_.fill(0);
  has_seen_ = false;
  oracle.reset();
}

// One sensation's way through the column.
void Column::State::sense(const Sensation& sensation) noexcept {
  if (!ready() || !is_valid(sensation)) return;
  ++sensations;
  ++statistics.sensations;
  work_ = {};
  const bool forgot = sensed.add(sensation, memory->impl(), options.evidence);
  ++statistics.sensations_coded;
  const std::uint64_t compared = hypotheses.comparisons();
  if (forgot) replay_all();
  hear(sensed.size() - 1);  // L2/3 hears L4's features, wherever they are
  step();                   // L6 moves, L4 matches: evidence for and against every hypothesis
  propose();                // bursting segments and displacement cells bring in new ones
  refine();                 // the best ones' poses are fitted to working memory
  const bool was_decided = percept.decided;
  const auto pool = [&] { objects.pool(hypotheses, memory->impl(), options, sensed.origin_W(), sensations, percept); };
  pool();  // L2/3
  if (on_its_own && percept.decided && !was_decided) {
    settle();
    pool();
  }

  statistics.population_sum += static_cast<double>(hypotheses.size());
  statistics.pose_comparisons += hypotheses.comparisons() - compared;
  count(work_, statistics);
}

// The whole thing against the known views of each object, the nearest of which counts (as view-tuned cells are pooled;
// Riesenhuber and Poggio 1999).
void Column::State::sense(const Gist& gist) noexcept {
  const auto& impl = memory->impl();
  if (!ready() || !is_valid(gist)) return;
  constexpr float kUnknown = std::numeric_limits<float>::max();
  float least = kUnknown;
  for (std::size_t object = 0; object < nearest_view_.size(); ++object) {
    float nearest = kUnknown;
    for (std::size_t i = impl.first_gist[object]; i < impl.first_gist[object + 1]; ++i) {
      impl.accessed(Structure::gists, impl.version, i * sizeof gist, sizeof gist);
      nearest = std::min(nearest, distance(impl.gists[i], gist));
    }
    nearest_view_[object] = nearest;
    least = std::min(least, nearest);
  }
  statistics.gists_compared += impl.gists.size();
  statistics.bytes_moved += impl.gists.size() * sizeof gist;
  const auto weight = static_cast<float>(options.evidence.gist);
  const auto most = static_cast<float>(options.evidence.gist_most);
  for (std::size_t object = 0; object < nearest_view_.size(); ++object) {
    if (nearest_view_[object] == kUnknown) continue;  // what was never seen as a whole may look like this
    const float against = std::min(weight * (nearest_view_[object] - least), most);
    from_gists_[object] -= against;
    hypotheses.familiarity()[object] -= against;
  }
}

void Column::State::sense(const Outline& outline) noexcept {
  if (!ready() || !is_valid(outline)) return;
  seen_ = outline;
  has_seen_ = true;
}

// The whole thing once more, where the best hypothesis leaves doubts.
void Column::State::conclude() noexcept {
  if (!ready() || !has_seen_ || sensed.size() == 0 || options.evidence.outline == 0) return;
  work_ = {};
  const std::uint64_t compared = hypotheses.comparisons();
  second_look.take(
      {*kernel, memory->impl(), options.evidence, sensed, seen_, matches_, static_cast<std::uint32_t>(sensations)},
      hypotheses, work_, statistics);
  const bool was_decided = percept.decided;
  objects.pool(hypotheses, memory->impl(), options, sensed.origin_W(), sensations, percept);
  percept.decided = was_decided;
  statistics.pose_comparisons += hypotheses.comparisons() - compared;
  count(work_, statistics);
}

void count(const kernels::Work& work, Statistics& statistics) noexcept {
  statistics.hypothesis_steps += work.evaluations;
  statistics.encodings += work.encodings;
  statistics.segments_in_brief += work.candidates;
  statistics.overlaps += work.encodings;
  statistics.synaptic_operations +=
      work.evaluations * (kLocationBlocks + 2 * kDirectionBlocks) + work.encodings * sizeof(kernels::SegmentCodes);
  statistics.bytes_moved += work.evaluations * sizeof(kernels::BinBlock) +
                            work.candidates * (sizeof(std::uint32_t) + sizeof(kernels::SegmentBrief)) +
                            work.encodings * (sizeof(kernels::SegmentCodes) + sizeof(kernels::SegmentGeometry));
}

void Column::State::hear(std::size_t sensation) noexcept {
  if (sensed[sensation].on_surface == 0) return;
  const Familiarity::Trust& trust = sensed.trust(sensation);
  listen(Familiarity::active(sensed.brief(sensation)), trust);
  if (trust.displacement == 0) return;
  // Displacements from earlier places, which together count as one.
  const kernels::SensedView& to = sensed[sensation];
  std::array<DisplacementIndex::Code, kEarlier> displacements;
  std::size_t count = 0;
  for (std::size_t k = 0; k < std::min(kEarlier, sensation); ++k) {
    const kernels::SensedView& from = sensed[sensation <= kEarlier ? k : k * sensation / kEarlier];
    if (from.on_surface == 0) continue;
    ++statistics.displacement_codes;
    displacements[count] = DisplacementIndex::code(from.p, from.n, to.p, to.n);
    if (displacements[count].valid) ++count;
  }
  const Familiarity::Trust each{0, 0, trust.displacement / static_cast<float>(std::max<std::size_t>(count, 1))};
  for (std::size_t k = 0; k < count; ++k) listen(Familiarity::active(displacements[k]), each);
}

void Column::State::listen(std::span<const Familiarity::ActiveCell> active, const Familiarity::Trust& trust) noexcept {
  const auto& impl = memory->impl();
  const std::size_t bytes = impl.familiarity.row_bytes();
  for (const auto& [cell, share] : active) impl.accessed(Structure::familiarity, impl.version, cell * bytes, bytes);
  impl.familiarity.add(active, trust, hypotheses.familiarity());
  statistics.familiarity_terms += active.size() * hypotheses.familiarity().size();
  statistics.synaptic_operations += active.size() * hypotheses.familiarity().size();
  statistics.bytes_moved += active.size() * bytes;
}

void Column::State::step() noexcept {
  const auto model = memory->impl().view();
  const auto count = static_cast<std::uint32_t>(hypotheses.size());
  kernel->step(model, sensed.newest(), hypotheses.poses().data(), count, matches_.data(), work_);
  for (std::uint32_t i = 0; i < count; ++i) hypotheses.add_evidence(i, matches_[i].evidence);
  hypotheses.prune(static_cast<float>(options.prune_range));
  if (oracle) {
    const auto pose = from_X_OW(oracle->X_OW, sensed.origin_W(), oracle->object.value());
    kernels::Work uncounted{};
    const float evidence = kernel->replay(model, sensed.all().data(), static_cast<std::uint32_t>(sensed.size()), pose,
                                          matches_.data(), uncounted);
    oracle->evidence = static_cast<double>(evidence + hypotheses.familiarity()[pose.object]);
  }
}

void Column::State::propose() noexcept {
  const auto& impl = memory->impl();
  if (sensed.newest().on_surface == 0) return;  // empty space is nowhere on an object
  if (hypotheses.empty()) {
    proposals.burst(*kernel, impl, options, sensed, hypotheses, work_, statistics);
    hypotheses.rank();
  }
  // Often at first, when little is known, and for as long as nothing explains the sensations well; then now and then,
  // so that a wrong start or a swapped object is noticed.
  const auto n = static_cast<int>(sensed.on_surface());
  const std::uint32_t best = hypotheses.best();
  const float evidence = best == Hypotheses::kNone ? 0.0f : hypotheses.pose_evidence(best);
  float& some_time_ago = best_lately_[static_cast<std::size_t>(n) % best_lately_.size()];
  const float gained = evidence - std::exchange(some_time_ago, evidence);
  const bool stuck =
      n > static_cast<int>(best_lately_.size()) && gained < kGrowing * static_cast<float>(best_lately_.size());
  const bool poor = best == Hypotheses::kNone || stuck || evidence < kGoodFit * static_cast<float>(n);
  const bool due = n < 8 ? n >= 2 : (poor || (n < 24 ? n % 3 == 0 : n % 8 == 0));
  // Once the object is clear, or the best that there is while nothing fits, L2/3 attends to it: another pose of it may
  // be the better one.
  const bool clear = percept.confidence() >= options.decision_confidence;
  const bool sure = n >= 8 && !poor && clear;
  if (n >= 8 && percept.ranked_count > 0 && (poor || clear)) {
    proposals.pairs(options.attended_pairs, percept.object().value(), *kernel, impl, options, sensed, hypotheses, work_,
                    statistics);
  }
  if (!due) return;
  // One pair is enough to keep a mind that is made up open.
  const int pairs = sure ? std::min(1, options.pairs_per_proposal) : options.pairs_per_proposal;
  proposals.pairs(pairs, Proposals::kAnyObject, *kernel, impl, options, sensed, hypotheses, work_, statistics);
  if (n >= 8) proposals.turns(*kernel, impl, options, sensed, hypotheses, work_, statistics);
  hypotheses.prune(static_cast<float>(options.prune_range));
}

void Column::State::refine() noexcept {
  if (sensed.size() < 3 || hypotheses.empty()) return;
  const auto model = memory->impl().view();
  const auto now = static_cast<std::uint32_t>(sensations);
  const auto count = static_cast<std::uint32_t>(sensed.size());
  // Who has waited longest among the best goes first; every object's best one counts as a little better than it is.
  chosen_.clear();
  for (std::uint32_t i = 0; i < hypotheses.size(); ++i) chosen_.push_back(i);
  const auto urgency = [&](std::uint32_t i) {
    const bool leads = hypotheses.best_of_object()[hypotheses.pose(i).object] == i;
    const auto waited = static_cast<float>(std::min<std::uint32_t>(now - hypotheses.refined_at(i), 12));
    return hypotheses.evidence(i) + waited + (leads ? 4.0f : 0.0f);
  };
  const auto turns = std::min<std::size_t>(chosen_.size(), static_cast<std::size_t>(options.refined_per_sensation));
  std::partial_sort(chosen_.begin(), chosen_.begin() + static_cast<std::ptrdiff_t>(turns), chosen_.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      const float ua = urgency(a), ub = urgency(b);
                      return ua != ub ? ua > ub : a < b;
                    });
  for (std::size_t turn = 0; turn < turns; ++turn) {
    const std::uint32_t i = chosen_[turn];
    kernels::PoseView pose = hypotheses.pose(i);
    float evidence = hypotheses.pose_evidence(i);
    const float before = kernel->glance(model, sensed.all().data(), count, pose, matches_.data(), work_);
    kernels::PoseView refined = pose;
    ++statistics.pose_fits;
    statistics.pose_fit_terms += count;
    if (refine_pose(model, sensed.all(), {matches_.data(), count}, refined) &&
        kernel->glance(model, sensed.all().data(), count, refined, matches_.data(), work_) > before) {
      const float after = kernel->replay(model, sensed.all().data(), count, refined, matches_.data(), work_);
      if (after > evidence) {
        pose = refined;
        evidence = after;
      }
    }
    hypotheses.refine(i, pose, evidence, now);
  }
  hypotheses.merge();
}

// An object that has just been decided on deserves the best pose that can be had.
void Column::State::settle() noexcept {
  const auto model = memory->impl().view();
  const auto count = static_cast<std::uint32_t>(sensed.size());
  const auto glance = [&](const kernels::PoseView& pose) {
    return kernel->glance(model, sensed.all().data(), count, pose, matches_.data(), work_);
  };
  const std::uint32_t best = hypotheses.best();
  const kernels::PoseView pose = climb(hypotheses.pose(best), middle_of(sensed.all()), random_, glance);
  const float evidence = kernel->replay(model, sensed.all().data(), count, pose, matches_.data(), work_);
  if (evidence > hypotheses.pose_evidence(best)) hypotheses.refine(best, pose, evidence, hypotheses.refined_at(best));
}

std::optional<Goal> Column::State::goal() noexcept {
  kernels::Work work{};
  auto found = discriminating_goal(*kernel, memory->impl(), options, sensed, hypotheses, percept, ++goals_asked, work);
  count(work, statistics);
  return found;
}

void Column::State::replay_all() noexcept {
  const auto model = memory->impl().view();
  const auto count = static_cast<std::uint32_t>(sensed.size()) - 1;  // the newest one is stepped as always
  for (std::size_t i = 0; i < hypotheses.size(); ++i) {
    const float evidence =
        kernel->replay(model, sensed.all().data(), count, hypotheses.pose(i), matches_.data(), work_);
    hypotheses.refine(i, hypotheses.pose(i), evidence, hypotheses.refined_at(i));
  }
  std::copy(from_gists_.begin(), from_gists_.end(), hypotheses.familiarity().begin());
  for (std::size_t i = 0; i < count; ++i) hear(i);
}

}  // namespace colonnade::cortex
