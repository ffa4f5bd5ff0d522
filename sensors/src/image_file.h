#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include <opencv2/core.hpp>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// @throws InputError naming the path and the reason when there is no such file, it cannot be reached, or is none that
/// can be read to an end (a folder, a pipe, a device).
void require_file(const std::filesystem::path& path, const char* kind);

/// Reads an image as its file stores it: no pixel is turned (EXIF), scaled or converted. The result's depth() and
/// channels() tell what it holds; colours come in OpenCV's order (BGR, BGRA), colours of a palette as BGR.
/// @throws InputError naming the file when it is missing, broken or too large.
cv::Mat read_image(const std::filesystem::path& path);

/// The same of a file's bytes. `name` is for messages.
cv::Mat decode_image(std::span<const std::uint8_t> bytes, const std::string& name);

/// True when the file is there and in a format that read_image knows, whole or broken.
bool is_known_image(const std::filesystem::path& path);

/// An image of grey or colours, with or without alpha (which is ignored), of 8 or 16 bits a channel, as RGB.
/// @throws InputError naming `name` for other numbers of channels or bits.
Texture to_rgb(const cv::Mat& image, const std::string& name);

}  // namespace colonnade::sensors
