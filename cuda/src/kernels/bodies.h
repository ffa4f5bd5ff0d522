#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/octahedral_map.h"
#include "kernels/views.h"

/// The bodies that all backends share, compiled for the kernels of this part.
namespace colonnade::cuda::kernels {

using cortex::Structure;
using cortex::kernels::BinBlock;
using cortex::kernels::BriefWeights;
using cortex::kernels::Cell;
using cortex::kernels::colourfulness;
using cortex::kernels::EvidenceWeights;
using cortex::kernels::FeatureBrief;
using cortex::kernels::kBriefOverlap;
using cortex::kernels::kBriefStepsPerM;
using cortex::kernels::kBriefUnit;
using cortex::kernels::kEmptyBlock;
using cortex::kernels::kNoSegment;
using cortex::kernels::kSensedInBrief;
using cortex::kernels::kSensedInFull;
using cortex::kernels::Match;
using cortex::kernels::ModelView;
using cortex::kernels::octahedral_texel;
using cortex::kernels::PoseView;
using cortex::kernels::SegmentBrief;
using cortex::kernels::SegmentCodes;
using cortex::kernels::SegmentGeometry;
using cortex::kernels::SensedView;
using cortex::kernels::Work;

#include "kernels/hypothesis_impl.h"
#include "kernels/population_impl.h"
#include "kernels/proposal_impl.h"

}  // namespace colonnade::cuda::kernels
