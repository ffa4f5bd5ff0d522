#pragma once

#include <colonnade/cortex/frames.h>

namespace colonnade::cortex {

/// Whether a finite matrix is a rotation, to 1e-3.
inline bool is_rotation(const Rotation& R) noexcept {
  const double off = (R * R.transpose() - Rotation::Identity()).cwiseAbs().maxCoeff();
  return off < 1e-3 && R.determinant() > 0;
}

}  // namespace colonnade::cortex
