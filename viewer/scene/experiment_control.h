#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace colonnade::viewer {

/// How an experiment that the viewer runs itself is getting on.
struct ExperimentStatus {
  bool running = false;  ///< from start() until it has ended
  bool paused = false;
  bool learning = false;             ///< sensations are learned instead of recognised
  std::string doing;                 ///< "learning 'mug' (3 of 10)", for people
  std::string failure;               ///< why it ended, if it failed
  std::string object;                ///< that is shown: recognised, or learned
  std::vector<std::string> objects;  ///< those that can be shown
  std::filesystem::path recording;   ///< what to open; empty until there is something
};

/// Runs an experiment in a thread of its own; all functions return at once. What happens is recorded, and watched like
/// any other recording that grows.
class ExperimentControl {
 public:
  virtual ~ExperimentControl() = default;
  /// Those that are built in.
  [[nodiscard]] virtual std::vector<std::string> experiments() const = 0;
  /// @param name_or_file a built-in experiment, or a YAML file. @throws InputError when it cannot be read.
  virtual void start(const std::string& name_or_file) = 0;
  virtual void stop() = 0;
  virtual void set_paused(bool paused) = 0;
  /// One sensation, while paused.
  virtual void step() = 0;
  /// @param steps_per_second 0: as fast as it can.
  virtual void set_speed(double steps_per_second) = 0;
  /// The next movement: so many steps of the sensor to its right and up, along the surface.
  virtual void steer(int right, int up) = 0;
  /// Begins a new episode with this object, in a rotation given by Euler angles xyz, degrees.
  virtual void show(const std::string& object, const std::array<double, 3>& euler_deg) = 0;
  /// From the next episode on, which begins at once with the object that is shown, sensations are learned instead of
  /// recognised, or the other way. They are learned as an experiment learns: without the noise of its tests.
  virtual void set_learning(bool learning) = 0;
  [[nodiscard]] virtual ExperimentStatus status() const = 0;
};

}  // namespace colonnade::viewer
