#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <opencv2/imgproc.hpp>

#include <Eigen/Core>

#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {

cortex::Outline outline_of(const RgbdImage& image, const ObjectRegion& region) {
  using cortex::Outline;
  using RowMajor3f = Eigen::Matrix<float, 3, 3, Eigen::RowMajor>;
  check(region, image);
  Outline outline;
  const PinholeCamera& camera = image.camera;
  // Pixels of a cell, and the middle one. Cells are square.
  const double columns = std::max<double>(camera.width, camera.height * camera.fx / camera.fy) / Outline::kSide;
  const double rows = columns * camera.fy / camera.fx;
  const double middle_u = std::floor(columns / 2), middle_v = std::floor(rows / 2);
  outline.focal = static_cast<float>(camera.fx / columns);
  outline.cx = static_cast<float>((camera.cx - middle_u) / columns);
  outline.cy = static_cast<float>((camera.cy - middle_v) / rows);
  const cortex::Pose X_SW = image.X_WS.inverse();
  Eigen::Map<RowMajor3f>(outline.R_SA.data()) = X_SW.linear().cast<float>();
  Eigen::Map<Eigen::Vector3f>(outline.p_SA.data()) = X_SW.translation().cast<float>();

  const auto reads = [&](std::size_t pixel) { return region.mask[pixel] != 0 && is_reading(image.depth[pixel]); };
  float nearest = std::numeric_limits<float>::max(), farthest = 0;
  for (std::size_t i = 0; i < image.depth.size(); ++i) {
    if (!reads(i)) continue;
    nearest = std::min(nearest, image.depth[i]);
    farthest = std::max(farthest, image.depth[i]);
  }
  if (farthest == 0) return outline;  // shows nothing, which is not valid
  constexpr float kSteps = std::numeric_limits<std::uint16_t>::max() - 1;
  outline.step_m = std::max((farthest - nearest) / kSteps, 1e-6F);
  outline.nearest_m = std::max(0.0F, nearest - outline.step_m);
  // From every pixel to the nearest one of the other kind; the outline runs half way between. Exactly: what is cut off
  // here costs names.
  cv::Mat on(camera.height, camera.width, CV_8U), off(camera.height, camera.width, CV_8U), to_on, to_off;
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    on.data[i] = region.mask[i] != 0 ? 1 : 0;
    off.data[i] = region.mask[i] != 0 ? 0 : 1;
  }
  cv::distanceTransform(off, to_on, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  cv::distanceTransform(on, to_off, cv::DIST_L2, cv::DIST_MASK_PRECISE);
  for (int v = 0; v < Outline::kSide; ++v) {
    for (int u = 0; u < Outline::kSide; ++u) {
      const auto cell = static_cast<std::size_t>(v * Outline::kSide + u);
      const int x = static_cast<int>(std::lround(u * columns + middle_u));
      const int y = static_cast<int>(std::lround(v * rows + middle_v));
      const int x_in = std::min(x, camera.width - 1), y_in = std::min(y, camera.height - 1);
      const double beyond = std::hypot(x - x_in, y - y_in);
      const std::size_t pixel = image.index(x_in, y_in);
      const bool of_thing = region.mask[pixel] != 0 && beyond == 0;
      const double pixels = of_thing ? 0.5 - static_cast<double>(to_off.at<float>(y_in, x_in))
                                     : static_cast<double>(to_on.at<float>(y_in, x_in)) - 0.5;
      const double steps = std::clamp((pixels + beyond) / columns * Outline::kStepsPerCell, -127.0, 127.0);
      outline.beside[cell] = static_cast<std::int8_t>(std::lround(steps));
      if (beyond > 0 || !reads(pixel)) continue;
      const float step = std::round((image.depth[pixel] - outline.nearest_m) / outline.step_m);
      outline.surface[cell] = static_cast<std::uint16_t>(std::clamp(step, 1.0F, kSteps + 1));
    }
  }
  return outline;
}

}  // namespace colonnade::sensors
