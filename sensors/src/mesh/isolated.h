#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace colonnade::sensors {

struct IsolationLimits {
  unsigned seconds = 0;      ///< of computing time; ten times as much may pass on a busy machine
  std::size_t memory_B = 0;  ///< that may be asked for
};

/// Runs `work` in a child process, a copy of this one, and gives what it returned. Nothing that work does to the
/// process shows here: it may crash, hang, or eat memory. Other threads do not run in the child, so that work must not
/// wait for any.
/// @throws InputError in which `name` stands first: what work threw, or that it crashed, or went beyond the limits.
std::string run_isolated(const std::string& name, const IsolationLimits& limits,
                         const std::function<std::string()>& work);

}  // namespace colonnade::sensors
