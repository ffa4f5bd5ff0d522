#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include <colonnade/sensors/noise.h>

namespace colonnade::sensors {
namespace {

using cortex::Sensation;
using cortex::SensorId;
using cortex::Vector3;

constexpr int kSamples = 20000;

double deviation(const std::vector<double>& values, double about) {
  double sum = 0;
  for (const double v : values) sum += (v - about) * (v - about);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

Sensation clean() {
  Sensation s;
  s.sensor = SensorId(0);
  s.p_W = Vector3(1, 2, 3);
  s.k1 = 40;
  s.k2 = -3;
  s.colour = {0.02f, 0.5f, 0.5f};
  s.frame_fully_defined = true;
  return s;
}

TEST(MessageNoise, HasTheDeclaredDeviations) {
  const MessageNoise noise;
  std::vector<double> x, tilt_x, spin, hue, saturation, k1;
  int flipped = 0;
  for (std::uint32_t step = 0; step < kSamples; ++step) {
    Sensation s = clean();
    noise.apply(7, step, s);
    x.push_back(s.p_W.x());
    tilt_x.push_back(std::asin(s.normal_W().x()));
    spin.push_back(std::atan2(s.R_WF(1, 0), s.R_WF(0, 0)));
    const double h = static_cast<double>(s.colour.hue);
    EXPECT_GE(h, 0);
    EXPECT_LT(h, 1);
    hue.push_back(h > 0.5 ? h - 1 : h);
    saturation.push_back(static_cast<double>(s.colour.saturation));
    k1.push_back(std::log1p(s.k1 / 5));
    flipped += s.frame_fully_defined ? 0 : 1;
  }
  EXPECT_NEAR(deviation(x, 1), 2e-3, 5e-5);
  EXPECT_NEAR(deviation(tilt_x, 0), 0.0349, 1e-3);
  EXPECT_NEAR(deviation(spin, 0), 0.0349, 1e-3);
  EXPECT_NEAR(deviation(hue, 0.02), 0.1, 3e-3);
  EXPECT_NEAR(deviation(saturation, 0.5), 0.1, 3e-3);
  EXPECT_NEAR(deviation(k1, std::log1p(8.0)), 0.1, 3e-3);
  EXPECT_NEAR(flipped, 0.01 * kSamples, 60);
}

TEST(MessageNoise, RaisesTheUncertainty) {
  Sensation s = clean();
  s.uncertainty.location = 1.5e-3f;
  MessageNoise{}.apply(7, 1, s);
  EXPECT_NEAR(static_cast<double>(s.uncertainty.location), 2.5e-3, 1e-6);
  EXPECT_NEAR(static_cast<double>(s.uncertainty.normal), 0.0349, 1e-3);
  EXPECT_NEAR(static_cast<double>(s.uncertainty.axis), 0.0349, 1e-3);
  EXPECT_NEAR(static_cast<double>(s.uncertainty.colour), 0.1, 1e-6);
  EXPECT_NEAR(static_cast<double>(s.uncertainty.log_curvature), 0.1, 1e-6);
  EXPECT_TRUE(cortex::is_valid(s));
}

TEST(MessageNoise, DiffersBySensorSeedAndStepAlone) {
  const auto disturbed = [](std::uint64_t seed, std::uint32_t sensor, std::uint32_t step) {
    Sensation s = clean();
    s.sensor = SensorId(sensor);
    MessageNoise{}.apply(seed, step, s);
    return s.p_W;
  };
  EXPECT_EQ(disturbed(1, 0, 0), disturbed(1, 0, 0));
  EXPECT_NE(disturbed(1, 0, 0), disturbed(2, 0, 0));
  EXPECT_NE(disturbed(1, 0, 0), disturbed(1, 1, 0));
  EXPECT_NE(disturbed(1, 0, 0), disturbed(1, 0, 1));
}

TEST(MessageNoise, MovesOnlyTheLocationOfNothing) {
  Sensation s = clean();
  s.on_surface = false;
  MessageNoise{}.apply(7, 1, s);
  EXPECT_NE(s.p_W, clean().p_W);
  EXPECT_EQ(s.R_WF, clean().R_WF);
  EXPECT_EQ(s.k1, clean().k1);
}

TEST(DepthNoise, DisturbsReadingsOnly) {
  RgbdPatch patch;
  patch.set_camera(PinholeCamera::square(64, 0.005, 0.025));
  std::vector<double> values;
  for (std::uint32_t step = 0; step < 5; ++step) {
    std::fill(patch.depth.begin(), patch.depth.end(), 0.2f);
    patch.depth[10] = 0;
    patch.depth[11] = std::nanf("");
    DepthNoise{}.apply(3, 0, step, patch);
    EXPECT_EQ(patch.depth[10], 0);
    EXPECT_TRUE(std::isnan(patch.depth[11]));
    for (std::size_t i = 12; i < patch.depth.size(); ++i) values.push_back(static_cast<double>(patch.depth[i]));
  }
  EXPECT_NEAR(deviation(values, static_cast<double>(0.2f)), 1e-3, 2e-5);
  double sum = 0;
  double neighbours = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    sum += values[i] - static_cast<double>(0.2f);
    neighbours += (values[i] - static_cast<double>(0.2f)) * (values[i - 1] - static_cast<double>(0.2f));
  }
  EXPECT_NEAR(sum / static_cast<double>(values.size()), 0, 3e-5);
  EXPECT_NEAR(neighbours / static_cast<double>(values.size()) / 1e-6, 0, 0.03) << "neighbours are independent";
}

}  // namespace
}  // namespace colonnade::sensors
