#include "recognition.h"

#include "cpu_clock.h"

namespace colonnade::runner {

Effort recognise(const datasets::Test& test, sensors::ActiveSensor& sensor, cortex::Region& region,
                 const std::function<void(const std::optional<cortex::Goal>&)>& after_step) {
  Effort effort;
  const cortex::Percept& percept = region.percept();
  while (!percept.decided && effort.steps < test.max_sensations) {
    std::optional<cortex::Goal> goal;
    {
      const CpuTimer timer(effort.column_ms);
      region.sense(sensor.observe());
      if (test.hypothesis_testing && !percept.decided) goal = region.goal();
    }
    ++effort.steps;
    after_step(goal);
    const CpuTimer timer(effort.simulation_ms);
    sensor.move(goal);
  }
  return effort;
}

}  // namespace colonnade::runner
