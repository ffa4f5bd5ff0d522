// The bodies of proposal and population kernels, which every backend shares, against plain formulas.

#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "hypotheses.h"
#include "kernels/host_device.h"
#include "pose_view.h"
#include "synthetic_objects.h"

namespace colonnade::cortex {
namespace {

using namespace testing;
using kernels::PoseView;
using kernels::SegmentGeometry;
using kernels::SensedView;
#include "kernels/population_impl.h"
#include "kernels/proposal_impl.h"

Eigen::Vector3f direction(RandomStream& random) { return random.normal_vector().normalized().cast<float>(); }

/// A place on a surface in both forms.
template <class View>
void fill_place(View& view, RandomStream& random) {
  const Eigen::Vector3f n = direction(random);
  Eigen::Map<Eigen::Vector3f>(view.p) = 0.05F * direction(random);
  Eigen::Map<Eigen::Vector3f>(view.n) = n;
  Eigen::Map<Eigen::Vector3f>(view.a) = n.cross(direction(random)).normalized();
}

Eigen::Matrix3f frame(const Eigen::Vector3f& z, const Eigen::Vector3f& x) {
  Eigen::Matrix3f F;
  F.col(2) = z.normalized();
  F.col(0) = (x - x.dot(F.col(2)) * F.col(2)).normalized();
  F.col(1) = F.col(2).cross(F.col(0));
  return F;
}

bool same_bits(const PoseView& a, const PoseView& b) {
  return std::memcmp(a.R, b.R, sizeof a.R) == 0 && std::memcmp(a.t, b.t, sizeof a.t) == 0 && a.object == b.object;
}

TEST(ProposalBodies, ABurstPutsTheSegmentUnderTheSensor) {
  RandomStream random = test_stream(80);
  for (int i = 0; i < 500; ++i) {
    SensedView s{};
    SegmentGeometry g{};
    fill_place(s, random);
    fill_place(g, random);
    const float angle = std::numbers::pi_v<float> * static_cast<float>(i % 8) / 4;
    const PoseView pose = burst_pose(s, g, 7, std::sin(angle), std::cos(angle));
    const Eigen::Vector3f axis = Eigen::AngleAxisf(angle, vec(g.n)) * vec(g.a);
    const RowMajor3f R = frame(vec(g.n), axis) * frame(vec(s.n), vec(s.a)).transpose();
    EXPECT_TRUE(same_bits(pose, pose_view(R, vec(g.p) - R * vec(s.p), 7))) << "not the bits that Eigen gives";
    EXPECT_LT((rotation(pose) * vec(s.n) - vec(g.n)).norm(), 1e-5);
    EXPECT_LT((rotation(pose) * vec(s.p) + translation(pose) - vec(g.p)).norm(), 1e-6);
  }
}

TEST(ProposalBodies, APairGivesThePoseThatPutsOneOntoTheOther) {
  RandomStream random = test_stream(81);
  int found = 0, mirrored = 0;
  for (int i = 0; i < 500; ++i) {
    SegmentGeometry g1{}, g2{};
    fill_place(g1, random);
    fill_place(g2, random);
    const Eigen::Isometry3f X_OW = random_pose(random).cast<float>();
    SensedView s1{}, s2{};
    const auto sense = [&](const SegmentGeometry& g, SensedView& s) {
      Eigen::Map<Eigen::Vector3f>(s.p) = X_OW.inverse() * vec(g.p);
      Eigen::Map<Eigen::Vector3f>(s.n) = X_OW.linear().transpose() * vec(g.n);
    };
    sense(g1, s1);
    sense(g2, s2);
    PoseView pose{};
    if (!pair_pose(s1, s2, g1, g2, 3, pose)) continue;
    ++found;
    EXPECT_EQ(pose.object, 3U);
    EXPECT_LT((rotation(pose) - X_OW.linear()).norm(), 2e-4);
    EXPECT_LT((translation(pose) - X_OW.translation()).norm(), 2e-4);
    // The mirror image has the same distances and angles.
    const Eigen::Vector3f across = (vec(s2.p) - vec(s1.p)).cross(vec(s1.n)).normalized();
    SensedView m2 = s2;
    Eigen::Map<Eigen::Vector3f>(m2.n) = vec(s2.n) - 2 * across.dot(vec(s2.n)) * across;
    const float along = (vec(s2.p) - vec(s1.p)).normalized().dot(vec(s1.n));
    if (std::abs(across.dot(vec(s2.n))) > 0.9F && std::abs(along) < 0.4F) {
      ++mirrored;
      EXPECT_FALSE(pair_pose(s1, m2, g1, g2, 3, pose));
    }
  }
  EXPECT_GT(found, 450);
  EXPECT_GT(mirrored, 10);
}

TEST(ProposalBodies, ATurnAboutTheDisplacementThatNothingFixesIsNotProposed) {
  SensedView s1{}, s2{};
  SegmentGeometry g1{}, g2{};
  s1.n[0] = s2.n[0] = g1.n[0] = g2.n[0] = 1;
  s2.p[0] = g2.p[0] = 0.03F;  // both normals lie along the displacement
  PoseView pose{};
  EXPECT_FALSE(pair_pose(s1, s2, g1, g2, 0, pose));
}

TEST(PopulationBodies, AlikeIsWithinSevenDegreesAndSixMillimetres) {
  RandomStream random = test_stream(82);
  for (int i = 0; i < 300; ++i) {
    const Pose X = random_pose(random);
    const double angle = 0.02 * (i % 12), distance = 0.001 * (i % 11);
    const Pose Y = make_pose(X.linear() * Eigen::AngleAxisd(angle, Vector3::UnitY()).toRotationMatrix(),
                             X.translation() + distance * direction(random).cast<double>());
    const PoseView a = from_X_OW(X, Vector3::Zero(), 1);
    PoseView b = from_X_OW(Y, Vector3::Zero(), 1);
    if (i % 11 != 6) {
      EXPECT_EQ(alike_poses(a, b), angle < 0.1225 && distance < 0.006) << angle << " " << distance;
    }
    b.object = 2;
    EXPECT_FALSE(alike_poses(a, b));
  }
}

// Slot by slot and in any order, the survivors stand where taking out one after the other leaves them.
TEST(PopulationBodies, CompactionGivesTheOrderOfRemovingFromTheBack) {
  RandomStream random = test_stream(83);
  for (std::uint32_t size = 1; size < 200; ++size) {
    const std::uint32_t one_in = 1 + random.below(6);
    std::vector<std::uint32_t> gone(size), gone_up_to(size), expected(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      gone[i] = random.below(one_in) == 0 && one_in < 6 ? 1 : 0;
      gone_up_to[i] = gone[i] + (i > 0 ? gone_up_to[i - 1] : 0);
      expected[i] = i;
    }
    for (std::uint32_t i = size; i-- > 0;) {
      if (gone[i] == 0) continue;
      expected[i] = expected.back();
      expected.pop_back();
    }
    ASSERT_EQ(expected.size(), size - gone_up_to.back());
    for (std::uint32_t slot = 0; slot < expected.size(); ++slot) {
      EXPECT_EQ(compaction_source(slot, size, gone_up_to.data()), expected[slot]) << slot << " of " << size;
    }
  }
}

}  // namespace
}  // namespace colonnade::cortex
