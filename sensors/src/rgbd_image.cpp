#include <colonnade/sensors/rgbd_image.h>

#include <cmath>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include <colonnade/cortex/error.h>

#include "image_file.h"

namespace colonnade::sensors {
namespace {

struct CameraFile {
  PinholeCamera camera;
  double depth_unit_m = 0;
};

CameraFile load_camera(const std::filesystem::path& path) {
  require_file(path, "camera");
  std::ifstream file(path);
  CameraFile result;
  double skew = 0;
  try {
    const nlohmann::json json = nlohmann::json::parse(file);
    const nlohmann::json& K = json.at("K");
    result.camera.fx = K.at(0).at(0).get<double>();
    skew = K.at(0).at(1).get<double>();
    result.camera.cx = K.at(0).at(2).get<double>();
    result.camera.fy = K.at(1).at(1).get<double>();
    result.camera.cy = K.at(1).at(2).get<double>();
    result.depth_unit_m = json.at("depth_unit_m").get<double>();
  } catch (const nlohmann::json::exception& error) {
    throw InputError(path.string() + ": " + error.what());
  }
  if (skew != 0) throw InputError(path.string() + ": K has a skew of " + std::to_string(skew) + "; it must be 0");
  if (!(result.camera.fx > 0) || !(result.camera.fy > 0))
    throw InputError(path.string() + ": focal lengths must be positive");
  if (!(result.depth_unit_m > 0)) {
    throw InputError(path.string() + ": depth_unit_m must be positive, not " + std::to_string(result.depth_unit_m));
  }
  return result;
}

}  // namespace

RgbdImage load_rgbd(const std::filesystem::path& folder) {
  CameraFile file = load_camera(folder / "camera.json");
  Texture colour = to_rgb(read_image(folder / "color.png"), (folder / "color.png").string());
  const std::filesystem::path depth_path = folder / "depth.png";
  const cv::Mat depth = read_image(depth_path);
  if (depth.type() != CV_16UC1) throw InputError(depth_path.string() + ": not a depth image of one 16-bit channel");
  if (depth.cols != colour.width || depth.rows != colour.height) {
    throw InputError(depth_path.string() + ": " + std::to_string(depth.cols) + " x " + std::to_string(depth.rows) +
                     " pixels, but the colour image has " + std::to_string(colour.width) + " x " +
                     std::to_string(colour.height));
  }
  file.camera.width = depth.cols;
  file.camera.height = depth.rows;
  RgbdImage image;
  image.set_camera(file.camera);
  image.rgb = std::move(colour.pixels);
  for (int v = 0; v < depth.rows; ++v) {
    for (int u = 0; u < depth.cols; ++u) {
      image.depth[image.index(u, v)] = static_cast<float>(depth.at<std::uint16_t>(v, u) * file.depth_unit_m);
    }
  }
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
