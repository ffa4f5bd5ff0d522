#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <colonnade/cortex/gist.h>
#include <colonnade/cortex/outline.h>
#include <colonnade/sensors/rgbd_patch.h>

namespace colonnade::sensors {

/// A whole image of an RGB-D camera. Its X_WS is the camera's pose; the identity where nothing better is known, so that
/// W is the camera's frame.
using RgbdImage = RgbdPatch;

/// Reads a folder with color.png, depth.png (16 bits; 0: no reading) and camera.json (intrinsics and the unit of depth,
/// in the forms that docs/howto/real_images.md lists). Pixels are taken as stored; a lens' distortion is taken out.
/// @param warnings if given, is set to what the caller should be told, such as that there is no colour.
/// @throws InputError naming the file and what is wrong with it.
[[nodiscard]] RgbdImage load_rgbd(const std::filesystem::path& folder, std::vector<std::string>* warnings = nullptr);

/// The pixels of one thing in an image.
struct ObjectRegion {
  std::vector<std::uint8_t> mask;     ///< 1 on the thing, row-major, as many as the image has pixels
  std::vector<std::uint32_t> pixels;  ///< indices of the pixels on it, ascending; may be left empty
};

/// @throws InputError naming the sizes unless the image has a depth and a colour for each pixel ...
void check(const RgbdPatch& image);
/// ... and the region's mask is of its size.
void check(const ObjectRegion& region, const RgbdImage& image);

/// Cuts the square of `width` pixels whose middle is at pixel (u, v) out of an image; what lies beyond its border has
/// no reading.
/// @param of if given, nor does what is not of this thing. Its mask must be of the image's size.
void patch_at(const RgbdImage& image, int u, int v, int width, RgbdPatch& patch, const ObjectRegion* of = nullptr);

/// Finds the largest thing that stands on the largest plane of the image: a table plane by RANSAC, then the largest
/// connected set of pixels above it. The same seed gives the same region.
/// @throws InputError when the image has hardly any readings, no plane, or nothing on it.
[[nodiscard]] ObjectRegion find_object(const RgbdImage& image, std::uint64_t seed);

/// How the thing looks as a whole, from some 4,000 places of a grid over the image at most.
/// @param looks if given, is set to the number of places on the thing.
/// @throws InputError when the region is of another image, or the image has no colour: gists are compared by it.
[[nodiscard]] cortex::Gist gist_of(const RgbdImage& image, const ObjectRegion& region, std::size_t* looks = nullptr);

/// Where the thing is and where it is not, at a coarser grid over the image; frame A is the image's W.
/// @throws InputError when the region is of another image.
[[nodiscard]] cortex::Outline outline_of(const RgbdImage& image, const ObjectRegion& region);

}  // namespace colonnade::sensors
