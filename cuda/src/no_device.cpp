#include <colonnade/cuda/device.h>

namespace colonnade::cuda {

std::shared_ptr<Device> open_device(int) {
  throw DeviceError("CUDA: this program was built without it (the CUDA compiler nvcc was not found)");
}

}  // namespace colonnade::cuda
