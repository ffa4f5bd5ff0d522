#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include <colonnade/cortex/frames.h>
#include <colonnade/cortex/ids.h>

namespace colonnade::cortex {

/// The rotations about a model's own axes that leave it looking the same to the column.
struct Symmetry {
  enum class Kind {
    none,       ///< one pose only
    cyclic,     ///< turns by 2 pi / order about axis_O (and the flip, if any)
    axial,      ///< any turn about axis_O (and the flip, if any): cans, bowls
    cubic,      ///< the 24 turns of a cube with faces along axis_O and flip_axis_O: dice
    spherical,  ///< any rotation about center_O: balls
  };
  Kind kind = Kind::none;
  int order = 1;      ///< of a cyclic symmetry
  bool flip = false;  ///< a half turn about flip_axis_O leaves it the same, too
  Vector3 axis_O = Vector3::UnitZ();
  Vector3 flip_axis_O = Vector3::UnitX();  ///< perpendicular to axis_O
  Vector3 center_O = Vector3::Zero();      ///< all axes pass through it
};

/// Smallest rotation error over the poses that a symmetry makes equal, radians.
/// @param R_WO the rotation reported, @param R_WO_true the true one.
[[nodiscard]] double rotation_error(const Symmetry& symmetry, const Rotation& R_WO, const Rotation& R_WO_true);

/// An object that the column thinks it may be touching.
struct RankedObject {
  ObjectId object;
  double evidence = 0;     ///< of its best hypothesis: log-likelihood units, summed over the episode
  double probability = 0;  ///< calibrated share of belief
  Pose X_WO = Pose::Identity();
};

/// What a column (or a region of columns) believes after the sensations so far.
struct Percept {
  static constexpr std::size_t kMaxRanked = 8;
  static constexpr std::size_t kMaxPoses = 32;

  int sensations = 0;                             ///< how many were taken in since the last reset
  std::array<RankedObject, kMaxRanked> ranked{};  ///< best first
  std::size_t ranked_count = 0;                   ///< 0: no idea at all
  Symmetry symmetry;                              ///< of the best object: its pose is known up to this
  std::array<Pose, kMaxPoses> poses_WO{};         ///< poses that the sensations cannot tell apart; [0] is the best
  std::size_t pose_count = 0;
  bool pose_settled = false;  ///< the best pose is the only one left, up to the declared symmetry
  bool decided = false;       ///< terminal condition: object clear and pose settled

  [[nodiscard]] ObjectId object() const { return ranked_count > 0 ? ranked[0].object : ObjectId{}; }
  /// Calibrated probability that object() is right; 0 when there is none.
  [[nodiscard]] double confidence() const { return ranked_count > 0 ? ranked[0].probability : 0.0; }
};

/// Smallest rotation error over everything the percept declares equal (its poses, and its symmetry), radians.
[[nodiscard]] double declared_rotation_error(const Percept& percept, const Rotation& R_WO_true);

/// Where a column would like its sensor to be next, to tell its best two hypotheses apart.
struct Goal {
  Vector3 p_W = Vector3::Zero();        ///< point to touch or look at
  Vector3 normal_W = Vector3::UnitZ();  ///< outward normal expected there: approach against it
  double expected_gain = 0;             ///< difference of predicted evidence between the two hypotheses
};

}  // namespace colonnade::cortex
