#include <colonnade/datasets/rotations.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace colonnade::datasets {
namespace {

using cortex::Rotation;

RC_GTEST_PROP(RandomRotation, IsARotation, (std::uint64_t seed, const std::string& object, std::uint32_t episode)) {
  for (const RotationSampling sampling : {RotationSampling::euler, RotationSampling::so3}) {
    const Rotation R = random_rotation(sampling, seed, object, episode);
    RC_ASSERT((R * R.transpose() - Rotation::Identity()).norm() < 1e-12);
    RC_ASSERT(R.determinant() > 0);
    RC_ASSERT(R == random_rotation(sampling, seed, object, episode));
  }
}

TEST(RandomRotation, DependsOnEveryArgument) {
  for (const RotationSampling sampling : {RotationSampling::euler, RotationSampling::so3}) {
    const Rotation R = random_rotation(sampling, 1, "mug", 0);
    EXPECT_GT(cortex::rotation_distance(R, random_rotation(sampling, 2, "mug", 0)), 1e-3);
    EXPECT_GT(cortex::rotation_distance(R, random_rotation(sampling, 1, "bowl", 0)), 1e-3);
    EXPECT_GT(cortex::rotation_distance(R, random_rotation(sampling, 1, "mug", 1)), 1e-3);
  }
  EXPECT_NE(random_rotation(RotationSampling::euler, 1, "mug", 0), random_rotation(RotationSampling::so3, 1, "mug", 0));
}

// On SO(3) every column of the matrix is uniform on the sphere; with Euler angles xyz uniform, sin(y) = R(0, 2) is not:
// it follows the arcsine law, whose second moment is 1/2 instead of 1/3.
TEST(RandomRotation, FollowsItsDistribution) {
  constexpr std::uint32_t kEpisodes = 20000;
  double euler = 0;
  Rotation so3 = Rotation::Zero();
  Rotation so3_mean = Rotation::Zero();
  for (std::uint32_t episode = 0; episode < kEpisodes; ++episode) {
    euler += std::pow(random_rotation(RotationSampling::euler, 7, "mug", episode)(0, 2), 2);
    const Rotation R = random_rotation(RotationSampling::so3, 7, "mug", episode);
    so3 += R.cwiseProduct(R);
    so3_mean += R;
  }
  EXPECT_NEAR(euler / kEpisodes, 0.5, 0.01);
  EXPECT_LT((so3 / kEpisodes - Rotation::Constant(1.0 / 3)).cwiseAbs().maxCoeff(), 0.01);
  EXPECT_LT((so3_mean / kEpisodes).cwiseAbs().maxCoeff(), 0.02);
}

TEST(TestRotations, AreTheFirstLearnedOnes) {
  Experiment experiment;
  EXPECT_EQ(test_rotations(experiment, 1, "mug"), learning_rotations(experiment));
  EXPECT_EQ(learning_rotations(experiment).size(), 14U);
  experiment.test.count = 3;
  const auto rotations = test_rotations(experiment, 1, "mug");
  ASSERT_EQ(rotations.size(), 3U);
  EXPECT_LT((rotations[1] * Eigen::Vector3d::UnitZ() - Eigen::Vector3d::UnitX()).norm(),
            1e-12);  // a quarter turn about y
}

TEST(TestRotations, AreRandomOnesOfTheSeed) {
  Experiment experiment;
  experiment.test.rotations = TestRotations::random;
  experiment.test.count = 5;
  const auto rotations = test_rotations(experiment, 3, "mug");
  ASSERT_EQ(rotations.size(), 5U);
  EXPECT_EQ(rotations[4], random_rotation(RotationSampling::euler, 3, "mug", 4));
}

}  // namespace
}  // namespace colonnade::datasets
