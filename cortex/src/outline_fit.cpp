#include "outline_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/Geometry>

#include "pose_view.h"

namespace colonnade::cortex {
namespace {

using Eigen::Matrix3f;
using Eigen::Vector3f;
using Matrix6 = Eigen::Matrix<double, 6, 6>;
using Vector6 = Eigen::Matrix<double, 6, 1>;

constexpr float kDeepest_m = 0.006f;  // deeper in empty space counts no more; for smaller things in proportion
constexpr float kLarge_m = 0.2f;      // extent from which on lengths are as given here
constexpr float kSmallest = 0.02f;    // share of them, of a thing that is hardly more than a place
constexpr float kFarthest_m = 0.02f;  // nor does it pull harder
constexpr float kEdge_m = 0.0012f;    // so far outlines are inexact
constexpr float kShown_m = 0.003f;    // so deep in empty space a place is seen to be empty
constexpr float kBehind_m = 0.005f;   // so far behind a seen surface a place may still be on it
constexpr float kFacing = 0.1f;       // cosine from which on a surface is seen
constexpr float kMostCells = 1e6f;    // from the view's middle
constexpr float kLevel = 1e-3f;       // cells: nowhere leads out
constexpr float kNearest_m = 0.001f;  // to the eye
constexpr float kSteepest = 1.0f;     // slope beyond which a surface's edge is not told from a step
constexpr double kLeastDamping = 0.005, kMostDamping = 3;
constexpr double kMostTurn = 0.4;  // radians in one round

template <class T>
T square(T v) {
  return v * v;
}

float surface_depth(const Outline& o, std::size_t cell) {
  return o.nearest_m + static_cast<float>(o.surface[cell]) * o.step_m;
}

std::size_t cell_at(int u, int v) { return static_cast<std::size_t>(v) * Outline::kSide + static_cast<std::size_t>(u); }

}  // namespace

/// How a pose is contradicted, and which way it should move, as normal equations about a middle.
struct OutlineFit::System {
  Vector3f middle_O;
  double variance, cut;
  float edge_m, farthest_m;
  float contradiction = 0;
  std::uint64_t terms = 0;
  Matrix6 A = Matrix6::Zero();
  Matrix6 damped = Matrix6::Zero();  ///< every place would rather stay
  Vector6 b = Vector6::Zero();

  /// A place that should move so far this way, but for what outlines are inexact.
  void pull(const Vector3f& p_O, const Vector3f& way_O, float by_m, double weight) {
    if (by_m <= edge_m) return;
    ++terms;
    const auto residual = static_cast<double>(std::min(by_m, farthest_m) - edge_m);
    const Eigen::Vector3d way = way_O.cast<double>();
    Vector6 J;
    J << (p_O - middle_O).cast<double>().cross(way), way;
    const double w = weight / (1 + residual * residual / cut) / variance;
    A.noalias() += w * J * J.transpose();
    b.noalias() += w * residual * J;
  }
  void stay(const Vector3f& p_O, double weight) {
    const Eigen::Vector3d lever = (p_O - middle_O).cast<double>();
    const double w = weight / variance;
    damped.topLeftCorner<3, 3>().diagonal().array() += w * lever.squaredNorm();
    damped.topLeftCorner<3, 3>().noalias() -= w * lever * lever.transpose();
    damped.bottomRightCorner<3, 3>().diagonal().array() += w;
  }
  /// The pose moved as far as damping lets it; nothing if that is nowhere.
  [[nodiscard]] std::optional<kernels::PoseView> move(const kernels::PoseView& pose, double damping) const {
    const Vector6 x = (A + damping * damped).ldlt().solve(b);
    if (!x.allFinite()) return std::nullopt;
    const Eigen::Vector3d turn = x.head<3>();
    const double angle = turn.norm();
    Eigen::Quaterniond q = Eigen::Quaterniond::Identity();
    if (angle > 1e-12) q = Eigen::AngleAxisd(std::min(angle, kMostTurn), Eigen::Vector3d(turn / angle));
    const Eigen::Quaterniond q_OW(Eigen::Matrix3d(rotation(pose).cast<double>()));
    const Eigen::Vector3d middle = middle_O.cast<double>();
    const RowMajor3f R_new = (q * q_OW).normalized().toRotationMatrix().cast<float>();
    const Eigen::Vector3d t_new = q * (translation(pose).cast<double>() - middle) + middle + x.tail<3>();
    return pose_view(R_new, t_new.cast<float>(), pose.object);
  }
};

void OutlineFit::prepare(Side& side, const Outline& outline, int number, const Vector3f& shift_A) noexcept {
  side.outline = &outline;
  side.number = number;
  side.R_SA = Eigen::Map<const RowMajor3f>(outline.R_SA.data());
  side.p_SA = Eigen::Map<const Vector3f>(outline.p_SA.data()) + side.R_SA * shift_A;
  const auto shown = [&](std::size_t cell) { return outline.surface[cell] != 0; };
  const auto hidden = static_cast<std::size_t>(std::count(outline.surface.begin(), outline.surface.end(), 0));
  const std::size_t cells = Outline::kCells - hidden;
  const std::size_t every = (cells + kPoints - 1) / kPoints;
  work_.cells += 2 * Outline::kCells;  // and again for their places
  if (watcher_ != nullptr) watcher_->scanned(number);
  side.count = 0;
  std::size_t nth = 0;
  Vector3f sum = Vector3f::Zero();
  for (int v = 0; v < Outline::kSide; ++v) {
    for (int u = 0; u < Outline::kSide; ++u) {
      const std::size_t cell = cell_at(u, v);
      if (!shown(cell) || nth++ % every != 0) continue;
      const float z = surface_depth(outline, cell);
      const Vector3f p_S((static_cast<float>(u) - outline.cx) / outline.focal * z,
                         (static_cast<float>(v) - outline.cy) / outline.focal * z, z);
      const Vector3f p_A = side.R_SA.transpose() * (p_S - side.p_SA);
      side.points_A[side.count++] = p_A;
      sum += p_A;
    }
  }
  work_.places += side.count;
  side.middle_A = sum / static_cast<float>(std::max<std::size_t>(side.count, 1));
}

void OutlineFit::see(const Outline& seen, const Vector3& origin_W, Watcher* watcher) noexcept {
  watcher_ = watcher;
  prepare(seen_, seen, -1, origin_W.cast<float>());
  // How long it is.
  Matrix3f products = Matrix3f::Zero();
  for (std::size_t i = 0; i < seen_.count; ++i) {
    const Vector3f d = seen_.points_A[i] - seen_.middle_A;
    products.noalias() += d * d.transpose();
  }
  const Vector3f longest = Eigen::SelfAdjointEigenSolver<Matrix3f>(products).eigenvectors().col(2);
  float least = 0, most = 0;
  for (std::size_t i = 0; i < seen_.count; ++i) {
    const float along = longest.dot(seen_.points_A[i] - seen_.middle_A);
    least = std::min(least, along);
    most = std::max(most, along);
  }
  scale_ = std::clamp((most - least) / kLarge_m, kSmallest, 1.0f);
  deepest_m_ = kDeepest_m * scale_;
}

void OutlineFit::compare_with(std::span<const Outline> known, Watcher* watcher) noexcept {
  watcher_ = watcher;
  known_count_ = std::min(known.size(), kMostKnown);
  for (std::size_t k = 0; k < known_count_; ++k) {
    prepare(known_[k], known[k], static_cast<int>(k), Vector3f::Zero());
  }
}

template <bool kWay>
OutlineFit::Depth OutlineFit::depth(const Side& side, const Vector3f& p_A) noexcept {
  constexpr float kUnknown = -std::numeric_limits<float>::infinity();
  const auto unknown = [] { return Depth{kUnknown, kUnknown, Vector3f::Zero()}; };
  ++work_.places;
  const Outline& o = *side.outline;
  const Vector3f p_S = side.R_SA * p_A + side.p_SA;
  if (!(p_S.z() >= kNearest_m)) return unknown();
  const float u = o.focal * p_S.x() / p_S.z() + o.cx;
  const float v = o.focal * p_S.y() / p_S.z() + o.cy;
  if (!(std::abs(u) < kMostCells && std::abs(v) < kMostCells)) return unknown();
  constexpr float kLast = Outline::kSide - 1;
  const float u_in = std::clamp(u, 0.0f, kLast);
  const float v_in = std::clamp(v, 0.0f, kLast);
  // How far beside the outline, in cells, between the middles of four cells.
  const int u0 = std::min(static_cast<int>(u_in), Outline::kSide - 2);
  const int v0 = std::min(static_cast<int>(v_in), Outline::kSide - 2);
  if (watcher_ != nullptr) {
    watcher_->looked_up(side.number, cell_at(u0, v0));
    watcher_->looked_up(side.number, cell_at(u0, v0 + 1));
  }
  const auto at = [&](int du, int dv) { return static_cast<float>(o.beside[cell_at(u0 + du, v0 + dv)]); };
  const float a = u_in - static_cast<float>(u0);
  const float b = v_in - static_cast<float>(v0);
  const float top = at(0, 0) + a * (at(1, 0) - at(0, 0));
  const float bottom = at(0, 1) + a * (at(1, 1) - at(0, 1));
  const float beyond = std::hypot(u - u_in, v - v_in);
  const float beside = (top + b * (bottom - top)) / Outline::kStepsPerCell + beyond;
  if (beside > 0) {
    const float beside_m = beside * p_S.z() / o.focal;
    Depth depth{beside_m, beside_m, Vector3f::Zero()};
    if constexpr (kWay) {
      const float along_u = ((1 - b) * (at(1, 0) - at(0, 0)) + b * (at(1, 1) - at(0, 1))) / Outline::kStepsPerCell;
      const float along_v = (bottom - top) / Outline::kStepsPerCell;
      const Vector3f out_S(-along_u - (u - u_in), -along_v - (v - v_in), 0);
      if (out_S.norm() > kLevel) depth.out_A = side.R_SA.transpose() * out_S.normalized();
    }
    return depth;
  }
  // In front of all that is seen around: a surface that slants is not nearer between the cells.
  constexpr int kNone = std::numeric_limits<std::uint16_t>::max() + 1;
  int least = kNone;
  for (const std::size_t cell : {cell_at(u0, v0), cell_at(u0 + 1, v0), cell_at(u0, v0 + 1), cell_at(u0 + 1, v0 + 1)}) {
    if (o.surface[cell] != 0) least = std::min<int>(least, o.surface[cell]);
  }
  if (least == kNone) return unknown();
  const float before_m = o.nearest_m + static_cast<float>(least) * o.step_m - p_S.z();
  Depth depth{before_m, before_m, Vector3f::Zero()};
  if constexpr (kWay) {
    if (before_m <= 0) return depth;
    // Out of it is down the line of sight, or the shorter way to a surface that slants.
    Vector3f down_S = p_S / p_S.z();
    const auto z = [&](int du, int dv) { return surface_depth(o, cell_at(u0 + du, v0 + dv)); };
    const auto shown = [&](int du, int dv) { return o.surface[cell_at(u0 + du, v0 + dv)] != 0; };
    if (shown(0, 0) && shown(1, 0) && shown(0, 1) && shown(1, 1)) {
      Eigen::Vector2f slope((1 - b) * (z(1, 0) - z(0, 0)) + b * (z(1, 1) - z(0, 1)),
                            (1 - a) * (z(0, 1) - z(0, 0)) + a * (z(1, 1) - z(1, 0)));
      slope *= o.focal / p_S.z();
      slope *= kSteepest / std::max(kSteepest, slope.norm());
      down_S = Vector3f(-slope.x(), -slope.y(), 1 + slope.dot(p_S.head<2>()) / p_S.z());
      depth.away_m = before_m / down_S.norm();
    }
    depth.out_A = side.R_SA.transpose() * down_S.normalized();
  }
  return depth;
}

template <bool kSystem>
float OutlineFit::contradiction(const kernels::PoseView& pose, std::size_t every, System* system) noexcept {
  const Matrix3f R_OW = rotation(pose);
  const Vector3f t_O = translation(pose);
  const auto taken = [every](std::size_t count) { return (count + every - 1) / every; };
  const auto share = [](std::size_t count) { return 1.0 / static_cast<double>(std::max<std::size_t>(1, count)); };
  std::size_t of_all_known = 0;
  for (std::size_t k = 0; k < known_count_; ++k) of_all_known += taken(known_[k].count);
  const double each_seen = share(taken(seen_.count)), each_known = share(of_all_known);
  float of_seen = 0;
  for (std::size_t i = 0; i < seen_.count; i += every) {
    const Vector3f p_O = R_OW * seen_.points_A[i] + t_O;
    if constexpr (kSystem) system->stay(p_O, each_seen);
    float deepest = 0;
    for (std::size_t k = 0; k < known_count_ && (kSystem || deepest < deepest_m_); ++k) {
      const Depth d = depth<kSystem>(known_[k], p_O);
      deepest = std::max(deepest, d.empty_m);
      if constexpr (kSystem) system->pull(p_O, d.out_A, d.away_m, each_seen);
    }
    of_seen += square(std::min(deepest, deepest_m_));
  }
  float of_known = 0;
  for (std::size_t k = 0; k < known_count_; ++k) {
    for (std::size_t i = 0; i < known_[k].count; i += every) {
      const Vector3f& p_O = known_[k].points_A[i];
      const Depth d = depth<kSystem>(seen_, R_OW.transpose() * (p_O - t_O));
      of_known += square(std::clamp(d.empty_m, 0.0f, deepest_m_));
      // What is seen moves against the way that the known place would.
      if constexpr (kSystem) system->pull(p_O, -(R_OW * d.out_A), d.away_m, each_known);
    }
  }
  return (of_seen * static_cast<float>(each_seen) + of_known * static_cast<float>(each_known)) / square(deepest_m_);
}

float OutlineFit::contradiction(const kernels::PoseView& pose) noexcept {
  return contradiction<false>(pose, 1, nullptr);
}

OutlineFit::System OutlineFit::system(const kernels::PoseView& pose, std::size_t every, float error_m) noexcept {
  const double variance = square(static_cast<double>(scale_ * error_m));
  System system{rotation(pose) * seen_.middle_A + translation(pose), variance, 4 * variance, kEdge_m * scale_,
                kFarthest_m * scale_};
  system.contradiction = contradiction<true>(pose, every, &system);
  work_.terms += system.terms;
  return system;
}

OutlineFit::Fit OutlineFit::fit(kernels::PoseView& pose, const Course& course) noexcept {
  const auto error_m = [&](int round) {
    const float done = static_cast<float>(round) / static_cast<float>(std::max(1, course.rounds - 1));
    return course.from_m * std::pow(course.to_m / course.from_m, done);
  };
  System at = system(pose, course.every, course.from_m);
  const float before = at.contradiction;
  double damping = kLeastDamping;
  for (int round = 1; round <= course.rounds; ++round) {
    ++work_.rounds;
    const std::optional<kernels::PoseView> moved = at.move(pose, damping);
    if (!moved) break;
    System next = at;
    if (round < course.rounds) {
      next = system(*moved, course.every, error_m(round));
    } else {
      next.contradiction = contradiction<false>(*moved, course.every, nullptr);
    }
    if (course.always_moves || next.contradiction < at.contradiction) {
      at = next;
      pose = *moved;
      damping = std::max(kLeastDamping, damping / 2);
    } else {
      damping = std::min(kMostDamping, damping * 4);
    }
  }
  return {before, at.contradiction};
}

kernels::PoseView OutlineFit::start(std::size_t nth, std::uint32_t object) noexcept {
  work_.places += 3;  // about as many products
  // Powers of the inverse of the root of x^4 = x + 1, which leave no gaps (Roberts 2018).
  constexpr std::array<double, 3> kSteps{0.8191725133961645, 0.6710436067037893, 0.5497004779019703};
  std::array<double, 3> u{};
  for (std::size_t k = 0; k < 3; ++k) {
    double whole = 0;
    u[k] = std::modf(0.5 + static_cast<double>(nth) * kSteps[k], &whole);
  }
  const double inner = std::sqrt(u[0]), outer = std::sqrt(1 - u[0]);
  const double a = 2 * std::numbers::pi * u[1], b = 2 * std::numbers::pi * u[2];
  const Eigen::Quaterniond q_OW(inner * std::cos(b), outer * std::sin(a), outer * std::cos(a), inner * std::sin(b));
  const RowMajor3f R_OW = q_OW.toRotationMatrix().cast<float>();
  return pose_view(R_OW, known_[nth % std::max<std::size_t>(1, known_count_)].middle_A - R_OW * seen_.middle_A, object);
}

bool OutlineFit::unseen(const Vector3f& p_O, const Vector3f& n_O) noexcept {
  for (std::size_t k = 0; k < known_count_; ++k) {
    const Side& side = known_[k];
    const float empty_m = depth<false>(side, p_O).empty_m;
    if (empty_m > kShown_m * scale_) return false;
    if (empty_m < -kBehind_m * scale_) continue;
    ++work_.places;  // it takes about as much to see which way it faces
    const Vector3f p_S = side.R_SA * p_O + side.p_SA;
    if (-(side.R_SA * n_O).dot(p_S) > kFacing * p_S.norm()) return false;
  }
  return true;
}

}  // namespace colonnade::cortex
