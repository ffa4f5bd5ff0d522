#include "camera_file.h"

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 480;

/// What a camera.json means for an image of 640 x 480 pixels.
CameraFile read(const std::string& text) {
  CameraFile file = parse_camera(text, "camera.json");
  fit_to_image(file, kWidth, kHeight, "camera.json");
  return file;
}

std::string refused(const std::string& text) {
  try {
    (void)read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

void expect_refused(const std::string& text, const std::string& words) {
  const std::string message = refused(text);
  EXPECT_NE(message.find(words), std::string::npos) << text << "\nsaid: " << message;
  EXPECT_TRUE(message.starts_with("camera.json:")) << message;
  EXPECT_EQ(message.find("json.exception"), std::string::npos) << message;
}

const std::string kK = R"("K": [[580, 0, 319.5], [0, 581, 239.5], [0, 0, 1]])";
const std::string kFlat = "[580, 0, 319.5, 0, 581, 239.5, 0, 0, 1]";
const std::string kUnit = R"("depth_unit_m": 0.001)";
std::string object(const std::string& members) { return "{" + members + "}"; }

TEST(CameraFile, FormsOfOthersMeanTheSame) {
  const std::string cases[] = {
      object(kK + "," + kUnit),
      // ROS 1, the message and a calibration file
      object(R"("header": {"frame_id": "camera"}, "width": 640, "height": 480, "distortion_model": "plumb_bob",
               "D": [0, 0, 0, 0, 0], "R": [1, 0, 0, 0, 1, 0, 0, 0, 1], "P": [580, 0, 319.5, 0, 0, 581, 239.5, 0, 0, 0, 1, 0],
               "binning_x": 0, "binning_y": 0, "roi": {"x_offset": 0, "y_offset": 0, "height": 0, "width": 0,
               "do_rectify": false}, "K": )" +
             kFlat),
      object(R"("image_width": 640, "image_height": 480, "camera_matrix": {"rows": 3, "cols": 3, "data": )" + kFlat +
             R"(}, "distortion_coefficients": {"rows": 1, "cols": 5, "data": [0, 0, 0, 0, 0]}, )" + kUnit),
      // ROS 2
      object(R"("width": 640, "height": 480, "d": [], "distortion_model": "", "k": )" + kFlat),
      // BOP: of an image, of images, of a data set
      object(R"("cam_K": )" + kFlat + R"(, "depth_scale": 1.0)"),
      R"({"0": {"depth_scale": 1.0, "cam_K": )" + kFlat + R"(}, "17": {"depth_scale": 1.0, "cam_K": )" + kFlat + "}}",
      object(R"("fx": 580, "fy": 581, "cx": 319.5, "cy": 239.5, "width": 640, "height": 480, "depth_scale": 1)"),
      // Open3D: column by column, and within another object
      object(R"("width": 640, "height": 480, "intrinsic_matrix": [580, 0, 0, 0, 581, 0, 319.5, 239.5, 1])"),
      object(R"("class_name": "PinholeCameraParameters", "extrinsic": [1], "intrinsic": {"width": 640, "height": 480,
               "intrinsic_matrix": [580, 0, 0, 0, 581, 0, 319.5, 239.5, 1]}, "version_major": 1)"),
      object(R"("depth_scale": 1000.0, "intrinsic_matrix": [580, 0, 0, 0, 581, 0, 319.5, 239.5, 1])"),
      // RealSense
      object(R"("fx": 580, "fy": 581, "ppx": 319.5, "ppy": 239.5, "model": "distortion.inverse_brown_conrady",
               "coeffs": [0, 0, 0, 0, 0], "depth_scale": 0.001)"),
      // two forms that agree
      object(kK + "," + kUnit + R"(, "fx": 580, "fy": 581, "cx": 319.5, "cy": 239.5)"),
  };
  for (const std::string& text : cases) {
    SCOPED_TRACE(text);
    ASSERT_EQ(refused(text), "");
    const CameraFile file = read(text);
    EXPECT_EQ(file.camera.fx, 580);
    EXPECT_EQ(file.camera.fy, 581);
    EXPECT_EQ(file.camera.cx, 319.5);
    EXPECT_EQ(file.camera.cy, 239.5);
    EXPECT_EQ(file.camera.width, kWidth);
    EXPECT_DOUBLE_EQ(file.depth_unit_m, 0.001);
    EXPECT_TRUE(file.distortion.none());
  }
}

TEST(CameraFile, UnitsOfDepthAreThoseOfTheForm) {
  EXPECT_DOUBLE_EQ(read(object(R"("depth_scale": 0.1, "cam_K": )" + kFlat)).depth_unit_m, 1e-4);
  EXPECT_DOUBLE_EQ(
      read(object(R"("depth_scale": 5000, "intrinsic_matrix": [580, 0, 0, 0, 581, 0, 319.5, 239.5, 1])")).depth_unit_m,
      2e-4);
  EXPECT_TRUE(read(object(kK + "," + kUnit)).warnings.empty());
  const CameraFile ros = read(object(R"("k": )" + kFlat));
  ASSERT_EQ(ros.warnings.size(), 1U);
  EXPECT_NE(ros.warnings[0].find("millimetres"), std::string::npos);
  expect_refused(object(kK), "\"depth_unit_m\" is missing");
  expect_refused(object(R"("cam_K": )" + kFlat), "\"depth_unit_m\" is missing");
  expect_refused(
      object(kK + R"(, "depth_unit_m": 1000.0)"),
      "depth_unit_m is 1000, which makes one unit of depth 1000 m; it must be 0.00001 to 0.01 m. If it counts "
      "units per metre, write \"depth_unit_m\": 0.001");
  expect_refused(object(kK + R"(, "depth_unit_m": 1)"), "millimetres per unit, write \"depth_unit_m\": 0.001");
  for (const char* unit : {"0", "-0.001", "1e-300", "1e300"})
    expect_refused(object(kK + R"(, "depth_unit_m": )" + unit), "must be 0.00001 to 0.01");
  for (const char* unit : {"\"0.001\"", "null", "[0.001]", "true"})
    expect_refused(object(kK + R"(, "depth_unit_m": )" + unit), "depth_unit_m must be a number, not ");
  expect_refused(object(R"("depth_scale": 0.001, "cam_K": )" + kFlat),
                 "metres per unit, write \"depth_unit_m\": 0.001");
  expect_refused(object(R"("depth_scale": 0, "intrinsic_matrix": [580, 0, 0, 0, 581, 0, 319.5, 239.5, 1])"),
                 "must be 0.00001 to 0.01");
  expect_refused(object(kK + R"(, "depth_scale": 1)"), "several meanings");
  expect_refused(object(R"("depth_unit_m": 0.0001, "depth_scale": 1, "cam_K": )" + kFlat),
                 "makes one unit of depth 0.001 m, but depth_unit_m is 0.0001");
}

TEST(CameraFile, MatricesThatAreNoIntrinsicsAreRefused) {
  const auto with = [](const std::string& K) { return object("\"K\": " + K + "," + kUnit); };
  expect_refused(with("[[580, 0, 0], [0, 580, 0], [319.5, 239.5, 1]]"), "it is transposed");
  expect_refused(with("[580, 0, 0, 0, 580, 0, 319.5, 239.5, 1]"),
                 "third row 319.5 239.5 1, not 0 0 1: it is transposed");
  expect_refused(object(R"("width": 640, "height": 480, "intrinsic_matrix": )" + kFlat), "it is transposed");
  expect_refused(with("[[580, 0, 319.5], [0, 580, 239.5], [0, 0, 2]]"), "third row 0 0 2, not 0 0 1");
  expect_refused(with("[[580, 2, 319.5], [0, 580, 239.5], [0, 0, 1]]"), "skew of 2");
  expect_refused(with("[[580, 0, 319.5], [3, 580, 239.5], [0, 0, 1]]"), "skew of 3");
  expect_refused(with("[[580, 0, 319.5], [0, 580, 239.5]]"), "3 x 3 numbers, not 6");
  expect_refused(with("[[580, 0, 0, 319, 5], [0, 580, 0, 239, 5], [0, 0, 1]]"), "decimal point");
  expect_refused(with("[[580, 0, 319.5, 0, 580, 239.5, 0, 0, 1]]"), "3 x 3 numbers");
  expect_refused(with("[]"), "not 0");
  expect_refused(with("580"), "must be a list");
  expect_refused(with("[[\"580,0\", 0, 319.5], [0, 580, 239.5], [0, 0, 1]]"), "must be a number, not \"580,0\"");
  expect_refused(with("[[null, 0, 319.5], [0, 580, 239.5], [0, 0, 1]]"), "must be a number, not null");
  expect_refused(with("[[NaN, 0, 319.5], [0, 580, 239.5], [0, 0, 1]]"), "camera.json:1:9: \"NaN\" is no number");
  expect_refused(with("[[-580, 0, 319.5], [0, 580, 239.5], [0, 0, 1]]"), "positive focal lengths");
  expect_refused(with("[[580, 0, 319.5], [0, 0, 239.5], [0, 0, 1]]"), "positive focal lengths");
  expect_refused(with("[[580, 0, 319.5], [0, 58, 239.5], [0, 0, 1]]"), "nearly equal");
  expect_refused(with("[[0.906, 0, 0.499], [0, 1.208, 0.499], [0, 0, 1]]"), "normalised");
  expect_refused("[]", "must be an object");
  expect_refused("{}", "no intrinsics");
  expect_refused(object(kUnit), "no intrinsics");
  expect_refused(object(R"("fx": 580, "fy": 580, "cx": 319.5, )" + kUnit), "\"cy\" is missing");
  expect_refused(object(kK + ", \"depth_unit_m\": 0,001"), "(numbers have a decimal point, not a comma)");
  expect_refused(object(kK + "," + kK + "," + kUnit), "stands twice");
}

TEST(CameraFile, ContradictionsAreRefused) {
  expect_refused(object(kK + "," + kUnit + R"(, "fx": 600, "fy": 581, "cx": 319.5, "cy": 239.5)"), "fx is 600 there");
  expect_refused(object(kUnit + R"(, "fx": 580, "fy": 581, "cx": 319.5, "cy": 239.5, "ppx": 320)"), "319.5");
  expect_refused(object(kK + "," + kUnit + R"(, "width": 640, "image_width": 641)"), "641");
  expect_refused(
      R"({"0": {"depth_scale": 1, "cam_K": )" + kFlat + R"(}, "1": {"depth_scale": 0.1, "cam_K": )" + kFlat + "}}",
      "another depth_scale than the first image");
  expect_refused(object(kK + "," + kUnit + R"(, "binning_x": 2)"), "binning");
  expect_refused(object(kK + "," + kUnit + R"(, "roi": {"x_offset": 0, "y_offset": 0, "height": 240, "width": 320})"),
                 "region of interest");
}

TEST(CameraFile, CamerasOfOtherImagesAreRefused) {
  const auto sized = [](const std::string& w, const std::string& h) {
    return object(kK + "," + kUnit + ", \"width\": " + w + ", \"height\": " + h);
  };
  expect_refused(sized("1280", "960"), "multiply fx, fy, cx + 0.5 and cy + 0.5 by 0.5");
  expect_refused(sized("1280", "720"), "of a camera of 1280 x 720 pixels, but the image has 640 x 480");
  expect_refused(sized("480", "640"), "turned");
  expect_refused(sized("0", "480"), "positive");
  expect_refused(sized("640.5", "480"), "whole number");
  expect_refused(sized("2000000000", "2000000000"), "but the image has");
  // Without sizes the principal point tells.
  const auto scaled = [](double factor, double cx, double cy, const std::string& more = "") {
    const std::string f = std::to_string(580 * factor);
    return object("\"K\": [[" + f + ", 0, " + std::to_string(cx) + "], [0, " + f + ", " + std::to_string(cy) +
                  "], [0, 0, 1]]," + kUnit + more);
  };
  expect_refused(scaled(2, 639.5, 479.5), "not in the image");
  expect_refused(scaled(0.5, 159.5, 119.5), "far from the middle");
  expect_refused(scaled(1, 319.5, 359.5), "far from the middle");
  expect_refused(scaled(1, -5, 239.5), "not in the image");
  EXPECT_EQ(refused(scaled(1, 330, 235)), "");
  EXPECT_EQ(refused(scaled(1, 100, 400, R"(, "width": 640, "height": 480)")), "") << "cut out of a larger image";
  expect_refused(scaled(1, 700, 400, R"(, "width": 640, "height": 480)"), "not in the image");
  expect_refused(scaled(0.1, 319.5, 239.5), "field of view of 159");
  expect_refused(scaled(100, 319.5, 239.5), "field of view");
}

TEST(CameraFile, DistortionHasAModelAndItsNumberOfCoefficients) {
  const auto with = [](const std::string& more) { return object(kK + "," + kUnit + "," + more); };
  EXPECT_EQ(read(with(R"("D": [-0.3, 0.1, 0, 0])")).distortion.coefficients.size(), 4U);
  EXPECT_EQ(read(with(R"("D": [[-0.3, 0.1, 0, 0, 0.01]], "distortion_model": "plumb_bob")")).distortion.coefficients,
            (std::vector<double>{-0.3, 0.1, 0, 0, 0.01}));
  EXPECT_TRUE(read(with(R"("D": [0, 0, 0])")).distortion.none());
  EXPECT_TRUE(read(with(R"("D": null)")).distortion.none());
  const LensDistortion fisheye = read(with(R"("d": [0, 0, 0, 0], "distortion_model": "equidistant")")).distortion;
  EXPECT_EQ(fisheye.model, LensDistortion::Model::equidistant);
  EXPECT_FALSE(fisheye.none()) << "a fisheye without coefficients is one, too";
  expect_refused(with(R"("D": [-0.3, 0.1, 0])"), "4, 5, 8, 12 or 14");
  expect_refused(with(R"("D": [-0.3, 0.1, 0, 0], "distortion_model": "none")"), "no lens model");
  expect_refused(with(R"("coeffs": [-0.3, 0.1, 0, 0, 0], "model": "Inverse Brown Conrady")"), "inverse_brown_conrady");
  expect_refused(with(R"("d": [0.1, 0, 0], "distortion_model": "equidistant")"), "must be 4 numbers");
  expect_refused(with(R"("distortion_model": "equidistant")"), "missing");
  expect_refused(with(R"("D": ["-0,3", 0.1, 0, 0])"), "must be a number");
  expect_refused(with(R"("D": [-0.3, 0.1, 0, 0], "d": [-0.2, 0.1, 0, 0])"), "contradicts");
}

TEST(CameraFile, KeysWithoutMeaningAreNamed) {
  const CameraFile file = read(object(kK + "," + kUnit + R"(, "depth_unit": 0.1, "note": "mine")"));
  ASSERT_EQ(file.warnings.size(), 1U);
  EXPECT_EQ(file.warnings[0], "camera.json: not known, and without effect: \"depth_unit\"");
}

}  // namespace
}  // namespace colonnade::sensors
