#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <colonnade/cuda/device_kernels.h>

namespace colonnade::cortex::kernels {
struct ModelView;
}

namespace colonnade::cuda {

/// What to compute on: decided by the size of the work, the processor, or the GPU.
enum class Backend { automatic, cpu, cuda };

/// `auto`, `cpu` or `cuda`. @throws InputError naming anything else.
[[nodiscard]] Backend parse_backend(std::string_view name);

/// A step of n hypotheses takes first + n * each seconds.
struct StepCost {
  double first = 0;
  double each = 0;
};

/// How many hypotheses a step must have before the device is the quicker one; infinity where it never is.
[[nodiscard]] double crossover(const StepCost& processor, const StepCost& device);

/// Which hypothesis kernels a program computes with. All give the same results; only time differs.
class BackendChoice {
 public:
  using Open = std::function<std::shared_ptr<Device>()>;
  using Report = std::function<void(const std::string& line)>;

  /// Opens the GPU, unless the processor was asked for.
  /// @param report is told, in one line each, what was chosen and why, and whatever goes wrong later.
  /// @throws InputError when `cuda` was asked for and no GPU can be used.
  BackendChoice(
      Backend asked, const cortex::kernels::HypothesisKernels& processor, Report report,
      const Open& open = [] { return open_device(); });

  /// Decides, if that is still open, for columns that step up to `hypotheses` at once on this model: measures both
  /// backends on it, which takes some tenths of a second. Where the device is chosen, smaller calls than pay there stay
  /// on the processor.
  void decide(const cortex::kernels::ModelView& model, std::size_t hypotheses);

  /// The processor's until something else was decided.
  [[nodiscard]] const cortex::kernels::HypothesisKernels& kernels() const noexcept;
  /// What was reported about the choice; empty while it is open.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

 private:
  void choose(bool device, std::string reason);

  const cortex::kernels::HypothesisKernels& processor_;
  Report report_;
  std::unique_ptr<DeviceKernels> device_;
  bool on_device_ = false;
  std::string reason_;
};

/// Times steps of a backend on a model, and fits the cost. @param most the larger of the two sizes timed.
[[nodiscard]] StepCost measure_step_cost(const cortex::kernels::HypothesisKernels& kernels,
                                         const cortex::kernels::ModelView& model, std::size_t most);

}  // namespace colonnade::cuda
