#include "image_checks.h"

#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {

namespace {

[[noreturn]] void refuse(const RgbdPatch& image, const std::string& what) {
  throw InputError("an RGB-D image of " + std::to_string(image.camera.width) + " x " +
                   std::to_string(image.camera.height) + " pixels has " + what);
}

}  // namespace

void check(const RgbdPatch& image) {
  const std::size_t pixels = image.camera.pixel_count();
  if (image.camera.width < 0 || image.camera.height < 0 || image.depth.size() != pixels || image.rgb.size() != pixels) {
    refuse(image, std::to_string(image.depth.size()) + " depths and " + std::to_string(image.rgb.size()) + " colours");
  }
}

void check(const RgbdImage& image, const ObjectRegion& region) {
  check(image);
  if (region.mask.size() != image.depth.size()) {
    refuse(image, "a region whose mask has " + std::to_string(region.mask.size()));
  }
}

}  // namespace colonnade::sensors
