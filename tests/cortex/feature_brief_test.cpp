// Features in brief against the codes that they stand for.
#include "feature_brief.h"

#include <gtest/gtest.h>

#include "kernels/hypothesis.h"
#include "memory_impl.h"
#include "synthetic_objects.h"
#include "working_memory.h"

namespace colonnade::cortex {
namespace {

using namespace testing;

Hsv random_colour(RandomStream& random) {
  return {static_cast<float>(random.uniform()), static_cast<float>(random.uniform()),
          static_cast<float>(random.uniform())};
}

TEST(FeatureBrief, TellsTheEvidenceOfTheCodesOnAverage) {
  const kernels::EvidenceWeights weights = evidence_weights(EvidenceOptions{}, {}, 1);
  RandomStream random = test_stream(80);
  double sum_of_squares = 0;
  constexpr int kPairs = 400;
  for (int i = 0; i < kPairs; ++i) {
    const double k1 = 300 * random.uniform() - 100, k2 = 300 * random.uniform() - 100;
    const double other_k1 = k1 + 40 * random.normal(), other_k2 = k2 + 40 * random.normal();
    const Hsv colour = random_colour(random), other = random_colour(random);
    const float brief =
        brief_evidence(weights, feature_brief(k1, k2, colour), feature_brief(other_k1, other_k2, other));
    // Codes of several seeds: one alone is rough.
    double of_codes = 0;
    constexpr int kSeeds = 40;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const FeatureEncoder encoder(seed);
      kernels::SensedView sensed{};
      kernels::SegmentCodes codes{};
      kernels::SegmentGeometry geometry{};
      FeatureCode code;
      encoder.encode(k1, k2, colour, code);
      std::copy(code.begin(), code.end(), sensed.feature);
      encoder.encode(other_k1, other_k2, other, code);
      std::copy(code.begin(), code.end(), codes.feature);
      geometry.saturation = other.saturation;
      sensed.weights = weights;
      kernels::ModelView model{};
      model.codes = &codes;
      model.geometry = &geometry;
      const std::uint32_t segment = 0;
      float evidence = 0;
      kernels::hypothesis_kernels().features(model, sensed, &segment, 1, &evidence);
      of_codes += static_cast<double>(evidence) / kSeeds;
    }
    EXPECT_NEAR(static_cast<double>(brief), of_codes, 0.2);
    sum_of_squares += std::pow(static_cast<double>(brief) - of_codes, 2);
  }
  EXPECT_LT(std::sqrt(sum_of_squares / kPairs), 0.06);
}

TEST(FeatureBrief, HueGoesAround) {
  const kernels::EvidenceWeights weights = evidence_weights(EvidenceOptions{}, {}, 1);
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

}  // namespace
}  // namespace colonnade::cortex
