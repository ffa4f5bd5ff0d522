#include "agents.h"

#include <numbers>

#include <colonnade/cortex/random_numbers.h>
#include <colonnade/sensors/distant_agent.h>
#include <colonnade/sensors/surface_agent.h>

namespace colonnade::runner {

namespace {

using datasets::Experiment;
using datasets::Movement;

sensors::SensorArrayOptions sensor_array(const Experiment& experiment, Task task) {
  sensors::SensorArrayOptions array;
  array.sensors = experiment.columns;
  if (task == Task::learn) return array;
  const datasets::Noise& noise = experiment.noise;
  if (noise.location_m > 0 || noise.frame_deg > 0 || noise.colour > 0 || noise.log_curvature > 0 ||
      noise.flag_probability > 0) {
    array.message_noise = sensors::MessageNoise{noise.location_m, noise.frame_deg * std::numbers::pi / 180,
                                                noise.colour, noise.log_curvature, noise.flag_probability};
  }
  if (noise.depth_m > 0) array.depth_noise = sensors::DepthNoise{noise.depth_m};
  return array;
}

/// FNV-1a (Fowler, Noll, Vo).
std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0xcbf29ce484222325ULL;
  for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return value;
}

}  // namespace

std::unique_ptr<sensors::Agent> make_agent(const Experiment& experiment, Task task) {
  const bool learning = task == Task::learn;
  const Movement movement = learning ? experiment.learning.movement : experiment.test.movement;
  const bool systematic =
      movement == Movement::automatic ? learning : movement == Movement::explore || movement == Movement::spiral;
  if (experiment.agent == datasets::Agent::surface) {
    sensors::SurfaceAgentOptions options;
    options.array = sensor_array(experiment, task);
    options.policy = systematic ? sensors::SurfacePolicy::explore : sensors::SurfacePolicy::wander;
    if (movement == Movement::random_walk) options.follow_probability = 0;
    return std::make_unique<sensors::SurfaceAgent>(options);
  }
  sensors::DistantAgentOptions options;
  options.array = sensor_array(experiment, task);
  options.policy = systematic ? sensors::DistantPolicy::scan : sensors::DistantPolicy::saccade;
  return std::make_unique<sensors::DistantAgent>(options);
}

std::uint64_t episode_seed(std::uint64_t seed, Task task, std::string_view object, std::uint32_t number) {
  const std::uint64_t name = hash(object);
  const auto bits = cortex::philox(
      {number, static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32), task == Task::learn ? 1U : 2U},
      cortex::key_of_seed(seed));
  return static_cast<std::uint64_t>(bits[1]) << 32 | bits[0];
}

}  // namespace colonnade::runner
