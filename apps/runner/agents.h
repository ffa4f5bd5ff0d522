#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <colonnade/datasets/experiment.h>
#include <colonnade/sensors/agent.h>

namespace colonnade::runner {

/// What an agent is to do, which decides how it moves and whether its sensors are noisy.
enum class Task { learn, recognise };

/// The experiment's agent with one sensor for each column. It belongs to one thread, and to one object while learning
/// (it knows which places it has explored).
[[nodiscard]] std::unique_ptr<sensors::Agent> make_agent(const datasets::Experiment& experiment, Task task);

/// Seed of all that is random in one showing of an object. It depends on nothing but its arguments (counter-based), so
/// that episodes can run in any order and on any thread.
/// @param number of the object's rotations.
[[nodiscard]] std::uint64_t episode_seed(std::uint64_t seed, Task task, std::string_view object, std::uint32_t number);

}  // namespace colonnade::runner
