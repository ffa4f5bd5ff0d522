#include "emulated_device.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <stdexcept>
#include <utility>

#include "emulated_block.h"
#include "kernels/kernel_list.h"
#include "kernels/word_ops.h"

namespace colonnade::cuda::testing {
namespace {

using namespace kernels;

constexpr std::size_t kGuardBytes = 256;  // as much as GPU memory is aligned to
constexpr int kPoison = 0xA5;
constexpr std::byte kGuard{0xC3};

struct EmulatedEntry {
  void (*run)(Grid grid, const void* params);
  std::size_t params_bytes;
};

template <class Kernel>
void run_grid(Grid grid, const void* params) {
  const auto& typed = *static_cast<const typename Kernel::Params*>(params);
  alignas(64) static thread_local std::byte room[sizeof(typename Kernel::Shared)];
  for (std::uint32_t y = 0; y < grid.y; ++y) {
    for (std::uint32_t x = 0; x < grid.x; ++x) {
      std::memset(room, kPoison, sizeof room);
      auto& shared = *reinterpret_cast<typename Kernel::Shared*>(room);
      EmulatedBlock::run(Kernel::kThreads, [&](std::uint32_t t) { Kernel::run(EmulatedSimt{t, x, y}, shared, typed); });
    }
  }
}

template <class... Kernels>
EmulatedEntry entry_of(KernelList<Kernels...>, KernelId kernel) {
  static constexpr EmulatedEntry kEntries[] = {{&run_grid<Kernels>, sizeof(typename Kernels::Params)}...};
  return kEntries[static_cast<int>(kernel)];
}

}  // namespace

EmulatedDevice::EmulatedDevice(std::size_t memory_bytes) {
  info_.name = "emulated GPU";
  info_.capability_major = 9;
  info_.multiprocessors = 1;
  info_.clock_hz = 1e9;
  info_.memory_bytes = memory_bytes;
}

EmulatedDevice::~EmulatedDevice() = default;

void EmulatedDevice::break_after(int launches) {
  const std::lock_guard lock(mutex_);
  breaks_at_ = launches_ + launches;
}
int EmulatedDevice::launches() const {
  const std::lock_guard lock(mutex_);
  return launches_;
}
std::size_t EmulatedDevice::allocated_bytes() const {
  const std::lock_guard lock(mutex_);
  return allocated_;
}

void EmulatedDevice::check_alive() const {
  if (breaks_at_ >= 0 && launches_ > breaks_at_) throw DeviceError(info_.name + ": fell off its bus");
}

void EmulatedDevice::check_guards() const {
  for (const auto& [begin, bytes] : pieces_) {
    for (std::size_t i = 0; i < kGuardBytes; ++i) {
      if (begin[-1 - static_cast<std::ptrdiff_t>(i)] != kGuard || begin[bytes + i] != kGuard) {
        throw std::logic_error("a kernel wrote beyond its memory");
      }
    }
  }
}

void EmulatedDevice::check_inside(const void* begin, std::size_t bytes) const {
  const auto* at = static_cast<const std::byte*>(begin);
  const auto piece = pieces_.upper_bound(at);
  if (piece == pieces_.begin() || at + bytes > std::prev(piece)->first + std::prev(piece)->second) {
    throw std::logic_error("a copy beyond the device's memory");
  }
}

void* EmulatedDevice::allocate(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  check_alive();
  if (allocated_ + bytes > info_.memory_bytes) {
    throw OutOfDeviceMemory(info_.name + ": allocating " + std::to_string(bytes) + " bytes: out of memory");
  }
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(256, (bytes + 2 * kGuardBytes + 255) / 256 * 256));
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, static_cast<int>(kGuard), kGuardBytes);
  std::memset(memory + kGuardBytes, kPoison, bytes);
  std::memset(memory + kGuardBytes + bytes, static_cast<int>(kGuard), kGuardBytes);
  pieces_[memory + kGuardBytes] = bytes;
  allocated_ += bytes;
  return memory + kGuardBytes;
}

void EmulatedDevice::release(void* memory) noexcept {
  const std::lock_guard lock(mutex_);
  const auto piece = pieces_.find(static_cast<std::byte*>(memory));
  allocated_ -= piece->second;
  pieces_.erase(piece);
  std::free(static_cast<std::byte*>(memory) - kGuardBytes);
}

void* EmulatedDevice::allocate_staging(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  check_alive();
  return ::operator new(bytes);
}
void EmulatedDevice::release_staging(void* memory) noexcept { ::operator delete(memory); }

Device::Handle EmulatedDevice::create_stream() {
  const std::lock_guard lock(mutex_);
  check_alive();
  return new int(0);
}
void EmulatedDevice::destroy_stream(Handle stream) noexcept {
  const std::lock_guard lock(mutex_);
  std::erase_if(copies_in_, [&](const CopyIn& copy) { return copy.stream == stream; });
  delete static_cast<int*>(stream);
}
void EmulatedDevice::synchronize(Handle stream) {
  const std::lock_guard lock(mutex_);
  check_alive();
  const auto changed = [&](const CopyIn& copy) {
    return copy.stream == stream && std::memcmp(copy.host, copy.copied.data(), copy.copied.size()) != 0;
  };
  const bool any_changed = std::any_of(copies_in_.begin(), copies_in_.end(), changed);
  std::erase_if(copies_in_, [&](const CopyIn& copy) { return copy.stream == stream; });
  if (any_changed) throw std::logic_error("host memory changed before its copy was waited for");
}

void EmulatedDevice::copy_in(void* device, const void* host, std::size_t bytes, Handle stream) {
  const std::lock_guard lock(mutex_);
  check_alive();
  check_inside(device, bytes);
  std::memcpy(device, host, bytes);
  const auto* values = static_cast<const std::byte*>(host);
  copies_in_.push_back({stream, host, {values, values + bytes}});
}
void EmulatedDevice::copy_out(void* host, const void* device, std::size_t bytes, Handle) {
  const std::lock_guard lock(mutex_);
  check_alive();
  check_inside(device, bytes);
  std::memcpy(host, device, bytes);
}
void EmulatedDevice::copy_within(void* to, const void* from, std::size_t bytes, Handle) {
  const std::lock_guard lock(mutex_);
  check_alive();
  check_inside(to, bytes);
  check_inside(from, bytes);
  std::memcpy(to, from, bytes);
}
void EmulatedDevice::fill(void* device, int byte, std::size_t bytes, Handle) {
  const std::lock_guard lock(mutex_);
  check_alive();
  check_inside(device, bytes);
  std::memset(device, byte, bytes);
}

void EmulatedDevice::launch(KernelId kernel, Grid grid, const void* params, Handle) {
  const std::lock_guard lock(mutex_);
  if (grid.x == 0 || grid.y == 0) return;
  const EmulatedEntry entry = entry_of(AllKernels{}, kernel);
  if (recording_ != nullptr) {
    const auto* bytes = static_cast<const std::byte*>(params);
    recording_->push_back({kernel, grid, {bytes, bytes + entry.params_bytes}});
    return;
  }
  ++launches_;
  check_alive();
  // Told by a flag, as an exception would have to cross from one fiber to another.
  accessed_misaligned = false;
  entry.run(grid, params);
  if (accessed_misaligned) throw std::logic_error("a kernel accessed an address that is no multiple of the size");
  check_guards();
}

void EmulatedDevice::begin_capture(Handle) {
  const std::lock_guard lock(mutex_);
  recording_ = new std::vector<Launch>;
}
Device::Handle EmulatedDevice::end_capture(Handle) {
  const std::lock_guard lock(mutex_);
  return std::exchange(recording_, nullptr);
}
void EmulatedDevice::launch_graph(Handle graph, Handle stream) {
  for (const Launch& launched : *static_cast<std::vector<Launch>*>(graph)) {
    launch(launched.kernel, launched.grid, launched.params.data(), stream);
  }
}
void EmulatedDevice::destroy_graph(Handle graph) noexcept { delete static_cast<std::vector<Launch>*>(graph); }

Device::Handle EmulatedDevice::create_event() { return new std::chrono::steady_clock::time_point; }
void EmulatedDevice::destroy_event(Handle event) noexcept {
  delete static_cast<std::chrono::steady_clock::time_point*>(event);
}
void EmulatedDevice::record(Handle event, Handle) {
  *static_cast<std::chrono::steady_clock::time_point*>(event) = std::chrono::steady_clock::now();
}
double EmulatedDevice::seconds_between(Handle first, Handle second) {
  return std::chrono::duration<double>(*static_cast<std::chrono::steady_clock::time_point*>(second) -
                                       *static_cast<std::chrono::steady_clock::time_point*>(first))
      .count();
}

}  // namespace colonnade::cuda::testing
