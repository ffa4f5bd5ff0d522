#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

namespace colonnade::cuda {

/// What a device cannot do, or no longer can; the message names the device and says why.
class DeviceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The device's memory is full. Work can be split, or done elsewhere.
class OutOfDeviceMemory : public DeviceError {
 public:
  using DeviceError::DeviceError;
};

struct DeviceInfo {
  std::string name;
  int capability_major = 0;
  int capability_minor = 0;
  int multiprocessors = 0;
  double clock_hz = 0;
  std::size_t memory_bytes = 0;
  std::size_t l2_bytes = 0;
  std::string pci_bus_id;  ///< "0000:3B:00.0"; other programs count the devices in other orders
};

enum class KernelId : int;

/// Blocks of a launch. The threads of a block belong to the kernel.
struct Grid {
  std::uint32_t x = 1;
  std::uint32_t y = 1;
};

/// Where kernels run: its memory, its queues of work (streams), its launches. Work on one stream happens in order; the
/// caller waits with synchronize(). Every call is checked, every launch too, and throws DeviceError. The same interface
/// stands for a GPU and, in tests, for the processor that steps through the same kernels.
class Device {
 public:
  using Handle = void*;

  virtual ~Device() = default;
  [[nodiscard]] virtual const DeviceInfo& info() const noexcept = 0;

  /// @throws OutOfDeviceMemory.
  [[nodiscard]] virtual void* allocate(std::size_t bytes) = 0;
  virtual void release(void* memory) noexcept = 0;
  /// Memory of the host that copies to and from the device are quickest with.
  [[nodiscard]] virtual void* allocate_staging(std::size_t bytes) = 0;
  virtual void release_staging(void* memory) noexcept = 0;

  [[nodiscard]] virtual Handle create_stream() = 0;
  virtual void destroy_stream(Handle stream) noexcept = 0;
  /// Waits until everything on the stream is done; what failed on the way is thrown here.
  virtual void synchronize(Handle stream) = 0;

  virtual void copy_in(void* device, const void* host, std::size_t bytes, Handle stream) = 0;
  virtual void copy_out(void* host, const void* device, std::size_t bytes, Handle stream) = 0;
  virtual void copy_within(void* to, const void* from, std::size_t bytes, Handle stream) = 0;
  virtual void fill(void* device, int byte, std::size_t bytes, Handle stream) = 0;

  /// Launches a kernel with its plain parameter struct. Empty grids launch nothing.
  virtual void launch(KernelId kernel, Grid grid, const void* params, Handle stream) = 0;

  /// What is launched on the stream between the two calls becomes a graph instead of running.
  virtual void begin_capture(Handle stream) = 0;
  [[nodiscard]] virtual Handle end_capture(Handle stream) = 0;
  virtual void launch_graph(Handle graph, Handle stream) = 0;
  virtual void destroy_graph(Handle graph) noexcept = 0;

  /// A point in a stream, for timing.
  [[nodiscard]] virtual Handle create_event() = 0;
  virtual void destroy_event(Handle event) noexcept = 0;
  virtual void record(Handle event, Handle stream) = 0;
  /// Seconds between two recorded points; waits for the second.
  [[nodiscard]] virtual double seconds_between(Handle first, Handle second) = 0;
};

/// GPU number `index`. @throws DeviceError: no kernels in this build, no driver, a driver too old, no such device, a
/// device older than Turing (compute capability 7.5).
[[nodiscard]] std::shared_ptr<Device> open_device(int index = 0);

}  // namespace colonnade::cuda
