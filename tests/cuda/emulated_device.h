#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <colonnade/cuda/device.h>

namespace colonnade::cuda::testing {

/// The processor as a device: it steps through the very kernels that GPUs run, thread by thread, with all that they do
/// together. What goes wrong on a GPU without a word fails here: threads of a block that do not meet at a barrier,
/// accesses that are not aligned to their size, host memory that changes (or is freed) before its copy was waited for,
/// memory used beyond its end or before it was written (new memory, and what the threads of a block share, is filled
/// with 0xA5; guards around every piece are checked). It can also be told to have little memory, or to break.
class EmulatedDevice final : public Device {
 public:
  /// @param memory_bytes more than this cannot be allocated.
  explicit EmulatedDevice(std::size_t memory_bytes = std::size_t{1} << 30);
  ~EmulatedDevice() override;

  /// After n more launches every call fails, as on a GPU that fell off its bus.
  void break_after(int launches);
  [[nodiscard]] int launches() const;
  [[nodiscard]] std::size_t allocated_bytes() const;

  [[nodiscard]] const DeviceInfo& info() const noexcept override { return info_; }
  void* allocate(std::size_t bytes) override;
  void release(void* memory) noexcept override;
  void* allocate_staging(std::size_t bytes) override;
  void release_staging(void* memory) noexcept override;
  Handle create_stream() override;
  void destroy_stream(Handle stream) noexcept override;
  void synchronize(Handle stream) override;
  void copy_in(void* device, const void* host, std::size_t bytes, Handle stream) override;
  void copy_out(void* host, const void* device, std::size_t bytes, Handle stream) override;
  void copy_within(void* to, const void* from, std::size_t bytes, Handle stream) override;
  void fill(void* device, int byte, std::size_t bytes, Handle stream) override;
  void launch(KernelId kernel, Grid grid, const void* params, Handle stream) override;
  void begin_capture(Handle stream) override;
  Handle end_capture(Handle stream) override;
  void launch_graph(Handle graph, Handle stream) override;
  void destroy_graph(Handle graph) noexcept override;
  Handle create_event() override;
  void destroy_event(Handle event) noexcept override;
  void record(Handle event, Handle stream) override;
  double seconds_between(Handle first, Handle second) override;

 private:
  /// From the host, not yet waited for: until then a GPU may still read there.
  struct CopyIn {
    Handle stream;
    const void* host;
    std::vector<std::byte> copied;
  };
  struct Launch {
    KernelId kernel;
    Grid grid;
    std::vector<std::byte> params;
  };
  void check_alive() const;
  void check_guards() const;
  void check_inside(const void* begin, std::size_t bytes) const;

  DeviceInfo info_;
  mutable std::recursive_mutex mutex_;
  std::map<const std::byte*, std::size_t> pieces_;  // begin (after the guard) -> bytes
  std::size_t allocated_ = 0;
  int launches_ = 0;
  int breaks_at_ = -1;
  std::vector<CopyIn> copies_in_;
  std::vector<Launch>* recording_ = nullptr;
};

}  // namespace colonnade::cuda::testing
