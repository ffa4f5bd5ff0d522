#pragma once

#include <memory>

#include <colonnade/cuda/backend.h>

#include "experiment_control.h"

namespace colonnade::viewer {

/// Runs experiments for the viewer, with the runner's own parts, in a thread.
class ExperimentWorker : public ExperimentControl {
 public:
  /// @param data the data directory; built-in objects need none. @param backend what the columns compute with.
  explicit ExperimentWorker(std::filesystem::path data, cuda::Backend backend = cuda::Backend::automatic);
  ~ExperimentWorker() override;

  [[nodiscard]] std::vector<std::string> experiments() const override;
  void start(const std::string& name_or_file) override;
  void stop() override;
  void set_paused(bool paused) override;
  void step() override;
  void set_speed(double steps_per_second) override;
  void steer(int right, int up) override;
  void show(const std::string& object, const std::array<double, 3>& euler_deg) override;
  void set_learning(bool learning) override;
  [[nodiscard]] ExperimentStatus status() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::viewer
