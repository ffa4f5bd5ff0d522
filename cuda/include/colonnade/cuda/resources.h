#pragma once

#include <memory>
#include <span>
#include <utility>

#include <colonnade/cuda/device.h>

/// Owners of what a device gives: each gives it back by itself.
namespace colonnade::cuda {

/// An array in the device's memory.
template <class T>
class Buffer {
 public:
  Buffer() = default;
  /// Not initialised. @throws OutOfDeviceMemory.
  Buffer(std::shared_ptr<Device> device, std::size_t size) : device_(std::move(device)), size_(size) {
    if (size > 0) data_ = static_cast<T*>(device_->allocate(size * sizeof(T)));
  }
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() {
    if (data_ != nullptr) device_->release(data_);
  }

  [[nodiscard]] T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  void upload(std::span<const T> values, Device::Handle stream) {
    if (!values.empty()) device_->copy_in(data_, values.data(), values.size_bytes(), stream);
  }
  void download(std::span<T> values, Device::Handle stream) const {
    if (!values.empty()) device_->copy_out(values.data(), data_, values.size_bytes(), stream);
  }
  void fill(int byte, Device::Handle stream) {
    if (size_ > 0) device_->fill(data_, byte, size_ * sizeof(T), stream);
  }

 private:
  std::shared_ptr<Device> device_;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Host memory for quick copies, at least as large as last asked for.
class Staging {
 public:
  explicit Staging(std::shared_ptr<Device> device) : device_(std::move(device)) {}
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    if (data_ != nullptr) device_->release_staging(data_);
  }
  template <class T>
  [[nodiscard]] T* room_for(std::size_t count) {
    if (count * sizeof(T) > bytes_) grow(count * sizeof(T));
    return static_cast<T*>(data_);
  }

 private:
  void grow(std::size_t bytes) {
    void* larger = device_->allocate_staging(2 * bytes);
    if (data_ != nullptr) device_->release_staging(data_);
    data_ = larger;
    bytes_ = 2 * bytes;
  }
  std::shared_ptr<Device> device_;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// A queue of work.
class Stream {
 public:
  explicit Stream(std::shared_ptr<Device> device) : device_(std::move(device)), handle_(device_->create_stream()) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { device_->destroy_stream(handle_); }

  [[nodiscard]] Device::Handle handle() const noexcept { return handle_; }
  [[nodiscard]] Device& device() const noexcept { return *device_; }
  void synchronize() { device_->synchronize(handle_); }

 private:
  std::shared_ptr<Device> device_;
  Device::Handle handle_;
};

/// A recorded sequence of launches.
class Graph {
 public:
  /// Records what `work` launches on the stream. Where it throws, the recording ends, too, and the stream runs again.
  template <class Work>
  Graph(std::shared_ptr<Device> device, Stream& stream, const Work& work) : device_(std::move(device)) {
    device_->begin_capture(stream.handle());
    try {
      work();
    } catch (...) {
      drop_recording(stream);
      throw;
    }
    handle_ = device_->end_capture(stream.handle());
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph() { device_->destroy_graph(handle_); }

  void launch(Stream& stream) { device_->launch_graph(handle_, stream.handle()); }

 private:
  void drop_recording(Stream& stream) noexcept {
    try {
      device_->destroy_graph(device_->end_capture(stream.handle()));
    } catch (const DeviceError&) {
      // What went wrong first is what the caller hears of.
    }
  }
  std::shared_ptr<Device> device_;
  Device::Handle handle_ = nullptr;
};

/// A point in a stream, for timing.
class Event {
 public:
  explicit Event(std::shared_ptr<Device> device) : device_(std::move(device)), handle_(device_->create_event()) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() { device_->destroy_event(handle_); }

  void record(Stream& stream) { device_->record(handle_, stream.handle()); }
  [[nodiscard]] double seconds_since(const Event& earlier) const {
    return device_->seconds_between(earlier.handle_, handle_);
  }

 private:
  std::shared_ptr<Device> device_;
  Device::Handle handle_;
};

}  // namespace colonnade::cuda
