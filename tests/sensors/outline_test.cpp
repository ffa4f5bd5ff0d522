// Where a thing is and where it is not, from an image.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <utility>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {
namespace {

using cortex::Outline;
using cortex::Vector3;

constexpr double kNear_m = 0.5, kFar_m = 0.6;

/// A card in the image's middle half whose left half is nearer.
struct Card {
  RgbdImage image;
  ObjectRegion region;

  explicit Card(int pixels) {
    image.set_camera(PinholeCamera::square(pixels, 0.2, kNear_m));
    std::fill(image.depth.begin(), image.depth.end(), 0.0F);
    std::fill(image.rgb.begin(), image.rgb.end(), Rgb{});
    region.mask.assign(image.depth.size(), 0);
    for (int v = pixels / 4; v < 3 * pixels / 4; ++v) {
      for (int u = pixels / 4; u < 3 * pixels / 4; ++u) {
        image.depth[image.index(u, v)] = static_cast<float>(u < pixels / 2 ? kNear_m : kFar_m);
        region.mask[image.index(u, v)] = 1;
      }
    }
  }
};

std::size_t cell(int u, int v) { return static_cast<std::size_t>(v * Outline::kSide + u); }

double depth(const Outline& o, std::size_t at) {
  return static_cast<double>(o.nearest_m) + static_cast<double>(o.step_m) * o.surface[at];
}

TEST(Outline, OfACard) {
  const Card card(256);
  const Outline o = outline_of(card.image, card.region);
  ASSERT_TRUE(is_valid(o));
  EXPECT_NEAR(depth(o, cell(20, 32)), kNear_m, 1e-5);
  EXPECT_NEAR(depth(o, cell(40, 32)), kFar_m, 1e-5);
  EXPECT_EQ(o.surface[cell(10, 32)], 0);
  // Pixels 64 to 191 are on it. Cell u looks at pixel 4 u + 2, and a step is one pixel.
  constexpr double kRounding = 0.51;
  EXPECT_NEAR(o.beside[cell(10, 32)], 63.5 - 42, kRounding);
  EXPECT_NEAR(o.beside[cell(20, 32)], 63.5 - 82, kRounding);
  EXPECT_NEAR(o.beside[cell(50, 32)], 202 - 191.5, kRounding);
  EXPECT_NEAR(o.beside[cell(10, 10)], std::hypot(22, 22) - 0.5, kRounding) << "from the corner";
}

TEST(Outline, ItsCameraSeesWhatTheImagesDoes) {
  for (const int pixels : {64, 100, 256}) {
    const Card card(pixels);
    const Outline o = outline_of(card.image, card.region);
    const double each = static_cast<double>(pixels) / Outline::kSide;
    const auto u = static_cast<int>(std::lround(20 * each + std::floor(each / 2)));
    const Vector3 ray_S = card.image.camera.ray_S(u, u);
    EXPECT_NEAR((20 - static_cast<double>(o.cx)) / static_cast<double>(o.focal), ray_S.x(), 0.6 / card.image.camera.fx)
        << pixels << " pixels";
  }
}

TEST(Outline, KnowsWhereItsEyeIs) {
  Card card(128);
  card.image.X_WS = cortex::make_pose(Eigen::AngleAxisd(0.5, Vector3::UnitX()).toRotationMatrix(), {1, 2, 3});
  const Outline o = outline_of(card.image, card.region);
  const cortex::Pose X_SW = card.image.X_WS.inverse();
  for (int r = 0; r < 3; ++r) {
    EXPECT_NEAR(static_cast<double>(o.p_SA[static_cast<std::size_t>(r)]), X_SW.translation()[r], 1e-6);
    for (int c = 0; c < 3; ++c) {
      EXPECT_NEAR(static_cast<double>(o.R_SA[static_cast<std::size_t>(3 * r + c)]), X_SW.linear()(r, c), 1e-6);
    }
  }
}

TEST(Outline, BeyondTheImageIsBesideTheThing) {
  const int width = 256, height = 128;
  RgbdImage image;
  image.set_camera({width, height, 400, 400, 127.5, 63.5});
  std::fill(image.depth.begin(), image.depth.end(), 0.0F);
  std::fill(image.rgb.begin(), image.rgb.end(), Rgb{});
  ObjectRegion region;
  region.mask.assign(image.depth.size(), 0);
  for (int v = 100; v < height; ++v) {
    image.depth[image.index(128, v)] = 1;
    region.mask[image.index(128, v)] = 1;
  }
  const Outline o = outline_of(image, region);
  EXPECT_LE(o.beside[cell(32, 31)], 2) << "pixel 130";
  EXPECT_GT(o.beside[cell(32, 40)], 30) << "below the image's last row";
  EXPECT_EQ(o.surface[cell(32, 40)], 0);
}

// By comparing with every pixel of the other kind.
RC_GTEST_PROP(Outline, IsAsFarAsTheNearestPixelOfTheOtherKind, (std::uint32_t seed)) {
  constexpr int kSide = 128;
  Card card(kSide);
  std::mt19937 random(seed);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  for (int spots = below(20); spots > 0; --spots) {
    const int x = below(kSide), y = below(kSide);
    card.region.mask[card.image.index(x, y)] ^= 1;
  }
  const Outline o = outline_of(card.image, card.region);
  for (int tries = 0; tries < 20; ++tries) {
    const int u = below(Outline::kSide), v = below(Outline::kSide);
    const int x = 2 * u + 1, y = 2 * v + 1;
    const bool on = card.region.mask[card.image.index(x, y)] != 0;
    double least = kSide;
    for (int j = 0; j < kSide; ++j) {
      for (int i = 0; i < kSide; ++i) {
        if ((card.region.mask[card.image.index(i, j)] != 0) != on) least = std::min(least, std::hypot(i - x, j - y));
      }
    }
    const double steps = std::min(127.0, (least - 0.5) / 2 * Outline::kStepsPerCell);
    RC_ASSERT(std::abs(o.beside[cell(u, v)] - (on ? -steps : steps)) < 0.51);
  }
}

TEST(Outline, AHoleInTheReadingsIsNotBesideTheThing) {
  Card card(256);
  for (int v = 100; v < 140; ++v) {
    for (int u = 100; u < 120; ++u) card.image.depth[card.image.index(u, v)] = 0;
  }
  const Outline o = outline_of(card.image, card.region);
  EXPECT_EQ(o.surface[cell(27, 30)], 0);
  EXPECT_LT(o.beside[cell(27, 30)], 0);
}

TEST(Outline, PixelsNeedNotBeSquare) {
  Card card(256);
  card.image.camera.fy *= 0.9;
  const Outline o = outline_of(card.image, card.region);
  const auto least_row = [&] {
    for (int v = 0; v < Outline::kSide; ++v) {
      if (o.surface[cell(32, v)] != 0) return v;
    }
    return -1;
  }();
  const double y_S = (least_row - static_cast<double>(o.cy)) / static_cast<double>(o.focal);
  EXPECT_NEAR(y_S, card.image.camera.ray_S(0, 64).y(), 1.0 / static_cast<double>(o.focal));
}

TEST(Outline, OfNothingIsNotValid) {
  Card card(64);
  std::fill(card.region.mask.begin(), card.region.mask.end(), std::uint8_t{0});
  EXPECT_FALSE(is_valid(outline_of(card.image, card.region)));
  card.region.mask.resize(7);
  EXPECT_THROW((void)outline_of(card.image, card.region), InputError);
  for (const auto& [width, height] : {std::pair{0, 0}, std::pair{0, 5}, std::pair{5, 0}}) {
    Card none(64);
    none.image.set_camera({width, height, 100, 100, 0, 0});
    none.region.mask.clear();
    EXPECT_FALSE(is_valid(outline_of(none.image, none.region))) << width << " x " << height;
  }
}

// All of it is the thing, so that nothing is beside it but what lies beyond the image.
TEST(Outline, OfImagesOfAnyShape) {
  for (const auto& [width, height] : {std::pair{1, 1}, std::pair{1, 70}, std::pair{70, 1}, std::pair{300, 17}}) {
    RgbdImage image;
    image.set_camera({width, height, 100, 100, width / 2.0, height / 2.0});
    std::fill(image.depth.begin(), image.depth.end(), 1.0F);
    std::fill(image.rgb.begin(), image.rgb.end(), Rgb{});
    ObjectRegion region;
    region.mask.assign(image.depth.size(), 1);
    const Outline o = outline_of(image, region);
    EXPECT_TRUE(is_valid(o)) << width << " x " << height;
    EXPECT_LT(o.beside[cell(0, 0)], 0);
    EXPECT_EQ(o.beside[cell(63, 63)] > 0, width != height || width < Outline::kSide);
    EXPECT_NEAR(depth(o, cell(0, 0)), 1, 1e-5);
  }
}

}  // namespace
}  // namespace colonnade::sensors
