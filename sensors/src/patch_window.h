#pragma once

#include <cstdint>
#include <vector>

#include <colonnade/sensors/rgbd_patch.h>
#include <colonnade/sensors/sensor_module.h>

namespace colonnade::sensors {

/// The pixels around a patch's centre that lie on one surface. Coordinates are centred on the patch and scaled so that
/// the window is the unit disc; depth is held as relative inverse depth g = z_centre / z - 1.
struct PatchWindow {
  double z_centre = 0;  ///< metres: median of the readings in the middle
  double u_centre = 0;  ///< pixels
  double v_centre = 0;  ///< pixels
  double radius = 0;    ///< pixels
  int u_begin = 0;      ///< the square around the disc, in pixels of the patch
  int v_begin = 0;
  int width = 0;
  int height = 0;
  int count = 0;              ///< pixels that take part
  std::vector<float> a;       ///< scaled coordinate of each column of the square
  std::vector<float> g;       ///< width x height, row-major; 0 where a pixel takes no part
  std::vector<float> member;  ///< 1 where a pixel takes part, otherwise 0

  [[nodiscard]] std::size_t index(int u, int v) const {
    return static_cast<std::size_t>(v) * static_cast<std::size_t>(width) + static_cast<std::size_t>(u);
  }
  /// Scaled coordinate of row v of the square.
  [[nodiscard]] double b(int v) const { return (v_begin + v - v_centre) / radius; }
};

/// Finds windows; owns the buffers of the search.
class WindowFinder {
 public:
  /// Gathers the pixels of the disc that are connected in depth to the centre. How large a step between neighbours may
  /// be follows from the steepest slope and from the noise, which is estimated from the patch itself.
  /// @return false when there is no reading in the middle.
  bool find(const RgbdPatch& patch, const SensorModuleOptions& options, PatchWindow& window);

 private:
  bool place(const RgbdPatch& patch, const SensorModuleOptions& options, PatchWindow& window);
  double estimate_noise(const RgbdPatch& patch, const PatchWindow& window);
  bool fill(const RgbdPatch& patch, double max_step, PatchWindow& window);
  void grow(const RgbdPatch& patch, double max_step, PatchWindow& window);

  std::vector<float> samples_;
  std::vector<std::uint32_t> stack_;
};

}  // namespace colonnade::sensors
