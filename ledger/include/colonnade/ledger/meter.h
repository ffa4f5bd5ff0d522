#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/ledger/joules.h>
#include <colonnade/ledger/sensor.h>

namespace colonnade::ledger {

/// Power that somebody states for a processor, for estimates where no sensor is: thermal design power, shared evenly by
/// the cores.
struct StatedPower {
  double watts_per_core = 10;
  std::string source = "assumed: 10 W a core";
};

/// What one stretch of work took.
struct Measurement {
  double wall_seconds = 0;
  double cpu_seconds = 0;  ///< of this process, all its threads
  /// From a sensor that was seen to move, before and during the stretch; of the whole package or GPU, whoever used it.
  std::optional<MeasuredJoules> measured;
  std::string sensors;        ///< which ones, comma-separated; empty without
  std::string why_not;        ///< why nothing was measured; empty when something was
  EstimatedJoules estimated;  ///< CPU seconds times the stated power; always there, and always only an estimate
  StatedPower power;

  Measurement& operator+=(const Measurement& other);
};

/// Measures one stretch of work after the other. Counters that wrap are read often enough by a thread of its own.
class EnergyMeter {
 public:
  /// With the machine's sensors.
  explicit EnergyMeter(StatedPower power = {});
  /// With given ones. @param patience how long each may take to move before it is refused.
  EnergyMeter(SensorSearch search, StatedPower power, std::chrono::milliseconds patience);
  ~EnergyMeter();
  EnergyMeter(const EnergyMeter&) = delete;
  EnergyMeter& operator=(const EnergyMeter&) = delete;

  void start();
  /// What happened since start().
  [[nodiscard]] Measurement stop();

  /// Names of the sensors that moved.
  [[nodiscard]] std::vector<std::string> sensors() const;
  /// Why others cannot be used, one sentence each.
  [[nodiscard]] const std::vector<std::string>& refusals() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// CPU seconds of this process so far, all its threads.
[[nodiscard]] double process_cpu_seconds();

}  // namespace colonnade::ledger
