#pragma once

#include <colonnade/cortex/encoders.h>

#include "kernels/views.h"

namespace colonnade::cortex {

inline constexpr double kBriefCurvatureStep = 0.05;  // of log curvature: a byte spans 6.4 either way

/// What is sensed or learned in brief: a few bytes instead of the codes' lines of memory.
[[nodiscard]] kernels::FeatureBrief feature_brief(double k1, double k2, const Hsv& colour);
[[nodiscard]] kernels::SegmentBrief segment_brief(const kernels::SegmentGeometry& geometry);

/// The evidence of features alone (kernels' feature_evidence) that the codes behind these would give on average: the
/// overlap of two graded codes falls linearly with the distance of what they stand for.
[[nodiscard]] float brief_evidence(const kernels::BriefWeights& weights, const kernels::FeatureBrief& sensed,
                                   const kernels::FeatureBrief& learned) noexcept;

}  // namespace colonnade::cortex
