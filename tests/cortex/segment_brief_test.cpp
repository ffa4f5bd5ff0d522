// Segments and features in brief against the codes that they stand for.
#include "segment_brief.h"

#include <cmath>
#include <cstddef>
#include <cstring>

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>

#include "kernels/brief_weights.h"
#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/hypothesis.h"
#include "kernels/hypothesis_scalar_ops.h"
#include "kernels/octahedral_map.h"
#include "memory_impl.h"
#include "pose_view.h"
#include "synthetic_objects.h"
#include "working_memory.h"

namespace colonnade::cortex {
namespace {

using namespace testing;
using namespace kernels;
#include "kernels/hypothesis_impl.h"

Hsv random_colour(RandomStream& random) {
  return {static_cast<float>(random.uniform()), static_cast<float>(random.uniform()),
          static_cast<float>(random.uniform())};
}

TEST(FeatureBrief, TellsTheEvidenceOfTheCodesOnAverage) {
  const EvidenceWeights weights = evidence_weights(EvidenceOptions{}, {}, 1);
  RandomStream random = test_stream(80);
  double sum_of_squares = 0;
  constexpr int kPairs = 400;
  for (int i = 0; i < kPairs; ++i) {
    const double k1 = 300 * random.uniform() - 100, k2 = 300 * random.uniform() - 100;
    const double other_k1 = k1 + 40 * random.normal(), other_k2 = k2 + 40 * random.normal();
    const Hsv colour = random_colour(random), other = random_colour(random);
    const float brief =
        brief_evidence(brief_weights(weights), feature_brief(k1, k2, colour), feature_brief(other_k1, other_k2, other));
    // Codes of several seeds: one alone is rough.
    double of_codes = 0;
    constexpr int kSeeds = 40;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const FeatureEncoder encoder(seed);
      FeatureCode sensed, learned;
      encoder.encode(k1, k2, colour, sensed);
      encoder.encode(other_k1, other_k2, other, learned);
      const float evidence = feature_evidence<ScalarCellOps>(weights, sensed.data(), learned.data(), other.saturation);
      of_codes += static_cast<double>(evidence) / kSeeds;
    }
    EXPECT_NEAR(static_cast<double>(brief), of_codes, 0.2);
    sum_of_squares += std::pow(static_cast<double>(brief) - of_codes, 2);
  }
  EXPECT_LT(std::sqrt(sum_of_squares / kPairs), 0.06);
}

TEST(FeatureBrief, HueGoesAround) {
  const BriefWeights weights = brief_weights(evidence_weights(EvidenceOptions{}, {}, 1));
  const auto between = [&](float a, float b) {
    return brief_evidence(weights, feature_brief(0, 0, {a, 1, 1}), feature_brief(0, 0, {b, 1, 1}));
  };
  EXPECT_NEAR(between(0.98F, 0.03F), between(0.48F, 0.53F), 0.05);
  EXPECT_EQ(between(0.0F, 1.0F), between(0.5F, 0.5F));
  EXPECT_LT(between(0.0F, 0.5F), between(0.0F, 0.2F));
}

TEST(EvidenceWeights, WhatLooksGreyHasNoHue) {
  const auto weights = [](float saturation) { return evidence_weights(EvidenceOptions{}, {}, saturation); };
  EXPECT_EQ(weights(0).hue, 0);
  EXPECT_EQ(weights(0).hue_chance, 0);
  EXPECT_FLOAT_EQ(weights(0.2F).hue, weights(1).hue / 2);
  EXPECT_EQ(weights(0.4F).hue, weights(1).hue);
  EXPECT_EQ(weights(0).tone, weights(1).tone);
}

Vector3 random_direction(RandomStream& random) { return random.normal_vector().normalized(); }

TEST(SegmentBrief, PlacesAreToldApartAnywhere) {
  RandomStream random = test_stream(81);
  for (int i = 0; i < 2000; ++i) {
    const double far_m = i % 2 == 0 ? 0.1 : 20.0;
    const Eigen::Vector3f p = (far_m * random.normal_vector()).cast<float>();
    const Vector3 direction = random_direction(random);
    const Eigen::Vector3f q = p + (0.024 * random.uniform() * direction).cast<float>();
    std::int8_t a[3], b[3];
    place_in_brief(p.data(), a);
    place_in_brief(q.data(), b);
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_NEAR(static_cast<float>(phase_step(b[axis], a[axis])) / kBriefStepsPerM, q[axis] - p[axis], 0.00021);
    }
  }
}

TEST(SegmentBrief, LengthsAreAboutRight) {
  RandomStream random = test_stream(82);
  for (int i = 0; i < 2000; ++i) {
    const Eigen::Vector3i v = (120 * random_direction(random)).array().round().matrix().cast<int>();
    const double share = about_length(v.x(), v.y(), v.z()) / v.cast<double>().norm();
    EXPECT_GT(share, 0.96) << v.transpose();
    EXPECT_LT(share, 1.14) << v.transpose();
  }
}

// Weights beyond all reason are cut off where the sum still fits into 24 bits.
TEST(SegmentBrief, ExtremeWeightsDoNotOverflow) {
  EvidenceWeights weights{};
  for (float* w : {&weights.location, &weights.half_inverse_offset_variance, &weights.offset_most, &weights.normal,
                   &weights.axis, &weights.curvature, &weights.hue, &weights.tone}) {
    *w = 1e12F;
  }
  const BriefWeights most = brief_weights(weights);
  BriefNumbers sensed{};
  sensed.frame_defined = 1;
  sensed.saturation = 255;
  BriefNumbers far = sensed;
  for (int i = 0; i < 3; ++i) {
    far.p[i] = -128;
    far.n[i] = -128;
  }
  EXPECT_LT(std::abs(evidence_in_brief(most, sensed, sensed)), 1 << 24);
  EXPECT_LT(std::abs(evidence_in_brief(most, sensed, far)), 1 << 24);
  EXPECT_GT(evidence_in_brief(most, sensed, sensed), 0);
}

Column learned_column() {
  Column column;
  learn_shape(column, "box", box, 600);
  learn_shape(column, "cylinder", two_coloured_cylinder, 600);
  column.reset();
  return column;
}

// Near the right pose, sensation by sensation: the evidence in brief is that of the codes, but for their grain; and the
// chosen segment is what a plain search among the segments of the bin finds.
TEST(SegmentBrief, ChoosesTheBestAndTellsItsEvidence) {
  const Column column = learned_column();
  const Memory::Impl& memory = column.memory().impl();
  const ModelView model = memory.view();
  RandomStream random = test_stream(83);
  double n = 0, sum = 0, sum_of_squares = 0, product = 0, brief_sum = 0, brief_squares = 0, full_sum = 0,
         full_squares = 0;
  for (std::uint32_t object = 0; object < 2; ++object) {
    const Pose X_WO = random_pose(random);
    WorkingMemory sensed;
    sensed.reserve(60);
    for (const Sensation& s : episode(object == 0 ? box : two_coloured_cylinder, X_WO, 60, object)) {
      sensed.add(s, memory, EvidenceOptions{});
    }
    for (int i = 0; i < 40; ++i) {
      const Rotation turn = Eigen::AngleAxisd(0.01 * i, random_direction(random)).toRotationMatrix();
      const Pose X_OW = make_pose(turn, 0.0002 * i * random_direction(random)) * X_WO.inverse();
      const PoseView pose = from_X_OW(X_OW, sensed.origin_W(), object);
      for (const SensedView& s : sensed.all()) {
        Work work{};
        Match brief{}, full{};
        hypothesis_kernels().glance(model, &s, 1, pose, &brief, work);
        EXPECT_EQ(work.encodings, 0U);
        hypothesis_kernels().replay(model, &s, 1, pose, &full, work);
        ASSERT_EQ(brief.segment, full.segment);
        if (brief.segment == kNoSegment) continue;

        Moved moved;
        place(s, pose, moved.p);
        turn_directions(s, pose, moved);
        const BinSegments near = segments_near(model, object, moved.p);
        ASSERT_GT(near.count, 0U);
        std::uint32_t best = kNoSegment;
        int most = 0;
        for (std::uint32_t at = near.begin; at < near.begin + near.count; ++at) {
          const std::uint32_t segment = model.bin_segments[at];
          const int evidence =
              evidence_in_brief(s.brief_weights, numbers_of(in_brief(s, moved)), numbers_of(model.briefs[segment]));
          if (best != kNoSegment && evidence <= most) continue;
          best = segment;
          most = evidence;
        }
        EXPECT_EQ(brief.segment, best);
        EXPECT_EQ(brief.evidence, std::max(static_cast<float>(most) / kBriefUnit, s.weights.floor));

        const auto b = static_cast<double>(brief.evidence), f = static_cast<double>(full.evidence);
        n += 1;
        sum += b - f;
        sum_of_squares += (b - f) * (b - f);
        product += b * f;
        brief_sum += b;
        brief_squares += b * b;
        full_sum += f;
        full_squares += f * f;
      }
    }
  }
  ASSERT_GT(n, 3000);
  EXPECT_NEAR(sum / n, 0, 0.15);
  EXPECT_LT(std::sqrt(sum_of_squares / n), 0.45);
  const double correlation =
      (product / n - brief_sum / n * full_sum / n) /
      std::sqrt((brief_squares / n - brief_sum / n * brief_sum / n) * (full_squares / n - full_sum / n * full_sum / n));
  EXPECT_GT(correlation, 0.95);
  RecordProperty("mean_difference", std::to_string(sum / n));
  RecordProperty("rms_difference", std::to_string(std::sqrt(sum_of_squares / n)));
  RecordProperty("correlation", std::to_string(correlation));
}

}  // namespace
}  // namespace colonnade::cortex
