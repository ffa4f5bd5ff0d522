#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/sensors/rgbd_patch.h>

#include "lens_distortion.h"

namespace colonnade::sensors {

/// What camera.json says of the camera of an RGB-D image.
struct CameraFile {
  PinholeCamera camera;  ///< width and height are 0 where the file does not give them
  LensDistortion distortion;
  double depth_unit_m = 0;            ///< metres per unit of depth
  std::vector<std::string> warnings;  ///< such as keys without a meaning
};

/// Reads the intrinsics in the forms that docs/howto/real_images.md lists: this project's, ROS 1 and 2, OpenCV, BOP,
/// Open3D, RealSense and plain fx, fy, cx, cy. @param file as errors shall name it.
/// @throws InputError naming place and value: what is missing, contradicts itself, or makes no pinhole camera.
[[nodiscard]] CameraFile parse_camera(std::string_view text, const std::string& file);
/// @throws InputError when the file cannot be read, too.
[[nodiscard]] CameraFile load_camera(const std::filesystem::path& file);

/// Checks the camera against the image that it is of, and takes over the image's size.
/// @throws InputError when the file gives another size, the principal point is not in the image, or not near its
/// middle where the file gives no size, or the field of view is none of a camera.
void fit_to_image(CameraFile& camera, int width, int height, const std::string& file);

}  // namespace colonnade::sensors
