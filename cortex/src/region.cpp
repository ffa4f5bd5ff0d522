#include <colonnade/cortex/region.h>

#include <algorithm>
#include <limits>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/vote.h>

#include "column_state.h"
#include "goals.h"
#include "pose_search.h"
#include "pose_view.h"
#include "refinement.h"

namespace colonnade::cortex {
namespace {

// Whatever is judged in common is replayed by all columns, so that there is a bound to it: a sensation's work grows
// with the square of the number of columns.
constexpr std::size_t kVotesPerColumn = 4;
constexpr std::size_t kGuessesJudged = 4;   // objects at a sensation that nobody voted for
constexpr std::size_t kJoint = 48;          // hypotheses that the region keeps in common ...
constexpr std::size_t kJointOfObject = 12;  // ... and of one object
// Joint evidence is a sum over columns, and differs by more than a column's: it is pruned this much later.
constexpr float kJointRange = 1.5f;
// Prune ranges by which an object that a column has dropped lies behind: what Hypotheses::prune() grants an object.
constexpr float kDropped = 1.5f;

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
  /// An object that is possible for some column and not judged in common: for that the columns' own belief stands.
  struct Guess {
    kernels::PoseView pose;  ///< of the column that is surest of it
    float behind;            ///< the best joint hypothesis
  };
  std::vector<Guess> guesses;
  std::size_t judged = 0;              ///< joint hypotheses; those after them are guesses
  std::vector<float> judged_evidence;  ///< per object: the most that was found at this sensation
  std::vector<float> judged_behind;    ///< per object: how far behind the best it was when it was last judged
  std::vector<std::vector<kernels::Match>> matches;
  RandomStream random{0, StreamPurpose::pose_search};

  static constexpr std::uint32_t kNone = Hypotheses::kNone;
  static constexpr float kNotJudged = std::numeric_limits<float>::lowest();

  /// One column has nobody to vote with: what it believes and wants is what the region does.
  [[nodiscard]] bool alone() const noexcept { return columns.size() == 1; }
  [[nodiscard]] Column::State& state(std::size_t i) { return *columns[i].state_; }
  void match_objects();
  void cast_votes(std::size_t column) noexcept;
  void receive_votes() noexcept;
  [[nodiscard]] float behind_in(std::size_t column, std::uint32_t object) noexcept;
  void guess() noexcept;
  float joint_evidence(const kernels::PoseView& pose, bool in_brief, kernels::Work& work) noexcept;
  void judge(kernels::PoseView pose) noexcept;
  void pool() noexcept;
  void settle() noexcept;
};

Region::Region(std::vector<Column> columns) {
  if (columns.empty()) throw InputError("a region needs at least one column; it was given 0");
  state_ = std::make_unique<State>();
  state_->columns = std::move(columns);
  for (std::size_t c = 0; c < size(); ++c) state_->state(c).on_its_own = state_->alone();
}

Region::Region(Region&&) noexcept = default;
Region& Region::operator=(Region&&) noexcept = default;
Region::~Region() = default;

std::size_t Region::size() const noexcept { return state_->columns.size(); }
Column& Region::column(std::size_t index) { return state_->columns.at(index); }
const Column& Region::column(std::size_t index) const { return state_->columns.at(index); }
const Percept& Region::percept() const noexcept {
  return state_->alone() ? state_->columns[0].percept() : state_->percept;
}
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
  if (s.alone()) return;
  s.match_objects();
  const std::size_t objects = s.columns[0].memory().object_count();
  s.joint.reserve(kJoint, kJointOfObject, objects, objects);
  s.joint.clear();
  s.guesses.reserve(objects);
  s.judged = 0;
  s.judged_evidence.assign(objects, 0);
  s.judged_behind.assign(objects, 0);
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
  if (s.alone()) {
    if (!sensations.empty() && sensations[0]) s.columns[0].sense(*sensations[0]);
    return;
  }
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

// Every pose that somebody votes for is judged by all columns, beside those that they held in common before; then the
// likeliest of the objects that nobody voted for. All others keep their places by what the columns believe.
void Region::State::receive_votes() noexcept {
  const Vector3 origin_W = state(0).sensed.origin_W();
  const std::uint64_t compared = joint.comparisons();
  candidates.clear();
  for (const auto& pose : joint.poses().first(judged)) candidates.push_back(pose);
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
  std::fill(judged_evidence.begin(), judged_evidence.end(), kNotJudged);
  for (const auto& pose : candidates) judge(pose);
  joint.rank();
  const float range = kJointRange * static_cast<float>(columns[0].options().prune_range);
  guess();
  const auto likely = std::min(guesses.size(), kGuessesJudged);
  std::partial_sort(guesses.begin(), guesses.begin() + static_cast<std::ptrdiff_t>(likely), guesses.end(),
                    [](const Guess& a, const Guess& b) {
                      return a.behind != b.behind ? a.behind < b.behind : a.pose.object < b.pose.object;
                    });
  for (std::size_t i = 0; i < likely && guesses[i].behind < range; ++i) judge(guesses[i].pose);
  joint.prune(range);
  state(0).statistics.pose_comparisons += joint.comparisons() - compared;
  judged = joint.size();
  if (joint.empty()) return;
  const float best = joint.evidence(joint.best());
  for (std::size_t object = 0; object < judged_evidence.size(); ++object) {
    if (judged_evidence[object] != kNotJudged) judged_behind[object] = best - judged_evidence[object];
  }
  guess();
  for (const Guess& guess : guesses) {
    joint.append(guess.pose, best - guess.behind - joint.familiarity()[guess.pose.object],
                 static_cast<std::uint32_t>(sensations));
  }
  joint.rank();
}

// How far an object lies behind the column's best hypothesis, in its own eyes.
float Region::State::behind_in(std::size_t column, std::uint32_t object) noexcept {
  const Hypotheses& own = state(column).hypotheses;
  const std::uint32_t leader = own.best_of_object()[own_object[column][object]];
  if (leader == kNone) return kDropped * static_cast<float>(columns[column].options().prune_range);
  return own.evidence(own.best()) - own.evidence(leader);
}

// The log odds of an object against the best one are the sum of the columns' log odds. Not more than even ones, nor
// more than when it was judged: each column's best pose is another one, and flatters the object.
void Region::State::guess() noexcept {
  guesses.clear();
  if (joint.best() == kNone) return;
  const std::uint32_t best = joint.pose(joint.best()).object;
  for (std::uint32_t object = 0; object < judged_behind.size(); ++object) {
    if (joint.best_of_object()[object] != kNone) continue;
    float behind = 0;
    float least = std::numeric_limits<float>::max();
    Guess guess{};
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Hypotheses& own = state(c).hypotheses;
      const std::uint32_t number = own_object[c][object];
      if (own.empty() || number == kNone) continue;
      const float here = behind_in(c, object);
      // As with poses, what a column believes counts as far as it has learned the object.
      if (own_object[c][best] != kNone) behind += completeness[c][object] * (here - behind_in(c, best));
      const std::uint32_t leader = own.best_of_object()[number];
      if (leader == kNone || here >= least) continue;
      least = here;
      guess.pose = own.pose(leader);
      guess.pose.object = object;
    }
    if (least == std::numeric_limits<float>::max()) continue;  // nobody has it
    guess.behind = std::max({0.0f, behind, judged_behind[object]});
    guesses.push_back(guess);
  }
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
  float& most = judged_evidence[pose.object];
  most = std::max(most, evidence + joint.familiarity()[pose.object]);
}

// The pose of what has just been decided on, once more and better, in the eyes of all columns.
void Region::State::settle() noexcept {
  kernels::Work work{};
  const auto together = [&](const kernels::PoseView& pose) { return joint_evidence(pose, true, work); };
  const auto talkative = std::max_element(columns.begin(), columns.end(), [](const Column& a, const Column& b) {
    return a.state_->sensed.size() < b.state_->sensed.size();
  });
  const std::uint32_t best = joint.best();
  const kernels::PoseView pose = climb(joint.pose(best), middle_of(talkative->state_->sensed.all()), random, together);
  const float evidence = joint_evidence(pose, false, work);
  if (evidence > joint.pose_evidence(best)) joint.refine(best, pose, evidence, joint.refined_at(best));
  count(work, state(0).statistics);
}

std::optional<Goal> Region::goal() noexcept {
  State& s = *state_;
  Column::State& first = s.state(0);
  if (s.alone()) return first.goal();
  for (std::size_t c = 0; c < s.columns.size(); ++c) {
    const WorkingMemory& sensed = s.state(c).sensed;
    if (sensed.size() == 0) continue;  // this column's sensor has had nothing to say
    kernels::Work work{};
    auto found = discriminating_goal(*first.kernel, first.memory->impl(), first.options, sensed, s.joint, s.percept,
                                     ++first.goals_asked, work);
    count(work, first.statistics);
    return found;
  }
  return std::nullopt;
}

}  // namespace colonnade::cortex
