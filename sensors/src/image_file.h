#pragma once

#include <filesystem>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// Reads a colour image of any format that OpenCV reads. @throws InputError naming the file when it is missing or
/// broken.
Texture load_rgb(const std::filesystem::path& path);

}  // namespace colonnade::sensors
