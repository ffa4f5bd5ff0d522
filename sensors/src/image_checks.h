#pragma once

#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {

/// @throws InputError naming the sizes when depth and colours are not one a pixel.
void check(const RgbdPatch& image);
/// @throws InputError when the region is not one of this image, either.
void check(const RgbdImage& image, const ObjectRegion& region);

}  // namespace colonnade::sensors
