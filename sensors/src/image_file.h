#pragma once

#include <filesystem>

#include <opencv2/core.hpp>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// @throws InputError naming the path and the reason when there is no such file, or it cannot be reached.
void require_file(const std::filesystem::path& path, const char* kind);

/// Reads an image as cv::imread does. @throws InputError naming the file when it is missing, broken or too large.
cv::Mat read_image(const std::filesystem::path& path, int flags);

/// Reads a colour image of any format that OpenCV reads. @throws InputError naming the file when it is missing or
/// broken.
Texture load_rgb(const std::filesystem::path& path);

}  // namespace colonnade::sensors
