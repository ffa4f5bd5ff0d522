#pragma once

#include "memory_impl.h"

namespace colonnade::cortex {

/// Finds the rotations that leave each learned model looking the same to the column: turns that, after refinement,
/// explain the model's own segments nearly as well as segments explain their neighbours. Needs the location index.
void find_symmetries(Memory::Impl& memory, int threads);

}  // namespace colonnade::cortex
