#pragma once

#include <filesystem>

#include <opencv2/core/mat.hpp>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// Reads an image of any format that OpenCV reads. @param flags cv::ImreadModes. @throws InputError naming the file
/// when it is missing or broken.
cv::Mat read_image(const std::filesystem::path& path, int flags);

/// Reads a colour image of any format that OpenCV reads. @throws InputError naming the file when it is missing or
/// broken.
Texture load_rgb(const std::filesystem::path& path);

}  // namespace colonnade::sensors
