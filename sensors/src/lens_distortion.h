#pragma once

#include <string>
#include <vector>

#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {

/// How a lens departs from a pinhole, with OpenCV's coefficients.
struct LensDistortion {
  enum class Model {
    polynomial,   ///< Brown and Conrady: k1 k2 p1 p2 [k3 [k4 k5 k6 [s1 s2 s3 s4 [tx ty]]]]; ROS' plumb_bob, rational
    equidistant,  ///< Kannala and Brandt's fisheye: k1 k2 k3 k4; all zero is a fisheye, too
  };
  Model model = Model::polynomial;
  std::vector<double> coefficients;  ///< none: a pinhole

  [[nodiscard]] bool none() const { return coefficients.empty(); }
};

/// Makes an image what a pinhole camera with the same intrinsics sees from there. What it sees and the lens does not
/// show has no reading. Depth is measured along the optical axis, so values stay as they are.
/// @throws InputError naming `file` when the coefficients fold the image or lead most of it out of view: they are
/// wrong.
void undistort(RgbdImage& image, const LensDistortion& distortion, const std::string& file);

}  // namespace colonnade::sensors
