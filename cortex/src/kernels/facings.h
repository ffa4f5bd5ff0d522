#pragma once

#include <cstdint>

#include "kernels/host_device.h"
#include "kernels/octahedral_map.h"

/// Which ways an object's learned surfaces face: a bit for each texel of a small octahedral map of the normals in O.
/// Where no learned surface faces nearly that way, the object has a side that was never seen, or none at all.
namespace colonnade::cortex::kernels {

inline constexpr int kFacingsMap = 8;

/// Whether some learned surface faces nearly like normal n.
COLONNADE_HD inline bool is_known(std::uint64_t facings, const float* n) {
  return ((facings >> octahedral_texel(n[0], n[1], n[2], kFacingsMap)) & 1U) != 0;
}

}  // namespace colonnade::cortex::kernels
