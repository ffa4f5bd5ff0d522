#pragma once

#include <functional>
#include <optional>

#include <colonnade/cortex/region.h>
#include <colonnade/datasets/experiment.h>
#include <colonnade/sensors/agent.h>

namespace colonnade::runner {

/// What one recognition took.
struct Effort {
  int steps = 0;             ///< sensations
  double column_ms = 0;      ///< CPU time of one core in the columns
  double simulation_ms = 0;  ///< CPU time of one core in world, sensors and policies
};

/// The loop that everything is about: the columns take in what the sensors sense and vote; the region says what it
/// believes; where it would like to sense next moves the sensors; until it decides or may not sense any longer.
/// @param sensor has begun; @param region has been reset.
/// @param after_step is called after each sensation with the goal of the next movement, outside of all measured time.
[[nodiscard]] Effort recognise(const datasets::Test& test, sensors::ActiveSensor& sensor, cortex::Region& region,
                               const std::function<void(const std::optional<cortex::Goal>&)>& after_step);

}  // namespace colonnade::runner
