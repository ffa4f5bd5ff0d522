#pragma once

#include <colonnade/datasets/experiment.h>

#include "map_reader.h"

namespace colonnade::datasets {

/// Checks what no single value shows: values that contradict each other, names that do not exist.
/// @param places names the place of each value in messages.
/// @throws InputError.
void check(const Experiment& experiment, const Places& places);

}  // namespace colonnade::datasets
