#include "lens_distortion.h"

#include <cmath>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

namespace colonnade::sensors {
namespace {

constexpr PinholeCamera kCamera{160, 120, 145, 146, 81, 58};

struct Ray {
  double x, y;
};

/// Where the lens shows a ray, by the model's definition.
Ray bent(const Ray& r, const LensDistortion& lens) {
  const std::vector<double>& k = lens.coefficients;
  const double r2 = r.x * r.x + r.y * r.y;
  if (lens.model == LensDistortion::Model::equidistant) {
    if (r2 == 0) return r;
    const double radius = std::sqrt(r2);
    const double t = std::atan(radius);
    const double t2 = t * t;
    const double bent = t * (1 + t2 * (k[0] + t2 * (k[1] + t2 * (k[2] + t2 * k[3]))));
    return {r.x * bent / radius, r.y * bent / radius};
  }
  const auto at = [&k](std::size_t i) { return i < k.size() ? k[i] : 0; };
  const double radial = (1 + r2 * (at(0) + r2 * (at(1) + r2 * at(4)))) / (1 + r2 * (at(5) + r2 * (at(6) + r2 * at(7))));
  return {r.x * radial + 2 * at(2) * r.x * r.y + at(3) * (r2 + 2 * r.x * r.x),
          r.y * radial + at(2) * (r2 + 2 * r.y * r.y) + 2 * at(3) * r.x * r.y};
}

/// The ray that the lens shows at `r`, found by going back.
Ray straightened(const Ray& r, const LensDistortion& lens) {
  Ray guess = r;
  for (int i = 0; i < 200; ++i) {
    const Ray b = bent(guess, lens);
    guess.x += 0.7 * (r.x - b.x);
    guess.y += 0.7 * (r.y - b.y);
  }
  return guess;
}

/// A slanted plane with a colour that changes along u and v, 0 outside of what a camera could see.
double plane_z(const Ray& r) { return 0.8 / (1 - 0.25 * r.x + 0.15 * r.y); }
double red(const Ray& r) { return 128 + 100 * r.x; }

RgbdImage seen_through(const LensDistortion& lens) {
  RgbdImage image;
  image.set_camera(kCamera);
  for (int v = 0; v < kCamera.height; ++v) {
    for (int u = 0; u < kCamera.width; ++u) {
      const cortex::Vector3 at = kCamera.ray_S(u, v);
      const Ray ray = straightened({at.x(), at.y()}, lens);
      image.depth[image.index(u, v)] = static_cast<float>(plane_z(ray));
      image.rgb[image.index(u, v)] = {static_cast<std::uint8_t>(std::lround(red(ray))), 50, 60};
    }
  }
  return image;
}

TEST(LensDistortion, IsTakenOutOfDepthAndColour) {
  using Model = LensDistortion::Model;
  const LensDistortion lenses[] = {
      {Model::polynomial, {-0.35, 0.15, 0, 0, 0}},
      {Model::polynomial, {0.2, -0.05, 0.002, -0.003}},
      {Model::polynomial, {0.4, 0.2, 0.0005, -0.0005, 0.02, 0.7, 0.3, 0.05}},
      {Model::equidistant, {-0.02, 0.01, 0, 0}},
      {Model::equidistant, {0, 0, 0, 0}},
  };
  for (const LensDistortion& lens : lenses) {
    SCOPED_TRACE(lens.coefficients[0]);
    RgbdImage image = seen_through(lens);
    undistort(image, lens, "camera.json");
    int compared = 0;
    for (int v = 0; v < kCamera.height; ++v) {
      for (int u = 0; u < kCamera.width; ++u) {
        const std::size_t pixel = image.index(u, v);
        const cortex::Vector3 at = kCamera.ray_S(u, v);
        const Ray shown = bent({at.x(), at.y()}, lens);
        const double u_lens = shown.x * kCamera.fx + kCamera.cx;
        const double v_lens = shown.y * kCamera.fy + kCamera.cy;
        if (u_lens < -0.51 || v_lens < -0.51 || u_lens > kCamera.width - 0.49 || v_lens > kCamera.height - 0.49) {
          EXPECT_EQ(image.depth[pixel], 0) << "the lens does not show it";
        }
        if (u_lens < 0 || v_lens < 0 || u_lens > kCamera.width - 1 || v_lens > kCamera.height - 1) continue;
        ++compared;
        ASSERT_NEAR(static_cast<double>(image.depth[pixel]), plane_z({at.x(), at.y()}), 1e-4) << u << " " << v;
        ASSERT_NEAR(image.rgb[pixel][0], red({at.x(), at.y()}), 1.6) << u << " " << v;
      }
    }
    EXPECT_GT(compared, kCamera.width * kCamera.height / 2);
  }
}

TEST(LensDistortion, EdgesStaySharpAndGapsStayGaps) {
  const LensDistortion lens{LensDistortion::Model::polynomial, {-0.35, 0.15, 0, 0, 0}};
  RgbdImage image;
  image.set_camera(kCamera);
  for (int v = 0; v < kCamera.height; ++v) {
    for (int u = 0; u < kCamera.width; ++u) {
      image.depth[image.index(u, v)] = u < 60 ? 0.5F : u < 70 ? 0.0F : 0.8F;
    }
  }
  undistort(image, lens, "camera.json");
  int gaps = 0;
  for (const float z : image.depth) {
    EXPECT_TRUE(z == 0 || std::abs(z - 0.5F) < 1e-6F || std::abs(z - 0.8F) < 1e-6F) << z;
    gaps += z == 0 ? 1 : 0;
  }
  EXPECT_GT(gaps, 5 * kCamera.height);
}

TEST(LensDistortion, NoneLeavesAllAsItIs) {
  RgbdImage image = seen_through({LensDistortion::Model::polynomial, {0, 0, 0, 0}});
  const RgbdImage before = image;
  undistort(image, {}, "camera.json");
  EXPECT_EQ(image.depth, before.depth);
  EXPECT_EQ(image.rgb, before.rgb);
}

TEST(LensDistortion, AbsurdCoefficientsAreRefused) {
  const std::vector<double> absurd[] = {{-3, 0, 0, 0}, {-0.35, 0.15, 0, 5}, {80, 0, 0, 0}, {1e300, 0, 0, 0}};
  for (const std::vector<double>& coefficients : absurd) {
    SCOPED_TRACE(coefficients[0]);
    RgbdImage image;
    image.set_camera(kCamera);
    try {
      undistort(image, {LensDistortion::Model::polynomial, coefficients}, "camera.json");
      ADD_FAILURE() << "was taken";
    } catch (const InputError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("camera.json: the distortion ")) << error.what();
    }
  }
}

}  // namespace
}  // namespace colonnade::sensors
