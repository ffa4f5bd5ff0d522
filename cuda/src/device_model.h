#pragma once

#include <colonnade/cuda/resources.h>

#include "kernels/views.h"

namespace colonnade::cuda {

/// A learned model in a device's memory.
class DeviceModel {
 public:
  /// @param model the host's. @throws OutOfDeviceMemory.
  DeviceModel(const std::shared_ptr<Device>& device, const cortex::kernels::ModelView& model, Stream& stream)
      : view_(model) {
    copy(device, stream, codes_, view_.codes, model.segment_count);
    copy(device, stream, geometry_, view_.geometry, model.segment_count);
    copy(device, stream, briefs_, view_.briefs, model.segment_count);
    copy(device, stream, bin_blocks_, view_.bin_blocks, std::size_t{model.block_mask} + 1);
    copy(device, stream, bin_segments_, view_.bin_segments, model.bin_segment_count);
    copy(device, stream, anchors_, view_.anchors, std::size_t{3} * model.object_count);
    copy(device, stream, modules_, view_.modules, std::size_t{12} * 64);
    const auto texels = static_cast<std::size_t>(model.map_size) * static_cast<std::size_t>(model.map_size);
    copy(device, stream, normal_map_, view_.normal_map, 32 * texels);
    copy(device, stream, axis_map_, view_.axis_map, 32 * texels);
    stream.synchronize();
  }

  /// The same model with the device's addresses.
  [[nodiscard]] const cortex::kernels::ModelView& view() const noexcept { return view_; }

 private:
  template <class T>
  static void copy(const std::shared_ptr<Device>& device, Stream& stream, Buffer<T>& buffer, const T*& values,
                   std::size_t count) {
    buffer = {device, count};
    buffer.upload({values, count}, stream.handle());
    values = buffer.data();
  }

  cortex::kernels::ModelView view_;
  Buffer<cortex::kernels::SegmentCodes> codes_;
  Buffer<cortex::kernels::SegmentGeometry> geometry_;
  Buffer<cortex::kernels::SegmentBrief> briefs_;
  Buffer<cortex::kernels::BinBlock> bin_blocks_;
  Buffer<std::uint32_t> bin_segments_;
  Buffer<float> anchors_;
  Buffer<float> modules_;
  Buffer<cortex::kernels::Cell> normal_map_;
  Buffer<cortex::kernels::Cell> axis_map_;
};

}  // namespace colonnade::cuda
