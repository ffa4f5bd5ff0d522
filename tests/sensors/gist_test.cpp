// How a thing in an image looks as a whole.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {
namespace {

using cortex::Gist;

constexpr double kDistance_m = 0.5;

/// A card of `width` x `height` metres that faces the camera, all in one colour.
struct Card {
  RgbdImage image;
  ObjectRegion region;

  Card(double width, double height, const Rgb& colour, int pixels = 256) {
    image.set_camera(PinholeCamera::square(pixels, 0.2, kDistance_m));
    std::fill(image.depth.begin(), image.depth.end(), 0.0F);
    region.mask.assign(image.depth.size(), 0);
    for (int v = 0; v < pixels; ++v) {
      for (int u = 0; u < pixels; ++u) {
        const cortex::Vector3 p = kDistance_m * image.camera.ray_S(u, v);
        if (std::abs(p.x()) > width / 2 || std::abs(p.y()) > height / 2) continue;
        const std::size_t i = image.index(u, v);
        image.depth[i] = static_cast<float>(kDistance_m);
        image.rgb[i] = colour;
        region.mask[i] = 1;
        region.pixels.push_back(static_cast<std::uint32_t>(i));
      }
    }
  }
};

float sum(const auto& shares) { return std::accumulate(shares.begin(), shares.end(), 0.0F); }

TEST(Gist, OfACard) {
  const Card card(0.16, 0.08, {255, 0, 0});
  std::size_t looks = 0;
  const Gist gist = gist_of(card.image, card.region, &looks);
  EXPECT_GT(looks, 1200U) << "a third of the image";
  EXPECT_LE(looks, 4096U);
  const std::array extent{0.0, 0.08, 0.16};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(static_cast<double>(gist.extent_m[i]), extent[i], 0.004);
    EXPECT_NEAR(static_cast<double>(gist.spread_m[i]), extent[i] / std::sqrt(12.0), 0.001) << "of an even spread";
  }
  EXPECT_NEAR(sum(gist.distance), 1, 1e-4);
  EXPECT_EQ(gist.distance.back(), 0) << "no corner is that far";
  EXPECT_NEAR(gist.hue.front(), 0.5, 1e-4) << "pure red lies between the first and the last";
  EXPECT_NEAR(gist.hue.back(), 0.5, 1e-4);
  EXPECT_NEAR(sum(gist.hue), 1, 1e-4);
  EXPECT_NEAR(gist.saturation_mean, 1, 1e-5);
  EXPECT_NEAR(gist.value_mean, 1, 1e-5);
  EXPECT_NEAR(gist.saturation_sd + gist.value_sd, 0, 1e-4);
}

TEST(Gist, GreyHasNoHue) {
  const Card card(0.1, 0.1, {128, 128, 128});
  const Gist gist = gist_of(card.image, card.region);
  EXPECT_EQ(sum(gist.hue), 0);
  EXPECT_EQ(gist.saturation_mean, 0);
}

/// The card's left half in another colour.
void paint_left(Card& card, const Rgb& colour) {
  const PinholeCamera& camera = card.image.camera;
  for (int v = 0; v < camera.height; ++v) {
    for (int u = 0; u < camera.width / 2; ++u) card.image.rgb[card.image.index(u, v)] = colour;
  }
}

int apart(const Gist& a, const Gist& b) {
  int sum = 0;
  for (std::size_t i = 0; i < a.relative_colour.size(); ++i) {
    sum += std::abs(int{a.relative_colour[i]} - int{b.relative_colour[i]});
  }
  return sum;
}

TEST(Gist, RelativeColoursAreSharesOfThePoints) {
  Card card(0.1, 0.1, {200, 0, 0});
  paint_left(card, {0, 0, 100});
  const Gist gist = gist_of(card.image, card.region);
  // Red at 0.9 of full, between the last two levels but nearer the last; and as much blue.
  const auto at = [&](std::size_t red, std::size_t blue) { return int{gist.relative_colour[16 * red + blue]}; };
  EXPECT_NEAR(at(3, 0) + at(2, 0), 127.5, 4);
  EXPECT_NEAR(at(0, 3) + at(0, 2), 127.5, 4);
  EXPECT_GT(at(3, 0), 8 * at(2, 0));
  EXPECT_NEAR(std::accumulate(gist.relative_colour.begin(), gist.relative_colour.end(), 0), 255, 4);
}

TEST(Gist, RelativeColoursStayUnderAnotherLight) {
  const auto under = [](double red, double green, double blue, bool swapped = false) {
    const auto lit = [&](int r, int g, int b) {
      return Rgb{static_cast<std::uint8_t>(red * r), static_cast<std::uint8_t>(green * g),
                 static_cast<std::uint8_t>(blue * b)};
    };
    Card card(0.12, 0.08, swapped ? lit(120, 180, 60) : lit(180, 60, 120));
    paint_left(card, lit(60, 120, 180));
    return gist_of(card.image, card.region);
  };
  const Gist day = under(1, 1, 1), evening = under(0.8, 0.6, 0.5);
  EXPECT_LT(apart(day, evening), 20);
  EXPECT_GT(std::abs(day.value_mean - evening.value_mean), 0.1F) << "as the other colours do not";
  EXPECT_GT(apart(day, under(1, 1, 1, true)), 200) << "another colour";
}

TEST(Gist, IsTheSameHoweverTheThingIsTurnedAboutTheLineOfSight) {
  const Gist lying = gist_of(Card(0.16, 0.06, {10, 200, 30}).image, Card(0.16, 0.06, {10, 200, 30}).region);
  const Gist standing = gist_of(Card(0.06, 0.16, {10, 200, 30}).image, Card(0.06, 0.16, {10, 200, 30}).region);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(lying.spread_m[i], standing.spread_m[i], 1e-5);
    EXPECT_NEAR(lying.extent_m[i], standing.extent_m[i], 1e-5);
  }
  EXPECT_EQ(lying.hue, standing.hue);
}

TEST(Gist, DoesNotDependOnTheResolution) {
  const Card fine(0.12, 0.05, {90, 90, 200}, 512), coarse(0.12, 0.05, {90, 90, 200}, 96);
  const Gist a = gist_of(fine.image, fine.region), b = gist_of(coarse.image, coarse.region);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(a.spread_m[i], b.spread_m[i], 0.001);
  EXPECT_NEAR(a.value_mean, b.value_mean, 1e-5);
}

TEST(Gist, OfNothingIsEmpty) {
  Card card(0.1, 0.1, {200, 20, 20});
  std::fill(card.image.depth.begin(), card.image.depth.end(), std::nanf(""));
  std::size_t looks = 1;
  const Gist gist = gist_of(card.image, card.region, &looks);
  EXPECT_EQ(looks, 0U);
  EXPECT_EQ(sum(gist.extent_m), 0);
  EXPECT_TRUE(cortex::is_valid(gist));
}

}  // namespace
}  // namespace colonnade::sensors
