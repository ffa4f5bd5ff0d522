#pragma once

#include <cstdint>
#include <span>

#include "kernels/views.h"

namespace colonnade::cortex {

/// The ways within some 37 degrees of a segment's normal, as kernels/facings.h has them: wide enough to bridge what a
/// raster of glimpses leaves out of a curved surface, narrow enough that a side seen alone leaves its neighbours out.
[[nodiscard]] std::uint64_t facings_of(std::span<const kernels::SegmentGeometry> segments) noexcept;

}  // namespace colonnade::cortex
