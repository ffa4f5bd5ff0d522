#include "symmetry_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <utility>

#include <Eigen/Eigenvalues>

#include "column_state.h"
#include "hypotheses.h"
#include "kernels/brief_weights.h"
#include "kernels/hypothesis.h"
#include "parallel.h"
#include "pose_view.h"
#include "random.h"
#include "refinement.h"
#include "segment_brief.h"
#include "working_memory.h"

namespace colonnade::cortex {
namespace {

constexpr std::uint32_t kFolds = 4;
constexpr std::uint32_t kSamplesPerFold = 16;
constexpr std::uint32_t kSmallModel = 96;  // segments; it can spare fewer at a time
constexpr double kPi = std::numbers::pi;
constexpr double kSameLoss = 0.2;        // evidence a sensation: twenty of them do not tell such turns apart
constexpr float kContradiction = -1.5f;  // evidence of a sensation that does not fit at all
constexpr double kMostContradicted = 0.04;
constexpr double kConfusedLoss = 1.2;     // worth a second look when the object is found
constexpr double kHopelessLoss = 2.5;     // in the eyes of the few: refinement makes nothing of such a turn ...
constexpr double kRefutedLoss = 1.8;      // ... and all need not look at one that it has brought no closer than this
constexpr double kWorthwhileGain = 0.02;  // evidence a sensation for which refinement goes on
constexpr double kLeastEvidence = -0.5;   // of the model in place: below, it does not know itself and has no symmetry
constexpr std::size_t kMostConfusions = 32;
constexpr float kSameTurnCosine = 0.966f;  // 15 degrees
constexpr double kMostDrift = 0.3;         // radians that refinement may turn a candidate
// Sameness is judged through the noise of a usual sensor; a sharper one would tell more turns apart.
constexpr SensationUncertainty kTypical{
    .location = 0.002f, .normal = 0.035f, .axis = 0.035f, .log_curvature = 0.1f, .colour = 0.1f};

// A model tested on itself: part of its segments is sensed, with noise, on the model that the rest makes, in turn for
// every part. In place, this is how well the model explains what it has not seen; a turn that does as well is a
// symmetry.
class SelfMatch {
 public:
  SelfMatch(const Memory::Impl& memory, std::uint32_t object) : kernels_(memory.kernels), version_(next_version()) {
    const std::uint32_t count = memory.first_segment[object + 1] - memory.first_segment[object];
    const std::uint32_t folds = count <= kSmallModel ? 4 * kFolds : kFolds;
    for (std::uint32_t fold = 0; fold < folds; ++fold) leave_out(memory, object, fold, folds);
    const Fitted in_place =
        refined(judge(pose_view(RowMajor3f::Identity(), Eigen::Vector3f::Zero(), 0), Panel::all), Panel::all);
    in_place_ = in_place.judged;
    few_in_place_ = judge(in_place.pose, Panel::few).judged;
  }

  /// How much evidence a sensation loses when the model is turned about an axis through `center`, and the pose that
  /// refinement makes of the turn. No pose when refinement turns it elsewhere.
  struct Turned {
    double loss;
    std::optional<kernels::PoseView> pose;
    double contradicted = 0;  ///< share of sensations that the turn makes impossible: a handle where there was none
  };
  Turned turned(const Vector3& axis_O, double angle, const Vector3& center_O) {
    const Rotation turn = Eigen::AngleAxisd(angle, axis_O.normalized()).toRotationMatrix();
    return turned(pose_view(turn.cast<float>(), (center_O - turn * center_O).cast<float>(), 0));
  }
  Turned turned(const kernels::PoseView& start) {
    const auto known =
        std::find_if(turned_.begin(), turned_.end(), [&](const auto& t) { return same(t.first, start); });
    if (known != turned_.end()) return known->second;
    return turned_.emplace_back(start, try_turn(start)).second;
  }
  bool same_after(const Vector3& axis_O, double angle, const Vector3& center_O) {
    const Turned result = turned(axis_O, angle, center_O);
    return result.pose && result.loss < kSameLoss && result.contradicted < kMostContradicted && knows_itself();
  }
  [[nodiscard]] bool knows_itself() const { return in_place_.evidence > kLeastEvidence; }
  /// What all this has cost.
  [[nodiscard]] Statistics statistics() const {
    Statistics sum;
    count(work_, sum);
    sum.pose_fits = fits_;
    sum.pose_fit_terms = fit_terms_;
    sum.sensations_coded = samples_;
    sum.index_entries = index_entries_;
    return sum;
  }

 private:
  struct Fold {
    LocationIndex index;  // of the segments that are not left out
    kernels::ModelView view{};
    std::vector<kernels::SensedView> sensed;
    std::vector<kernels::Match> matches;
    std::size_t few = 0;  ///< sensations in the panel of few
  };
  /// Which of the sensations judge a pose: half of each fold's, in brief, or all.
  enum class Panel { few, all };
  /// Means over a panel's sensations.
  struct Judged {
    double evidence = 0;
    double contradicted = 0;  ///< share of those that the pose makes impossible
  };

  static bool same(const kernels::PoseView& a, const kernels::PoseView& b) {
    return std::equal(a.R, a.R + 9, b.R) && std::equal(a.t, a.t + 3, b.t);
  }

  Turned try_turn(const kernels::PoseView& start) {
    // Few sensations tell what is hopeless and find the way to what is not; all of them judge where it leads.
    const Fitted first = judge(start, Panel::few);
    const auto loss_of_few = [&](const Fitted& fitted) { return few_in_place_.evidence - fitted.judged.evidence; };
    if (loss_of_few(first) > kHopelessLoss) return {loss_of_few(first), start};
    Fitted best = refined(first, Panel::few);
    Turned result{loss_of_few(best), std::nullopt};
    if (result.loss < kRefutedLoss) {
      best = judge(best.pose, Panel::all);
      if (in_place_.evidence - best.judged.evidence < kConfusedLoss) best = refined(best, Panel::all);
      result.loss = in_place_.evidence - best.judged.evidence;
      result.contradicted = best.judged.contradicted - in_place_.contradicted;
    }
    const double drift = std::acos(std::clamp(static_cast<double>(rotation_cosine(best.pose, start)), -1.0, 1.0));
    if (drift <= kMostDrift) result.pose = best.pose;
    return result;
  }

  void leave_out(const Memory::Impl& memory, std::uint32_t object, std::uint32_t fold, std::uint32_t folds) {
    const std::uint32_t begin = memory.first_segment[object];
    const std::uint32_t count = memory.first_segment[object + 1] - begin;
    Fold& part = folds_.emplace_back();
    const std::array<std::uint32_t, 2> all{0, count};
    const std::uint64_t index_version = next_version();
    part.index.build(std::span(memory.geometry).subspan(begin, count), all, &LocationIndex::run_in_order, {fold, folds},
                     memory.access(index_version));
    part.view = memory.view();
    part.view.version = version_;
    part.view.index_version = index_version;
    part.view.codes += begin;
    part.view.geometry += begin;
    part.view.briefs += begin;
    part.view.bin_blocks = part.index.blocks().data();
    part.view.block_mask = static_cast<std::uint32_t>(part.index.blocks().size() - 1);
    part.view.bin_segments = part.index.segments().data();
    part.view.anchors += 3 * object;  // the part's only object is number 0
    const std::uint32_t left_out = (count - fold + folds - 1) / folds;
    const auto samples = std::min<std::uint32_t>(left_out, kSamplesPerFold);
    for (std::uint32_t i = 0; i < samples; ++i) {
      part.sensed.push_back(noisy(memory, begin + fold + folds * (spread(i, samples) * left_out / samples)));
    }
    part.matches.resize(samples);
    part.few = (samples + 1) / 2;
    samples_ += samples;
    index_entries_ += part.index.segments().size();
  }

  // Every second one first, so that those in front are spread over the model, too.
  static std::uint32_t spread(std::uint32_t i, std::uint32_t samples) {
    const std::uint32_t even = (samples + 1) / 2;
    return i < even ? 2 * i : 2 * (i - even) + 1;
  }

  // The sensation that a usual sensor would make of a segment's place.
  static kernels::SensedView noisy(const Memory::Impl& memory, std::uint32_t segment) {
    const auto& g = memory.geometry[segment];
    RandomStream random(memory.options.seed, StreamPurpose::symmetry, segment);
    const auto noise = [&](float sd) { return sd * static_cast<float>(random.normal()); };
    const auto clamped = [](float v) { return std::clamp(v, 0.0f, 1.0f); };
    kernels::SensedView view{};
    std::copy(g.a, g.a + 3, view.a);
    for (int axis = 0; axis < 3; ++axis) {
      view.p[axis] = g.p[axis] + noise(kTypical.location);
      view.n[axis] = g.n[axis] + noise(kTypical.normal);
    }
    Eigen::Map<Eigen::Vector3f>(view.n).normalize();
    view.on_surface = 1;
    view.frame_defined = g.frame_defined;
    const Hsv colour{g.hue + noise(kTypical.colour), clamped(g.saturation + noise(kTypical.colour)),
                     clamped(g.value + noise(kTypical.colour))};
    FeatureCode feature;
    memory.feature_encoder.encode(static_cast<double>(g.k1), static_cast<double>(g.k2), colour, feature);
    std::copy(feature.begin(), feature.end(), view.feature);
    view.brief = feature_brief(static_cast<double>(g.k1), static_cast<double>(g.k2), colour);
    view.weights = evidence_weights(EvidenceOptions{}, kTypical, colour.saturation);
    view.brief_weights = kernels::brief_weights(view.weights);
    return view;
  }

  struct Fitted {
    kernels::PoseView pose;
    Judged judged;
  };
  // The pose that refinement by a panel finds from the one that it has judged last.
  Fitted refined(const Fitted& start, Panel panel) {
    Fitted best = start;
    kernels::PoseView pose = start.pose;
    for (int i = 0; i < 5; ++i) {
      PoseFit fit(pose);
      ++fits_;
      for (const Fold& fold : folds_) {
        const std::size_t count = members(fold, panel);
        fit_terms_ += count;
        fit.add(fold.view, std::span(fold.sensed).first(count), std::span(fold.matches).first(count));
      }
      if (!fit.solve(pose)) break;
      const Fitted next = judge(pose, panel);
      const double gain = next.judged.evidence - best.judged.evidence;
      if (gain > 0) best = next;
      if (gain < kWorthwhileGain) break;
    }
    return best;
  }

  static std::size_t members(const Fold& fold, Panel panel) {
    return panel == Panel::few ? fold.few : fold.sensed.size();
  }

  Fitted judge(const kernels::PoseView& pose, Panel panel) {
    double evidence = 0, contradicted = 0, count = 0;
    for (Fold& fold : folds_) {
      const std::size_t sensations = members(fold, panel);
      const auto shown = static_cast<std::uint32_t>(sensations);
      evidence += static_cast<double>(
          panel == Panel::few
              ? kernels_.glance(fold.view, fold.sensed.data(), shown, pose, fold.matches.data(), work_)
              : kernels_.replay(fold.view, fold.sensed.data(), shown, pose, fold.matches.data(), work_));
      for (std::size_t i = 0; i < sensations; ++i) contradicted += fold.matches[i].evidence < kContradiction ? 1 : 0;
      count += static_cast<double>(sensations);
    }
    return {pose, {evidence / count, contradicted / count}};
  }

  const kernels::HypothesisKernels& kernels_;
  const std::uint64_t version_;
  std::vector<Fold> folds_;
  std::vector<std::pair<kernels::PoseView, Turned>> turned_;  // so far
  kernels::Work work_{};
  std::uint64_t fits_ = 0, fit_terms_ = 0, index_entries_ = 0;
  std::size_t samples_ = 0;
  Judged in_place_, few_in_place_;
};

bool same_after_all(SelfMatch& self, const Vector3& axis, const Vector3& center, std::span<const double> angles) {
  return std::all_of(angles.begin(), angles.end(), [&](double angle) { return self.same_after(axis, angle, center); });
}

// Whether the turns about all three axes leave the model the same, taken together: many turns of a small model say more
// than each of them.
// @param most_loss what a single one may lose.
bool same_on_average(SelfMatch& self, const Eigen::Matrix3d& axes, const Vector3& center,
                     std::span<const double> angles, double most_loss) {
  double loss = 0, contradicted = 0;
  for (int axis = 0; axis < 3; ++axis) {
    for (const double angle : angles) {
      const auto turned = self.turned(axes.col(axis), angle, center);
      if (!turned.pose || turned.loss > most_loss) return false;
      loss += turned.loss;
      contradicted += turned.contradicted;
    }
  }
  const auto turns = static_cast<double>(3 * angles.size());
  return loss < turns * kSameLoss && contradicted < turns * kMostContradicted && self.knows_itself();
}

// Whether the surface lies in faces across the axes, as a cube's does; of a ball it is a fifth.
bool has_faces(std::span<const kernels::SegmentGeometry> geometry, const Eigen::Matrix3d& axes) {
  constexpr double kAcross = 0.94;  // 20 degrees
  const auto across = std::count_if(geometry.begin(), geometry.end(), [&](const auto& g) {
    return (axes.transpose() * vec(g.n).template cast<double>()).cwiseAbs().maxCoeff() > kAcross;
  });
  return 2.5 * static_cast<double>(across) > static_cast<double>(geometry.size());
}

// Axes that a symmetry could have, and the middle of the bounding box along them.
struct CandidateFrame {
  Eigen::Matrix3d axes;
  Vector3 center;
};

CandidateFrame frame_along(const Eigen::Matrix3d& axes, std::span<const kernels::SegmentGeometry> geometry) {
  Eigen::AlignedBox3d box;
  for (const auto& g : geometry) box.extend(Vector3(axes.transpose() * vec(g.p).cast<double>()));
  return {axes, axes * box.center()};
}

// Along the commonest normals: the faces of a cube, whose principal axes say nothing.
CandidateFrame face_frame(std::span<const kernels::SegmentGeometry> geometry) {
  const auto commonest = [&](const Vector3& perpendicular_to) {
    Vector3 best = perpendicular_to.unitOrthogonal();
    int most = 0;
    for (std::size_t i = 0; i < geometry.size(); i += geometry.size() / 64 + 1) {
      const Eigen::Vector3f n = vec(geometry[i].n);
      if (std::abs(n.dot(perpendicular_to.cast<float>())) > 0.2f) continue;
      Eigen::Vector3f sum = Eigen::Vector3f::Zero();
      int like = 0;
      for (const auto& g : geometry) {
        const float cosine = n.dot(vec(g.n));
        if (std::abs(cosine) < 0.97f) continue;
        sum += cosine > 0 ? vec(g.n) : Eigen::Vector3f(-vec(g.n));
        ++like;
      }
      if (like > most) {
        most = like;
        best = sum.cast<double>();
      }
    }
    return best;
  };
  Eigen::Matrix3d axes;
  axes.col(2) = commonest(Vector3::Zero()).normalized();
  const Vector3 x = commonest(axes.col(2));
  axes.col(0) = (x - x.dot(axes.col(2)) * axes.col(2)).normalized();
  axes.col(1) = axes.col(2).cross(axes.col(0));
  return frame_along(axes, geometry);
}

CandidateFrame principal_frame(std::span<const kernels::SegmentGeometry> geometry) {
  Vector3 mean = Vector3::Zero();
  for (const auto& g : geometry) mean += vec(g.p).cast<double>();
  mean /= static_cast<double>(geometry.size());
  Eigen::Matrix3d covariance = Eigen::Matrix3d::Zero();
  for (const auto& g : geometry) {
    const Vector3 d = vec(g.p).cast<double>() - mean;
    covariance += d * d.transpose();
  }
  const Eigen::Matrix3d axes = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(covariance).eigenvectors();
  return frame_along(axes, geometry);
}

bool same_axes(const CandidateFrame& a, const CandidateFrame& b) {
  constexpr double kParallel = 0.99;  // 8 degrees
  return (a.axes.transpose() * b.axes).cwiseAbs().colwise().maxCoeff().minCoeff() > kParallel;
}

// The axis that refined turns are really about: what all of them leave in place.
Vector3 settled_axis(SelfMatch& self, const Vector3& axis, const Vector3& center, std::span<const double> angles) {
  Eigen::Matrix3d moved = Eigen::Matrix3d::Zero();
  for (const double angle : angles) {
    const auto turned = self.turned(axis, angle, center);
    if (!turned.pose) continue;
    const Eigen::Matrix3d move = Eigen::Matrix3d::Identity() - rotation(*turned.pose).cast<double>();
    moved += move.transpose() * move;
  }
  const Vector3 settled = Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d>(moved).eigenvectors().col(0);
  return settled.dot(axis) >= 0 ? settled : Vector3(-settled);
}

Symmetry find_symmetry(SelfMatch& self, const CandidateFrame& frame,
                       std::span<const kernels::SegmentGeometry> geometry) {
  Symmetry symmetry;
  const Eigen::Matrix3d& axes = frame.axes;
  const Vector3& center = frame.center;
  // The first are wide: refinement, which nothing holds on a ball, may turn a small one back.
  static constexpr std::array kAnyTurn = {1.1, 1.9, 2.6, -1.5, 0.4, -0.7, -2.2};
  static const Eigen::Matrix3d kOddAxes{{0.6, -0.48, 0.64}, {0.64, 0.6, -0.48}, {0.48, 0.64, 0.6}};
  symmetry.center_O = center;
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
  // Before a free turn: under noise a small cube turns almost freely, but about which axis?
  static constexpr std::array kQuarters = {kPi / 2, kPi, -kPi / 2};
  if (has_faces(geometry, axes) && same_on_average(self, axes, center, kQuarters, 2 * kSameLoss)) {
    symmetry.kind = Symmetry::Kind::cubic;
    symmetry.axis_O = settled_axis(self, axes.col(0), center, kQuarters);
    const Vector3 side = settled_axis(self, axes.col(1), center, kQuarters);
    symmetry.flip_axis_O = (side - side.dot(symmetry.axis_O) * symmetry.axis_O).normalized();
    return symmetry;
  }
  if (same_on_average(self, kOddAxes, center, std::span(kAnyTurn).first(4), kSameLoss)) {
    symmetry.kind = Symmetry::Kind::spherical;
    return symmetry;
  }
  for (int i = 2; i >= 0; --i) {
    const Vector3 axis = axes.col(i);
    if (same_after_all(self, axis, center, kAnyTurn)) {
      symmetry.kind = Symmetry::Kind::axial;
      symmetry.axis_O = settled_axis(self, axis, center, kAnyTurn);
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
      symmetry.axis_O = settled_axis(self, axis, center, angles);
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

// Turns of the model that are easily taken for the right pose.
void find_confusions(SelfMatch& self, const CandidateFrame& frame, std::vector<kernels::PoseView>& turns) {
  for (int axis = 0; axis < 3; ++axis) {
    for (const double angle : {kPi, kPi / 2, -kPi / 2, kPi / 3, -kPi / 3, 2 * kPi / 3, -2 * kPi / 3}) {
      const auto turned = self.turned(frame.axes.col(axis), angle, frame.center);
      const auto same = [&](const kernels::PoseView& known) { return alike(known, *turned.pose); };
      if (turned.pose && turned.loss < kConfusedLoss && std::none_of(turns.begin(), turns.end(), same)) {
        turns.push_back(*turned.pose);
      }
    }
  }
}

// Turns one after the other: from those about single axes to all 24 of a cube, say.
void compose_confusions(SelfMatch& self, std::vector<kernels::PoseView>& turns) {
  for (std::size_t i = 0; i < turns.size(); ++i) {
    for (std::size_t j = 0; j <= i && turns.size() < kMostConfusions; ++j) {
      const RowMajor3f R = rotation(turns[i]) * rotation(turns[j]);
      const kernels::PoseView start =
          pose_view(R, rotation(turns[i]) * translation(turns[j]) + translation(turns[i]), 0);
      const auto known = [&](const kernels::PoseView& pose) {
        return alike(start, pose) || rotation_cosine(start, pose) > kSameTurnCosine;
      };
      if (rotation_cosine(start, pose_view(RowMajor3f::Identity(), Eigen::Vector3f::Zero(), 0)) > kSameTurnCosine ||
          std::any_of(turns.begin(), turns.end(), known)) {
        continue;
      }
      const auto turned = self.turned(start);
      if (turned.pose && turned.loss < kConfusedLoss) turns.push_back(*turned.pose);
    }
  }
}

// How many poses a symmetry makes equal.
int extent(const Symmetry& symmetry) {
  const int sides = symmetry.flip ? 2 : 1;
  switch (symmetry.kind) {
    case Symmetry::Kind::spherical:
      return 100000;
    case Symmetry::Kind::axial:
      return 1000 * sides;
    case Symmetry::Kind::cubic:
      return 5000;  // more than the turns of one axis: it says what all three do
    default:
      return symmetry.order * sides;
  }
}

}  // namespace

void find_symmetries(Memory::Impl& memory, int threads) {
  std::vector<Statistics> work(memory.objects.size());
  parallel_for(memory.objects.size(), 1, threads, [&](std::size_t i, std::size_t) {
    LearnedObject& object = memory.objects[i];
    if (object.symmetry_known) return;
    object.symmetry = {};
    object.confusions.clear();
    if (object.geometry.size() >= 4 * kFolds) {
      SelfMatch self(memory, static_cast<std::uint32_t>(i));
      std::vector<CandidateFrame> frames{principal_frame(object.geometry)};
      if (const auto faces = face_frame(object.geometry); !same_axes(faces, frames[0])) frames.push_back(faces);
      object.symmetry.center_O = frames[0].center;
      for (const CandidateFrame& frame : frames) {
        const Symmetry found = find_symmetry(self, frame, object.geometry);
        if (extent(found) > extent(object.symmetry)) object.symmetry = found;
        find_confusions(self, frame, object.confusions);
      }
      // Of what turns freely there is no end of combinations, and no need of them.
      if (object.symmetry.kind == Symmetry::Kind::none || object.symmetry.kind == Symmetry::Kind::cyclic) {
        compose_confusions(self, object.confusions);
      }
      work[i] = self.statistics();
    }
    object.symmetry_known = true;
  });
  for (const Statistics& part : work) memory.statistics += part;
}

}  // namespace colonnade::cortex
