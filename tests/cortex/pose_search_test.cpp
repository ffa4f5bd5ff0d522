#include "pose_search.h"

#include <numbers>

#include <gtest/gtest.h>

#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

double degrees_between(const kernels::PoseView& a, const kernels::PoseView& b) {
  return std::acos(std::clamp(static_cast<double>(rotation_cosine(a, b)), -1.0, 1.0)) * 180 / std::numbers::pi;
}

// A hill of evidence around a true pose, with steps as overlaps have them.
TEST(Climb, FindsTheTopOfAHillWithSteps) {
  RandomStream random = test_stream(90);
  double before = 0, after = 0;
  for (int i = 0; i < 20; ++i) {
    const Pose X_OW = random_pose(random);
    const kernels::PoseView truth = from_X_OW(X_OW, Vector3::Zero(), 3);
    const Eigen::Vector3f middle_W(0.02f, -0.01f, 0.03f);
    const auto evidence_of = [&](const kernels::PoseView& pose) {
      const double turned = degrees_between(pose, truth);
      const Eigen::Vector3f middle = rotation(pose) * middle_W + translation(pose);
      const Eigen::Vector3f wanted = rotation(truth) * middle_W + translation(truth);
      const double shifted_mm = 1e3 * static_cast<double>((middle - wanted).norm());
      return static_cast<float>(std::round(2 * (40 - turned - 3 * shifted_mm)) / 2);
    };
    const Vector3 turn = 0.12 * random.normal_vector();
    const RowMajor3f R =
        Eigen::AngleAxisd(turn.norm(), turn.normalized()).toRotationMatrix().cast<float>() * rotation(truth);
    const Eigen::Vector3f middle_O = rotation(truth) * middle_W + translation(truth);
    const kernels::PoseView start = pose_view(R, middle_O - R * middle_W, 3);
    const kernels::PoseView found = climb(start, middle_W, random, evidence_of);
    EXPECT_EQ(found.object, 3u);
    EXPECT_NEAR(static_cast<double>(rotation(found).determinant()), 1, 1e-4);
    before += degrees_between(start, truth) / 20;
    after += degrees_between(found, truth) / 20;
  }
  EXPECT_GT(before, 8);
  EXPECT_LT(after, 2);
}

TEST(Climb, StaysWhereNothingIsBetter) {
  RandomStream random = test_stream(91);
  const kernels::PoseView start = from_X_OW(random_pose(random), Vector3::Zero(), 0);
  const auto evidence_of = [&](const kernels::PoseView& pose) {
    return degrees_between(pose, start) < 0.01 ? 100.0f : 0.0f;
  };
  EXPECT_LT(degrees_between(climb(start, Eigen::Vector3f::Zero(), random, evidence_of), start), 0.1);
}

TEST(Climb, TheMiddleIsThatOfWhatWasSensed) {
  std::vector<kernels::SensedView> sensed(2);
  sensed[0].p[0] = 1;
  sensed[1].p[0] = 3;
  sensed[1].p[2] = 4;
  EXPECT_TRUE(middle_of(sensed).isApprox(Eigen::Vector3f(2, 0, 2)));
  EXPECT_TRUE(middle_of({}).isZero());
}

}  // namespace
}  // namespace colonnade::cortex
