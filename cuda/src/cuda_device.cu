#include <cuda_runtime_api.h>

#include <string>

#include <colonnade/cuda/device.h>

#include "cuda_entries.h"
#include "device_requirements.h"

namespace colonnade::cuda {
namespace {

/// Checks the result of a call that concerns no opened device.
void check_start(cudaError_t error, const std::string& what) {
  if (error == cudaSuccess) return;
  (void)cudaGetLastError();
  throw DeviceError("CUDA: " + what + ": " + cudaGetErrorString(error));
}

class CudaDevice final : public Device {
 public:
  explicit CudaDevice(int index) : index_(index) {
    cudaDeviceProp properties{};
    check_start(cudaGetDeviceProperties(&properties, index), "GPU " + std::to_string(index));
    info_.name = properties.name;
    info_.capability_major = properties.major;
    info_.capability_minor = properties.minor;
    info_.multiprocessors = properties.multiProcessorCount;
    info_.memory_bytes = properties.totalGlobalMem;
    info_.l2_bytes = static_cast<std::size_t>(properties.l2CacheSize);
    int clock_khz = 0;
    check_start(cudaDeviceGetAttribute(&clock_khz, cudaDevAttrClockRate, index), info_.name);
    info_.clock_hz = 1e3 * clock_khz;
    char bus_id[32] = {};
    check_start(cudaDeviceGetPCIBusId(bus_id, sizeof bus_id, index), info_.name);
    info_.pci_bus_id = bus_id;
    require_capability(info_.name, properties.major, properties.minor);
    check(cudaSetDevice(index), "cannot be used");
    check(cudaFree(nullptr), "cannot be used");  // makes the context, so that what is wrong shows here
    // Kernels are loaded when they are first met: now, not while a graph is recorded; and one that was not compiled for
    // this device shows here, too.
    for (int kernel = 0; kernel < cuda_entry_count(); ++kernel) {
      cudaFuncAttributes attributes{};
      check(cudaFuncGetAttributes(&attributes, cuda_entry(kernel).function), "loading the kernels");
    }
  }

  const DeviceInfo& info() const noexcept override { return info_; }

  void* allocate(std::size_t bytes) override {
    use();
    void* memory = nullptr;
    check(cudaMalloc(&memory, bytes), "allocating", bytes);
    return memory;
  }
  void release(void* memory) noexcept override { (void)cudaFree(memory); }
  void* allocate_staging(std::size_t bytes) override {
    use();
    void* memory = nullptr;
    check(cudaMallocHost(&memory, bytes), "allocating on the host", bytes);
    return memory;
  }
  void release_staging(void* memory) noexcept override { (void)cudaFreeHost(memory); }

  Handle create_stream() override {
    use();
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "creating a stream");
    return stream;
  }
  void destroy_stream(Handle stream) noexcept override { (void)cudaStreamDestroy(static_cast<cudaStream_t>(stream)); }
  void synchronize(Handle stream) override {
    use();
    check(cudaStreamSynchronize(static_cast<cudaStream_t>(stream)), "computing");
  }

  void copy_in(void* device, const void* host, std::size_t bytes, Handle stream) override {
    use();
    check(cudaMemcpyAsync(device, host, bytes, cudaMemcpyHostToDevice, static_cast<cudaStream_t>(stream)),
          "copying to it");
  }
  void copy_out(void* host, const void* device, std::size_t bytes, Handle stream) override {
    use();
    check(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, static_cast<cudaStream_t>(stream)),
          "copying from it");
  }
  void copy_within(void* to, const void* from, std::size_t bytes, Handle stream) override {
    use();
    check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, static_cast<cudaStream_t>(stream)),
          "copying within it");
  }
  void fill(void* device, int byte, std::size_t bytes, Handle stream) override {
    use();
    check(cudaMemsetAsync(device, byte, bytes, static_cast<cudaStream_t>(stream)), "filling memory");
  }

  void launch(KernelId kernel, Grid grid, const void* params, Handle stream) override {
    if (grid.x == 0 || grid.y == 0) return;
    use();
    const CudaEntry entry = cuda_entry(static_cast<int>(kernel));
    void* arguments[] = {const_cast<void*>(params)};
    check(cudaLaunchKernel(entry.function, dim3(grid.x, grid.y), dim3(entry.threads), arguments, 0,
                           static_cast<cudaStream_t>(stream)),
          "launching a kernel");
    check(cudaGetLastError(), "launching a kernel");
  }

  void begin_capture(Handle stream) override {
    use();
    check(cudaStreamBeginCapture(static_cast<cudaStream_t>(stream), cudaStreamCaptureModeThreadLocal),
          "recording a graph");
  }
  Handle end_capture(Handle stream) override {
    use();
    cudaGraph_t graph = nullptr;
    check(cudaStreamEndCapture(static_cast<cudaStream_t>(stream), &graph), "recording a graph");
    cudaGraphExec_t executable = nullptr;
    const cudaError_t error = cudaGraphInstantiate(&executable, graph, 0);
    (void)cudaGraphDestroy(graph);
    check(error, "recording a graph");
    return executable;
  }
  void launch_graph(Handle graph, Handle stream) override {
    use();
    check(cudaGraphLaunch(static_cast<cudaGraphExec_t>(graph), static_cast<cudaStream_t>(stream)), "launching a graph");
  }
  void destroy_graph(Handle graph) noexcept override {
    (void)cudaGraphExecDestroy(static_cast<cudaGraphExec_t>(graph));
  }

  Handle create_event() override {
    use();
    cudaEvent_t event = nullptr;
    check(cudaEventCreate(&event), "creating an event");
    return event;
  }
  void destroy_event(Handle event) noexcept override { (void)cudaEventDestroy(static_cast<cudaEvent_t>(event)); }
  void record(Handle event, Handle stream) override {
    use();
    check(cudaEventRecord(static_cast<cudaEvent_t>(event), static_cast<cudaStream_t>(stream)), "recording an event");
  }
  double seconds_between(Handle first, Handle second) override {
    use();
    check(cudaEventSynchronize(static_cast<cudaEvent_t>(second)), "computing");
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, static_cast<cudaEvent_t>(first), static_cast<cudaEvent_t>(second)),
          "timing");
    return 1e-3 * static_cast<double>(milliseconds);
  }

 private:
  // The current device belongs to the thread, and is another one where several are used in turns. Launches, graphs and
  // allocations are on the current one, whatever stream they are given.
  void use() const {
    int current = -1;
    check(cudaGetDevice(&current), "cannot be used");
    if (current != index_) check(cudaSetDevice(index_), "cannot be used");
  }

  void check(cudaError_t error, const char* what, std::size_t bytes = 0) const {
    if (error == cudaSuccess) return;
    (void)cudaGetLastError();  // what does not stay must not show at the next call
    std::string message = "CUDA: " + info_.name + ": " + what;
    if (bytes > 0) message += " " + std::to_string(bytes) + " bytes";
    message += std::string(": ") + cudaGetErrorString(error);
    if (error == cudaErrorMemoryAllocation) throw OutOfDeviceMemory(message);
    throw DeviceError(message);
  }

  int index_;
  DeviceInfo info_;
};

}  // namespace

std::shared_ptr<Device> open_device(int index) {
  int driver = 0, runtime = 0;
  check_start(cudaDriverGetVersion(&driver), "no driver");
  check_start(cudaRuntimeGetVersion(&runtime), "no run-time library");
  require_driver(driver, runtime);
  int count = 0;
  check_start(cudaGetDeviceCount(&count), "no GPU can be used");
  if (index < 0 || index >= count) {
    throw DeviceError("CUDA: there is no GPU number " + std::to_string(index) + "; this machine has " +
                      std::to_string(count));
  }
  return std::make_shared<CudaDevice>(index);
}

}  // namespace colonnade::cuda
