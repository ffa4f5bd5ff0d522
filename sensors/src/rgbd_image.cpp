#include <colonnade/sensors/rgbd_image.h>

#include <algorithm>
#include <string>

#include <colonnade/cortex/error.h>

#include "camera_file.h"
#include "image_file.h"
#include "lens_distortion.h"

namespace colonnade::sensors {
namespace {

/// Colour cameras err in each channel by itself, so that somewhere channels differ. Where they nowhere do, the image is
/// of a grey or infrared camera, however many channels its file has.
bool shows_colour(const std::vector<Rgb>& pixels) {
  return std::any_of(pixels.begin(), pixels.end(), [](const Rgb& c) { return c[0] != c[1] || c[1] != c[2]; });
}

cv::Mat load_depth(const std::filesystem::path& path) {
  cv::Mat depth = read_image(path);
  if (depth.type() == CV_16UC1) return depth;
  const std::string found = std::to_string(depth.channels()) + " of " + std::to_string(8 * depth.elemSize1()) + " bits";
  throw InputError(path.string() + ": must have one channel of 16 bits, not " + found +
                   (depth.depth() == CV_8U ? "; a picture of the depth is not the depth" : ""));
}

/// Refuses depths that no camera has which sees things on a table. @param unit metres per unit of depth.
void check_depths(const std::vector<float>& depth, double unit, const std::string& file) {
  constexpr float kNearest = 0.03F;  // depth cameras begin at some 0.07 m, ...
  constexpr float kFarthest = 20;    // ... and end at some 10 m
  std::vector<float> readings;
  std::copy_if(depth.begin(), depth.end(), std::back_inserter(readings), is_reading);
  if (readings.empty()) return;
  const auto middle = readings.begin() + static_cast<std::ptrdiff_t>(readings.size() / 2);
  std::nth_element(readings.begin(), middle, readings.end());
  if (*middle >= kNearest && *middle <= kFarthest) return;
  throw InputError(file + ": half of the readings are within " + std::to_string(*middle) + " m, with " +
                   std::to_string(unit) + " m as the unit of depth; is that the unit?");
}

}  // namespace

RgbdImage load_rgbd(const std::filesystem::path& folder, std::vector<std::string>* warnings) {
  const std::filesystem::path camera_path = folder / "camera.json";
  const std::filesystem::path colour_path = folder / "color.png";
  const std::filesystem::path depth_path = folder / "depth.png";
  require_file(camera_path, "camera");
  CameraFile file = load_camera(camera_path);
  Texture colour = to_rgb(read_image(colour_path), colour_path.string());
  const cv::Mat depth = load_depth(depth_path);
  if (depth.cols != colour.width || depth.rows != colour.height) {
    throw InputError(depth_path.string() + ": " + std::to_string(depth.cols) + " x " + std::to_string(depth.rows) +
                     " pixels, but the colour image has " + std::to_string(colour.width) + " x " +
                     std::to_string(colour.height));
  }
  fit_to_image(file, depth.cols, depth.rows, camera_path.string());
  RgbdImage image;
  image.set_camera(file.camera);
  image.rgb = std::move(colour.pixels);
  for (int v = 0; v < depth.rows; ++v) {
    for (int u = 0; u < depth.cols; ++u) {
      image.depth[image.index(u, v)] = static_cast<float>(depth.at<std::uint16_t>(v, u) * file.depth_unit_m);
    }
  }
  check_depths(image.depth, file.depth_unit_m, depth_path.string());
  image.has_colour = shows_colour(image.rgb);
  if (!image.has_colour) {
    file.warnings.push_back(colour_path.string() +
                            ": is grey throughout, so nothing is known of colours; "
                            "recognising goes by shape alone");
  }
  undistort(image, file.distortion, camera_path.string());
  if (warnings != nullptr) *warnings = std::move(file.warnings);
  return image;
}

void check(const RgbdPatch& image) {
  const PinholeCamera& camera = image.camera;
  const std::size_t pixels = camera.pixel_count();
  if (camera.width < 0 || camera.height < 0 || image.depth.size() != pixels || image.rgb.size() != pixels) {
    throw InputError("an RGB-D image of " + std::to_string(camera.width) + " x " + std::to_string(camera.height) +
                     " pixels has " + std::to_string(image.depth.size()) + " depths and " +
                     std::to_string(image.rgb.size()) + " colours");
  }
}

void check(const ObjectRegion& region, const RgbdImage& image) {
  check(image);
  if (region.mask.size() != image.depth.size()) {
    throw InputError("the mask of the object's region has " + std::to_string(region.mask.size()) +
                     " pixels, but the image " + std::to_string(image.depth.size()));
  }
}

void patch_at(const RgbdImage& image, int u, int v, int width, RgbdPatch& patch, const ObjectRegion* of) {
  of != nullptr ? check(*of, image) : check(image);
  const int u_begin = u - (width - 1) / 2;
  const int v_begin = v - (width - 1) / 2;
  PinholeCamera camera = image.camera;
  camera.width = width;
  camera.height = width;
  camera.cx -= u_begin;
  camera.cy -= v_begin;
  patch.set_camera(camera);
  patch.X_WS = image.X_WS;
  patch.has_colour = image.has_colour;
  for (int row = 0; row < width; ++row) {
    for (int column = 0; column < width; ++column) {
      const int from_u = u_begin + column;
      const int from_v = v_begin + row;
      const bool inside = from_u >= 0 && from_v >= 0 && from_u < image.camera.width && from_v < image.camera.height;
      const std::size_t from = inside ? image.index(from_u, from_v) : 0;
      const bool shown = inside && (of == nullptr || of->mask[from] != 0);
      const std::size_t to = patch.index(column, row);
      patch.depth[to] = shown ? image.depth[from] : 0.0f;
      patch.rgb[to] = inside ? image.rgb[from] : Rgb{0, 0, 0};
    }
  }
}

}  // namespace colonnade::sensors
