#pragma once

#include <cmath>

#include "kernels/host_device.h"

/// Octahedral map of the unit sphere onto a square of texels (Cigolle et al. 2014, "A Survey of Efficient
/// Representations for Independent Unit Vectors").
namespace colonnade::cortex::kernels {

/// Texel (row-major index) that direction (x, y, z) falls into. The vector need not have unit length.
COLONNADE_HD inline int octahedral_texel(float x, float y, float z, int size) {
  const float norm = std::fabs(x) + std::fabs(y) + std::fabs(z);
  const float inverse = norm > 0 ? 1.0f / norm : 0.0f;
  float u = x * inverse;
  float v = y * inverse;
  if (z < 0) {
    const float folded_u = (1 - std::fabs(v)) * (u >= 0 ? 1.0f : -1.0f);
    v = (1 - std::fabs(u)) * (v >= 0 ? 1.0f : -1.0f);
    u = folded_u;
  }
  const auto texel = [size](float t) {
    const int i = static_cast<int>((t * 0.5f + 0.5f) * static_cast<float>(size));
    return i < 0 ? 0 : (i >= size ? size - 1 : i);
  };
  return texel(v) * size + texel(u);
}

/// Unit vector at a texel's centre.
COLONNADE_HD inline void octahedral_direction(int texel, int size, float direction[3]) {
  const int column = texel % size;
  const int row = texel / size;
  float u = (static_cast<float>(column) + 0.5f) / static_cast<float>(size) * 2 - 1;
  float v = (static_cast<float>(row) + 0.5f) / static_cast<float>(size) * 2 - 1;
  const float z = 1 - std::fabs(u) - std::fabs(v);
  if (z < 0) {
    const float unfolded_u = (1 - std::fabs(v)) * (u >= 0 ? 1.0f : -1.0f);
    v = (1 - std::fabs(u)) * (v >= 0 ? 1.0f : -1.0f);
    u = unfolded_u;
  }
  const float inverse = 1.0f / std::sqrt(u * u + v * v + z * z);
  direction[0] = u * inverse;
  direction[1] = v * inverse;
  direction[2] = z * inverse;
}

}  // namespace colonnade::cortex::kernels
