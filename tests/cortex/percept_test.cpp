// Rotation errors under every kind of symmetry, worked by hand; poses and rotations.

#include <colonnade/cortex/percept.h>

#include <numbers>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/options.h>
#include <colonnade/cortex/vote.h>

namespace colonnade::cortex {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kExact = 1e-7;  // acos loses half the digits near 0

Rotation turn(double degrees, const Vector3& axis) {
  return Eigen::AngleAxisd(degrees * kDegree, axis.normalized()).toRotationMatrix();
}
const Vector3 kX = Vector3::UnitX(), kY = Vector3::UnitY(), kZ = Vector3::UnitZ();
const Rotation kAnyhow = turn(77, Vector3(1, 2, -3));

Symmetry symmetry_about(Symmetry::Kind kind, const Vector3& axis, int order = 1) {
  Symmetry symmetry;
  symmetry.kind = kind;
  symmetry.axis_O = axis;
  symmetry.order = order;
  return symmetry;
}

TEST(RotationDistance, IsTheAngleOfTheTurnBetween) {
  EXPECT_NEAR(rotation_distance(kAnyhow, kAnyhow), 0, kExact);
  for (const double degrees : {1e-4, 30.0, 90.0, 179.0, 180.0}) {
    EXPECT_NEAR(rotation_distance(kAnyhow, kAnyhow * turn(degrees, Vector3(3, -1, 2))), degrees * kDegree, kExact);
  }
  EXPECT_NEAR(rotation_distance(Rotation::Identity(), turn(270, kX)), 90 * kDegree, kExact);
}

TEST(Frames, EulerAnglesAreIntrinsicXThenYThenZ) {
  // Turned by 90 degrees about x, y points along z; the second turn is about the y that the first one made.
  const Rotation R = rotation_from_euler_xyz(90 * kDegree, 90 * kDegree, 0);
  EXPECT_TRUE((R * kX).isApprox(kY, 1e-12));
  EXPECT_TRUE((R * kY).isApprox(kZ, 1e-12));
  EXPECT_TRUE((rotation_from_euler_xyz(0, 0, 90 * kDegree) * kX).isApprox(kY, 1e-12));
}

TEST(Frames, PosesMapPointsFromTheRightFrame) {
  const Pose X_WO = make_pose(turn(90, kZ), Vector3(1, 0, 0));
  EXPECT_TRUE((X_WO * Vector3(2, 0, 0)).isApprox(Vector3(1, 2, 0), 1e-12));
  EXPECT_TRUE((X_WO.inverse() * Vector3(1, 2, 0)).isApprox(Vector3(2, 0, 0), 1e-12));
}

TEST(RotationError, WithoutSymmetryIsTheDistance) {
  EXPECT_NEAR(rotation_error({}, kAnyhow * turn(180, kZ), kAnyhow), 180 * kDegree, kExact);
  EXPECT_NEAR(rotation_error({}, kAnyhow * turn(25, kY), kAnyhow), 25 * kDegree, kExact);
}

TEST(RotationError, AFlipAloneForgivesOneHalfTurn) {
  Symmetry symmetry;
  symmetry.flip = true;
  symmetry.flip_axis_O = kY;
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(180, kY), kAnyhow), 0, kExact);
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(170, kY), kAnyhow), 10 * kDegree, kExact);
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(180, kX), kAnyhow), 180 * kDegree, kExact);
}

TEST(RotationError, CyclicForgivesItsTurnsAboutItsOwnAxis) {
  const Symmetry symmetry = symmetry_about(Symmetry::Kind::cyclic, kZ, 4);
  for (const double degrees : {0.0, 90.0, 180.0, 270.0}) {
    EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(degrees, kZ), kAnyhow), 0, kExact);
  }
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(45, kZ), kAnyhow), 45 * kDegree, kExact);
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(100, kZ), kAnyhow), 10 * kDegree, kExact);
  EXPECT_NEAR(rotation_error(symmetry, kAnyhow * turn(90, kX), kAnyhow), 90 * kDegree, kExact);
  // The axis is the object's, not the world's.
  EXPECT_GT(rotation_error(symmetry, turn(90, kZ) * turn(90, kX), turn(90, kX)), 89 * kDegree);
}

TEST(RotationError, CyclicWithAFlipForgivesEveryHalfTurnOfABox) {
  Symmetry box = symmetry_about(Symmetry::Kind::cyclic, kZ, 2);
  box.flip = true;
  box.flip_axis_O = kX;
  for (const Vector3& axis : {kX, kY, kZ}) {
    EXPECT_NEAR(rotation_error(box, kAnyhow * turn(180, axis), kAnyhow), 0, kExact);
    EXPECT_NEAR(rotation_error(box, kAnyhow * turn(160, axis), kAnyhow), 20 * kDegree, kExact);
    EXPECT_NEAR(rotation_error(box, kAnyhow * turn(90, axis), kAnyhow), 90 * kDegree, kExact);
  }
}

TEST(RotationError, CubicForgivesThe24TurnsOfACube) {
  const Symmetry cube = symmetry_about(Symmetry::Kind::cubic, kZ);
  for (const double first : {0.0, 90.0, 180.0, 270.0}) {
    for (const double second : {0.0, 90.0, 180.0, 270.0}) {
      for (const double third : {0.0, 90.0, 180.0, 270.0}) {
        const Rotation R = turn(first, kZ) * turn(second, kX) * turn(third, kZ);
        EXPECT_NEAR(rotation_error(cube, kAnyhow * R, kAnyhow), 0, kExact);
        EXPECT_NEAR(rotation_error(cube, kAnyhow * R * turn(10, kY), kAnyhow), 10 * kDegree, kExact);
      }
    }
  }
  EXPECT_NEAR(rotation_error(cube, kAnyhow * turn(45, kX), kAnyhow), 45 * kDegree, kExact);
}

TEST(RotationError, AxialSeesOnlyTheTiltOfTheAxis) {
  const Symmetry can = symmetry_about(Symmetry::Kind::axial, kZ);
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(123, kZ), kAnyhow), 0, kExact);
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(123, kZ) * turn(40, kX), kAnyhow), 40 * kDegree, kExact);
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(180, kX), kAnyhow), 180 * kDegree, kExact);
}

TEST(RotationError, AxialWithAFlipHasNoUpsideDown) {
  Symmetry can = symmetry_about(Symmetry::Kind::axial, kZ);
  can.flip = true;
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(180, kY), kAnyhow), 0, kExact);
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(150, kX), kAnyhow), 30 * kDegree, kExact);
  EXPECT_NEAR(rotation_error(can, kAnyhow * turn(90, kX), kAnyhow), 90 * kDegree, kExact);
}

TEST(RotationError, SphericalForgivesEverything) {
  const Symmetry ball = symmetry_about(Symmetry::Kind::spherical, kZ);
  EXPECT_EQ(rotation_error(ball, kAnyhow * turn(123, kX), kAnyhow), 0);
}

TEST(DeclaredRotationError, IsThatOfTheBestDeclaredPose) {
  Percept percept;
  EXPECT_NEAR(declared_rotation_error(percept, kAnyhow), std::numbers::pi, kExact) << "nothing declared";
  percept.ranked_count = 1;
  percept.ranked[0].X_WO = make_pose(kAnyhow * turn(90, kX), Vector3::Zero());
  EXPECT_NEAR(declared_rotation_error(percept, kAnyhow), 90 * kDegree, kExact);
  percept.poses_WO[0] = percept.ranked[0].X_WO;
  percept.poses_WO[1] = make_pose(kAnyhow * turn(5, kY), Vector3::Zero());
  percept.poses_WO[2] = make_pose(kAnyhow, Vector3::Zero());  // not among those declared
  percept.pose_count = 2;
  EXPECT_NEAR(declared_rotation_error(percept, kAnyhow), 5 * kDegree, kExact);
  percept.symmetry = symmetry_about(Symmetry::Kind::axial, kX);
  EXPECT_NEAR(declared_rotation_error(percept, kAnyhow), 0, kExact);
}

// Two patches a centimetre apart on an object that lies turned by 90 degrees: the receiver is where the displacement,
// turned into the object's frame, leads; adding the displacement as it lies in the world leads elsewhere.
TEST(Vote, TheDisplacementBetweenPatchesIsTurnedByTheHypothesis) {
  const Pose X_WO = make_pose(turn(90, kZ), Vector3(0.3, -0.2, 0.1));
  const Vector3 p_OS(0.04, 0, 0.02), p_OR(0.05, 0, 0.02);
  Vote vote;
  vote.R_OW = X_WO.linear().transpose();
  vote.p_OS = p_OS;
  vote.p_WS = X_WO * p_OS;
  const Vector3 p_WR = X_WO * p_OR;
  EXPECT_LT((location_for_receiver(vote, p_WR) - p_OR).norm(), 1e-12);
  const Vector3 unrotated = vote.p_OS + (p_WR - vote.p_WS);
  EXPECT_NEAR((unrotated - p_OR).norm(), 0.01 * std::numbers::sqrt2, 1e-12);
}

template <class Options>
std::string message_of_check(const Options& options) {
  try {
    check(options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Options, DefaultsAreInRange) {
  EXPECT_EQ(message_of_check(EncoderOptions{}), "");
  EXPECT_EQ(message_of_check(ColumnOptions{}), "");
}

TEST(Options, OutOfRangeNamesOptionAndValue) {
  EncoderOptions encoders;
  encoders.location_bin_m = -0.25;
  EXPECT_NE(message_of_check(encoders).find("location_bin_m is -0.25"), std::string::npos)
      << message_of_check(encoders);
  ColumnOptions nested;
  nested.encoders = encoders;
  EXPECT_NE(message_of_check(nested).find("location_bin_m is -0.25"), std::string::npos) << message_of_check(nested);
  ColumnOptions evidence;
  evidence.evidence.floor = 3;
  EXPECT_NE(message_of_check(evidence).find("evidence_floor is 3"), std::string::npos) << message_of_check(evidence);
}

TEST(Options, EveryOneIsCheckedAtBothEndsAndForNan) {
  int options = 0;
  const auto try_all = [&](auto visit_all, auto make) {
    std::size_t count = 0;
    auto defaults = make();
    visit_all(defaults, [&](auto&&...) { ++count; });
    for (std::size_t wrong = 0; wrong < count; ++wrong) {
      for (const int how : {0, 1, 2}) {
        auto changed = make();
        std::string name;
        bool possible = true;
        std::size_t i = 0;
        visit_all(changed, [&](const char* option, auto& value, double minimum, double maximum) {
          if (i++ != wrong) return;
          name = option;
          using Value = std::remove_reference_t<decltype(value)>;
          if constexpr (std::is_floating_point_v<Value>) {
            value = how == 0 ? minimum - 1 : (how == 1 ? 2 * maximum + 1 : std::numeric_limits<Value>::quiet_NaN());
          } else if constexpr (std::is_signed_v<Value>) {
            value = static_cast<Value>(how == 0 ? minimum - 1 : maximum + 1);
          } else {
            possible = false;  // every seed below 1.8e19 will do
          }
        });
        if (!possible) continue;
        ++options;
        EXPECT_NE(message_of_check(changed).find(name + " is "), std::string::npos) << name << ", way " << how;
      }
    }
  };
  try_all([](auto& o, auto&& visit) { for_each_encoder_option(o, visit); }, [] { return EncoderOptions{}; });
  try_all([](auto& o, auto&& visit) { for_each_column_option(o, visit); }, [] { return ColumnOptions{}; });
  EXPECT_GT(options, 60);
}

}  // namespace
}  // namespace colonnade::cortex
