#pragma once

#include "kernels/host_device.h"

namespace colonnade::cortex::kernels {

/// How much the hue of a thing of this saturation counts: grey has none, and from 0.4 on it counts in full.
COLONNADE_HD constexpr float colourfulness(float saturation) { return saturation < 0.4f ? saturation * 2.5f : 1.0f; }

}  // namespace colonnade::cortex::kernels
