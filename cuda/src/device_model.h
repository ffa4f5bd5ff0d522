#pragma once

#include <colonnade/cuda/resources.h>

#include "kernels/views.h"

namespace colonnade::cuda {

/// A learned model in a device's memory.
class DeviceModel {
 public:
  /// @param model the host's. @throws OutOfDeviceMemory.
  DeviceModel(const std::shared_ptr<Device>& device, const cortex::kernels::ModelView& model, Stream& stream)
      : view_(model),
        codes_(device, model.segment_count),
        geometry_(device, model.segment_count),
        briefs_(device, model.segment_count),
        bin_blocks_(device, std::size_t{model.block_mask} + 1),
        bin_segments_(device, model.bin_segment_count),
        anchors_(device, std::size_t{3} * model.object_count),
        modules_(device, std::size_t{12} * 64),
        normal_map_(device, map_cells(model)),
        axis_map_(device, map_cells(model)) {
    // All has its room before the first copy starts, so that none is still under way when there is no room.
    copy(stream, codes_, view_.codes);
    copy(stream, geometry_, view_.geometry);
    copy(stream, briefs_, view_.briefs);
    copy(stream, bin_blocks_, view_.bin_blocks);
    copy(stream, bin_segments_, view_.bin_segments);
    copy(stream, anchors_, view_.anchors);
    copy(stream, modules_, view_.modules);
    copy(stream, normal_map_, view_.normal_map);
    copy(stream, axis_map_, view_.axis_map);
    stream.synchronize();
  }

  /// The same model with the device's addresses.
  [[nodiscard]] const cortex::kernels::ModelView& view() const noexcept { return view_; }

 private:
  static std::size_t map_cells(const cortex::kernels::ModelView& model) {
    return 32 * static_cast<std::size_t>(model.map_size) * static_cast<std::size_t>(model.map_size);
  }
  template <class T>
  static void copy(Stream& stream, Buffer<T>& buffer, const T*& values) {
    buffer.upload({values, buffer.size()}, stream.handle());
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
