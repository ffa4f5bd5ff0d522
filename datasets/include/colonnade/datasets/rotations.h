#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <colonnade/cortex/frames.h>
#include <colonnade/datasets/experiment.h>

namespace colonnade::datasets {

/// Rotation R_WO from Euler angles in degrees.
[[nodiscard]] cortex::Rotation rotation_from(const EulerDegrees& angles);

/// The random rotation of one test episode. It depends on nothing but its arguments (counter-based random numbers), so
/// episodes can run in any order, on any number of threads, and an object keeps its rotations in every set.
[[nodiscard]] cortex::Rotation random_rotation(RotationSampling sampling, std::uint64_t seed, std::string_view object,
                                               std::uint32_t episode);

/// Rotations R_WO in which the experiment shows an object for learning.
[[nodiscard]] std::vector<cortex::Rotation> learning_rotations(const Experiment& experiment);

/// Rotations R_WO of the object's test episodes under this test seed.
[[nodiscard]] std::vector<cortex::Rotation> test_rotations(const Experiment& experiment, std::uint64_t seed,
                                                           std::string_view object);

}  // namespace colonnade::datasets
