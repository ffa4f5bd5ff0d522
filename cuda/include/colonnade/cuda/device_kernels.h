#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <colonnade/cuda/device.h>

namespace colonnade::cortex::kernels {
struct HypothesisKernels;
}

namespace colonnade::cuda {

/// The hypothesis kernels of a device, for Column::use_kernels(). Learned models are copied to the device when they are
/// first met and stay there until another one needs their room. Any number of threads may use it at the same time; each
/// call gets a stream of its own.
///
/// Results are the processor's, bit by bit. So nothing is lost when the device is: what it cannot do for want of
/// memory, and everything after it failed, is computed by the processor, and `report` is told why: once of either.
class DeviceKernels {
 public:
  /// @param processor what to fall back on. @param report is given lines for the user.
  DeviceKernels(std::shared_ptr<Device> device, const cortex::kernels::HypothesisKernels& processor,
                std::function<void(const std::string&)> report);
  ~DeviceKernels();
  DeviceKernels(const DeviceKernels&) = delete;
  DeviceKernels& operator=(const DeviceKernels&) = delete;

  [[nodiscard]] const cortex::kernels::HypothesisKernels& table() const noexcept;
  /// From now on the processor does steps of fewer hypotheses, and replays of fewer sensations, than these: they are
  /// not worth the way. Until then the device does all.
  void leave_to_processor(std::size_t fewer_than) noexcept;
  /// False once the device has failed.
  [[nodiscard]] bool device_works() const noexcept;
  /// How many steps and replays the device has done itself.
  [[nodiscard]] std::uint64_t device_calls() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::cuda
