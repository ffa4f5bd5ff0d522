#pragma once

#include <vector>

#include <colonnade/cortex/sensation.h>

/// Places on an object that no turn leaves the same, in its own frame (X_WO the identity) or elsewhere.
std::vector<colonnade::cortex::Sensation> touches(double size, int count, double step,
                                                  const colonnade::cortex::Pose& X_WO);
