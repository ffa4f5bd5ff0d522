#include <colonnade/cortex/region.h>

#include <algorithm>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/vote.h>

#include "column_state.h"
#include "goals.h"
#include "pose_search.h"
#include "pose_view.h"
#include "refinement.h"

namespace colonnade::cortex {
namespace {

constexpr std::size_t kVotesPerColumn = 4;
constexpr std::size_t kJoint = 48;  // hypotheses that the region keeps in common

}  // namespace

/// What the columns hold in common: hypotheses whose evidence is the sum of all columns' evidence for that pose.
/// Object numbers here are those of column 0.
struct Region::State {
  std::vector<Column> columns;
  Hypotheses joint;
  ObjectLayer objects;
  Percept percept;
  int sensations = 0;
  bool has_origin = false;
  std::vector<std::vector<std::uint32_t>> own_object;    ///< [column][joint object] -> the column's object, or kNone
  std::vector<std::vector<std::uint32_t>> joint_object;  ///< [column][the column's object] -> joint object, or kNone
  std::vector<std::vector<float>> completeness;          ///< [column][joint object]: segments, as a share of the most
  std::vector<std::optional<Vector3>> p_W;               ///< each column's newest sensed point
  std::vector<Vote> votes;
  std::vector<kernels::PoseView> candidates;
  std::vector<std::vector<kernels::Match>> matches;
  RandomStream random{0, StreamPurpose::pose_search};

  static constexpr std::uint32_t kNone = Hypotheses::kNone;

  [[nodiscard]] Column::State& state(std::size_t i) { return *columns[i].state_; }
  void match_objects();
  void cast_votes(std::size_t column) noexcept;
  void receive_votes() noexcept;
  float joint_evidence(const kernels::PoseView& pose, bool in_brief, kernels::Work& work) noexcept;
  void judge(kernels::PoseView pose) noexcept;
  void pool() noexcept;
  void settle() noexcept;
};

Region::Region(std::vector<Column> columns) {
  if (columns.empty()) throw InputError("a region needs at least one column; it was given 0");
  state_ = std::make_unique<State>();
  state_->columns = std::move(columns);
  for (std::size_t c = 0; c < size(); ++c) state_->state(c).on_its_own = false;
}

Region::Region(Region&&) noexcept = default;
Region& Region::operator=(Region&&) noexcept = default;
Region::~Region() = default;

std::size_t Region::size() const noexcept { return state_->columns.size(); }
Column& Region::column(std::size_t index) { return state_->columns.at(index); }
const Column& Region::column(std::size_t index) const { return state_->columns.at(index); }
const Percept& Region::percept() const noexcept { return state_->percept; }
std::span<const Vote> Region::votes() const noexcept { return state_->votes; }

// Columns learn on their own, so the same object may have another number in each: L2/3's codes say which is meant.
void Region::State::match_objects() {
  const Memory& first = columns[0].memory();
  own_object.assign(columns.size(), std::vector<std::uint32_t>(first.object_count(), kNone));
  joint_object.resize(columns.size());
  completeness.assign(columns.size(), std::vector<float>(first.object_count(), 1.0f));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Memory& memory = columns[c].memory();
    joint_object[c].assign(memory.object_count(), kNone);
    for (std::uint32_t o = 0; o < memory.object_count(); ++o) {
      if (const auto known = first.find(memory.impl().object_codes[o])) {
        own_object[c][known->value()] = o;
        joint_object[c][o] = known->value();
      }
    }
  }
  for (std::size_t object = 0; object < first.object_count(); ++object) {
    const auto segments = [&](std::size_t c) {
      const std::uint32_t own = own_object[c][object];
      return own == kNone ? std::size_t{0} : columns[c].memory().segment_count(ObjectId(own));
    };
    std::size_t most = 1;
    for (std::size_t c = 0; c < columns.size(); ++c) most = std::max(most, segments(c));
    for (std::size_t c = 0; c < columns.size(); ++c) {
      completeness[c][object] = static_cast<float>(segments(c)) / static_cast<float>(most);
    }
  }
}

void Region::reset() {
  State& s = *state_;
  for (Column& column : s.columns) column.reset();
  s.match_objects();
  const std::size_t objects = s.columns[0].memory().object_count();
  s.joint.reserve(kJoint, 12, objects);
  s.joint.clear();
  s.objects.reserve(objects);
  s.objects.clear();
  s.percept = Percept{};
  s.sensations = 0;
  s.random = RandomStream(s.columns[0].options().seed, StreamPurpose::pose_search);
  s.has_origin = false;
  s.p_W.assign(s.columns.size(), std::nullopt);
  s.votes.reserve(kVotesPerColumn * s.columns.size());
  s.candidates.reserve(kVotesPerColumn * s.columns.size() + kJoint);
  s.matches.resize(s.columns.size());
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    s.matches[c].resize(static_cast<std::size_t>(s.columns[c].options().working_memory));
  }
}

void Region::sense(std::span<const std::optional<Sensation>> sensations) noexcept {
  State& s = *state_;
  if (s.matches.empty()) return;  // no room before the first reset()
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    if (!s.state(c).ready()) return;
  }
  ++s.sensations;
  const std::size_t count = std::min(sensations.size(), s.columns.size());
  for (std::size_t c = 0; c < count; ++c) {
    if (!sensations[c] || !is_valid(*sensations[c])) continue;
    if (!s.has_origin) {
      for (std::size_t other = 0; other < s.columns.size(); ++other) {
        s.state(other).sensed.set_origin(sensations[c]->p_W);
      }
      s.has_origin = true;
    }
    s.columns[c].sense(*sensations[c]);
    s.p_W[c] = sensations[c]->p_W;
  }
  if (!s.has_origin) return;
  s.votes.clear();
  for (std::size_t c = 0; c < s.columns.size(); ++c) s.cast_votes(c);
  s.receive_votes();
  const bool was_decided = s.percept.decided;
  s.pool();
  if (s.percept.decided && !was_decided) {
    s.settle();
    s.pool();
  }
}

void Region::State::pool() noexcept {
  objects.pool(joint, columns[0].memory().impl(), columns[0].options(), state(0).sensed.origin_W(), sensations,
               percept);
}

// A column votes for the best hypotheses of its best objects.
void Region::State::cast_votes(std::size_t column) noexcept {
  const Column::State& sender = state(column);
  if (!p_W[column]) return;
  const std::size_t begin = votes.size();
  const auto leaders = sender.hypotheses.best_of_object();
  for (std::uint32_t i = 0; i < sender.hypotheses.size(); ++i) {
    const auto& pose = sender.hypotheses.pose(i);
    const std::uint32_t object = joint_object[column][pose.object];
    // Every object's best one may stand; of the best object any may.
    if (object == kNone || (leaders[pose.object] != i && pose.object != sender.percept.object().value())) continue;
    const double evidence = static_cast<double>(sender.hypotheses.evidence(i));
    std::size_t slot = votes.size();
    if (votes.size() - begin == kVotesPerColumn) {
      slot = static_cast<std::size_t>(
          std::min_element(votes.begin() + static_cast<std::ptrdiff_t>(begin), votes.end(),
                           [](const Vote& a, const Vote& b) { return a.evidence < b.evidence; }) -
          votes.begin());
      if (votes[slot].evidence >= evidence) continue;
    } else {
      votes.emplace_back();
    }
    const Rotation R_OW = rotation(pose).cast<double>();
    const Vector3 p_OS = R_OW * (*p_W[column] - sender.sensed.origin_W()) + translation(pose).cast<double>();
    votes[slot] = {ColumnId(static_cast<std::uint32_t>(column)), ObjectId(object), R_OW, p_OS, *p_W[column], evidence};
  }
}

// Every pose that somebody votes for is judged by all columns, beside those that they held in common before.
void Region::State::receive_votes() noexcept {
  const Vector3 origin_W = state(0).sensed.origin_W();
  const std::uint64_t compared = joint.comparisons();
  candidates.clear();
  for (const auto& pose : joint.poses()) candidates.push_back(pose);
  for (const Vote& vote : votes) {
    const Vector3 t_O = location_for_receiver(vote, origin_W);
    const kernels::PoseView pose = pose_view(vote.R_OW.cast<float>(), t_O.cast<float>(), vote.object.value());
    if (std::none_of(candidates.begin(), candidates.end(), [&](const auto& known) { return alike(known, pose); })) {
      candidates.push_back(pose);
    }
  }
  joint.clear();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto familiarity = state(c).hypotheses.familiarity();
    for (std::size_t object = 0; object < own_object[c].size(); ++object) {
      if (own_object[c][object] != kNone) joint.familiarity()[object] += familiarity[own_object[c][object]];
    }
  }
  for (const auto& pose : candidates) judge(pose);
  joint.rank();
  joint.prune(static_cast<float>(columns[0].options().prune_range) * 1.5f);
  state(0).statistics.pose_comparisons += joint.comparisons() - compared;
}

float Region::State::joint_evidence(const kernels::PoseView& pose, bool in_brief, kernels::Work& work) noexcept {
  float sum = 0;
  float unknown = 0;        // sensations that columns miss because they have not learned this part of the object
  float best_informed = 0;  // mean evidence of a sensation in the column that knows most of the object
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const std::uint32_t object = own_object[c][pose.object];
    if (object == kNone) continue;
    Column::State& column = state(c);
    kernels::PoseView own = pose;
    own.object = object;
    const auto model = column.memory->impl().view();
    const auto count = static_cast<std::uint32_t>(column.sensed.size());
    const float evidence =
        in_brief ? column.kernel->glance(model, column.sensed.all().data(), count, own, matches[c].data(), work)
                 : column.kernel->replay(model, column.sensed.all().data(), count, own, matches[c].data(), work);
    // What the column does not find counts against a pose, but less where it has learned only a part of the object.
    const float ignorance = 1.0f - completeness[c][pose.object];
    float missed = 0;
    for (std::size_t i = 0; i < column.sensed.size(); ++i) {
      if (column.sensed[i].on_surface == 0 || matches[c][i].evidence >= 0) continue;
      missed += matches[c][i].evidence;
      unknown += ignorance;
    }
    sum += evidence - ignorance * missed;
    if (ignorance == 0 && column.sensed.size() > 0) {
      best_informed = std::max(best_informed, evidence / static_cast<float>(column.sensed.size()));
    }
  }
  // ... and there the word of the one that knows it counts.
  return sum + unknown * best_informed;
}

// The evidence of all columns for a pose, after fitting it to all their sensations.
void Region::State::judge(kernels::PoseView pose) noexcept {
  kernels::Work work{};
  const float before = joint_evidence(pose, true, work);
  PoseFit fit(pose);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (own_object[c][pose.object] == kNone) continue;
    Column::State& column = state(c);
    state(0).statistics.pose_fit_terms += column.sensed.size();
    fit.add(column.memory->impl().view(), column.sensed.all(), {matches[c].data(), column.sensed.size()});
  }
  ++state(0).statistics.pose_fits;
  kernels::PoseView refined = pose;
  if (fit.solve(refined) && joint_evidence(refined, true, work) > before) pose = refined;
  const float evidence = joint_evidence(pose, false, work);
  count(work, state(0).statistics);
  joint.insert(pose, evidence, static_cast<std::uint32_t>(sensations));
}

// The pose of what has just been decided on, once more and better, in the eyes of all columns.
void Region::State::settle() noexcept {
  kernels::Work work{};
  const auto judged = [&](const kernels::PoseView& pose) { return joint_evidence(pose, true, work); };
  const auto talkative = std::max_element(columns.begin(), columns.end(), [](const Column& a, const Column& b) {
    return a.state_->sensed.size() < b.state_->sensed.size();
  });
  const std::uint32_t best = joint.best();
  const kernels::PoseView pose = climb(joint.pose(best), middle_of(talkative->state_->sensed.all()), random, judged);
  const float evidence = joint_evidence(pose, false, work);
  if (evidence > joint.pose_evidence(best)) joint.refine(best, pose, evidence, joint.refined_at(best));
  count(work, state(0).statistics);
}

std::optional<Goal> Region::goal() noexcept {
  State& s = *state_;
  Column::State& first = s.state(0);
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    const WorkingMemory& sensed = s.state(c).sensed;
    if (sensed.size() == 0) continue;  // this column's sensor has had nothing to say
    kernels::Work work{};
    auto found =
        discriminating_goal(*first.kernel, first.memory->impl(), first.options, sensed, s.joint, s.percept, work);
    count(work, first.statistics);
    return found;
  }
  return std::nullopt;
}

}  // namespace colonnade::cortex
