#include "lens_distortion.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

constexpr float kMaxStep = 0.015F;  ///< metres of depth between neighbouring pixels of one thing, as find_object has it

/// Where the lens shows each pixel of the pinhole camera: u and v, in pixels.
std::pair<cv::Mat, cv::Mat> lens_map(const PinholeCamera& camera, const LensDistortion& distortion) {
  const cv::Matx33d K(camera.fx, 0, camera.cx, 0, camera.fy, camera.cy, 0, 0, 1);
  const cv::Size size(camera.width, camera.height);
  std::pair<cv::Mat, cv::Mat> map;
  if (distortion.model == LensDistortion::Model::equidistant) {
    cv::fisheye::initUndistortRectifyMap(K, distortion.coefficients, cv::Matx33d::eye(), K, size, CV_32FC1, map.first,
                                         map.second);
  } else {
    cv::initUndistortRectifyMap(K, distortion.coefficients, cv::noArray(), K, size, CV_32FC1, map.first, map.second);
  }
  return map;
}

void check_map(const cv::Mat& map_u, const cv::Mat& map_v, const std::string& file) {
  std::size_t in_view = 0;
  for (int v = 0; v < map_u.rows; ++v) {
    for (int u = 0; u < map_u.cols; ++u) {
      const float at_u = map_u.at<float>(v, u);
      const float at_v = map_v.at<float>(v, u);
      in_view += at_u >= 0 && at_v >= 0 && at_u <= static_cast<float>(map_u.cols - 1) &&
                         at_v <= static_cast<float>(map_u.rows - 1)
                     ? 1
                     : 0;
      if (u == 0 || v == 0) continue;
      // Going right and down must stay so: else a place shows twice, as beyond a polynomial's turning point.
      const float turn = (at_u - map_u.at<float>(v, u - 1)) * (at_v - map_v.at<float>(v - 1, u)) -
                         (at_v - map_v.at<float>(v, u - 1)) * (at_u - map_u.at<float>(v - 1, u));
      if (!(turn > 0)) {
        throw InputError(file + ": the distortion folds the image at pixel (" + std::to_string(u) + ", " +
                         std::to_string(v) + "); its coefficients are wrong, or in another order");
      }
    }
  }
  // Lenses bend the border; none takes half of the image away.
  if (2 * in_view < map_u.total()) {
    throw InputError(file +
                     ": the distortion leads more than half of the image out of view; its coefficients are "
                     "wrong, or in another order");
  }
}

/// Between four readings of one surface where there are such, else the nearest.
float depth_between(const RgbdImage& image, float u, float v) {
  const int width = image.camera.width;
  const int height = image.camera.height;
  const auto nearest_u = std::lround(u);
  const auto nearest_v = std::lround(v);
  if (nearest_u < 0 || nearest_v < 0 || nearest_u >= width || nearest_v >= height) return 0;
  const float nearest = image.depth[image.index(static_cast<int>(nearest_u), static_cast<int>(nearest_v))];
  const int left = static_cast<int>(std::floor(u));
  const int top = static_cast<int>(std::floor(v));
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height || !is_reading(nearest)) return nearest;
  const float z[] = {image.depth[image.index(left, top)], image.depth[image.index(left + 1, top)],
                     image.depth[image.index(left, top + 1)], image.depth[image.index(left + 1, top + 1)]};
  const auto [least, most] = std::minmax_element(std::begin(z), std::end(z));
  if (!is_reading(*least) || !(*most - *least <= kMaxStep)) return nearest;
  const float right = u - static_cast<float>(left);
  const float down = v - static_cast<float>(top);
  return (1 - down) * ((1 - right) * z[0] + right * z[1]) + down * ((1 - right) * z[2] + right * z[3]);
}

}  // namespace

void undistort(RgbdImage& image, const LensDistortion& distortion, const std::string& file) {
  if (distortion.none()) return;
  const auto [map_u, map_v] = lens_map(image.camera, distortion);
  check_map(map_u, map_v, file);
  std::vector<float> depth(image.depth.size());
  for (int v = 0; v < image.camera.height; ++v) {
    for (int u = 0; u < image.camera.width; ++u) {
      depth[image.index(u, v)] = depth_between(image, map_u.at<float>(v, u), map_v.at<float>(v, u));
    }
  }
  std::vector<Rgb> rgb(image.rgb.size());
  const cv::Mat from(image.camera.height, image.camera.width, CV_8UC3, image.rgb.data());
  cv::Mat to(image.camera.height, image.camera.width, CV_8UC3, rgb.data());
  cv::remap(from, to, map_u, map_v, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  image.depth = std::move(depth);
  image.rgb = std::move(rgb);
}

}  // namespace colonnade::sensors
