#include "model_picture.h"

#include <numbers>

#include <gtest/gtest.h>

namespace colonnade::runner {
namespace {

TEST(Base64, KnownPairs) {  // RFC 4648, section 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

TEST(DrawModel, TheNearDiscHidesTheFarOne) {
  // Seen from the first side: a red disc, and a green one of the same size behind it (further from the viewer).
  std::vector<cortex::LearnedPoint> points(2);
  const double turn = 0.5;
  const Eigen::Matrix3d R_VO = (Eigen::AngleAxisd(0.44 - std::numbers::pi / 2, Eigen::Vector3d::UnitX()) *
                                Eigen::AngleAxisd(turn, Eigen::Vector3d::UnitZ()))
                                   .toRotationMatrix();
  const Eigen::Vector3d to_viewer_O = R_VO.transpose() * Eigen::Vector3d::UnitZ();
  for (auto& point : points) point.normal_O = to_viewer_O;
  points[0].p_O = 0.01 * to_viewer_O;
  points[0].colour = {0.0F, 1.0F, 1.0F};
  points[1].colour = {1.0F / 3, 1.0F, 1.0F};
  const Picture picture = draw_model(points, 1, 64);
  ASSERT_EQ(picture.rgba.size(), 64U * 64U * 4U);
  const std::uint8_t* middle = &picture.rgba[4 * (32 * 64 + 32)];
  EXPECT_GT(middle[0], 50);
  EXPECT_EQ(middle[1], 0);
  EXPECT_EQ(middle[3], 255);
}

TEST(DrawModel, AnEmptyModelIsAnEmptyPicture) {
  const Picture picture = draw_model({}, 2, 8);
  EXPECT_EQ(picture.width, 16);
  EXPECT_EQ(picture.rgba, std::vector<std::uint8_t>(16 * 8 * 4, 0));  // transparent
  EXPECT_EQ(encode_png(picture).substr(1, 3), "PNG");
}

}  // namespace
}  // namespace colonnade::runner
