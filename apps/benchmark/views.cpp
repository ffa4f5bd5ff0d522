#include "views.h"

#include <algorithm>
#include <array>

#include <colonnade/datasets/rotations.h>
#include <colonnade/sensors/noise.h>
#include <colonnade/sensors/simulated_world.h>

#include "agents.h"
#include "random.h"

namespace colonnade::benchmark {

namespace {

constexpr double kDistance = 4.0;  // of the camera, in radii of the object's bounding sphere
constexpr double kField = 2.3;     // width of the image at that distance, in radii
constexpr double kShift = 0.1;     // of the object from the image's middle, at most, in radii
constexpr double kDepthNoise_m = 1e-3;
constexpr double kColourNoise = 8;  // of 255, per channel
constexpr double kLeastLight = 0.6;
constexpr double kMostLight = 1.3;
constexpr double kCast = 0.15;  // share by which the light's channels differ

std::uint8_t to_byte(double value) { return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)); }

void disturb(View& view, Condition condition) {
  if (condition == Condition::clean) return;
  sensors::DepthNoise{kDepthNoise_m}.apply(view.seed, 0, 0, view.image);
  std::array<double, 3> gain{1, 1, 1};
  if (condition == Condition::noise_and_light) {
    RandomStream light(view.seed, Draw::light);
    const double brightness = light.uniform(kLeastLight, kMostLight);
    for (double& channel : gain) channel = brightness * light.uniform(1 - kCast, 1 + kCast);
  }
  RandomStream noise(view.seed, Draw::colour_noise);
  for (const std::uint32_t pixel : view.region.pixels) {
    for (std::size_t c = 0; c < 3; ++c) {
      view.image.rgb[pixel][c] = to_byte(gain[c] * view.image.rgb[pixel][c] + kColourNoise * noise.normal());
    }
  }
}

}  // namespace

std::string_view name_of(Condition condition) {
  switch (condition) {
    case Condition::clean:
      return "clean";
    case Condition::noise:
      return "noise";
    case Condition::noise_and_light:
      break;
  }
  return "noise_and_light";
}

cortex::Vector3 point_at(const sensors::RgbdImage& image, std::uint32_t pixel) {
  const auto width = static_cast<std::uint32_t>(image.camera.width);
  const std::uint32_t row = pixel / width;
  return static_cast<double>(image.depth[pixel]) * image.camera.ray_S(pixel % width, row);
}

View ViewSource::view(int object, Purpose purpose, std::uint64_t seed, std::uint32_t index, Condition condition) const {
  const runner::Object& shown = objects_[static_cast<std::size_t>(object)];
  // The streams of the purposes are far apart for any seed that people use.
  const std::uint64_t stream = seed + (static_cast<std::uint64_t>(purpose) << 32);
  View view;
  view.object = object;
  view.seed = runner::episode_seed(stream, runner::Task::recognise, shown.name, index);

  const cortex::Rotation R_WO = datasets::random_rotation(datasets::RotationSampling::so3, stream, shown.name, index);
  cortex::Pose X_WO = sensors::centred_pose(shown.scene->mesh(), R_WO);
  const double radius = 0.5 * shown.scene->box().size().norm();
  RandomStream placement(view.seed, Draw::placement);
  const auto shift = [&] { return placement.uniform(-kShift, kShift) * radius; };
  const double x = shift();
  const double y = shift();
  X_WO.pretranslate(cortex::Vector3(x, y, kDistance * radius + shift()));
  view.X_WO = X_WO;

  const auto camera = sensors::PinholeCamera::square(pixels_, kField * radius, kDistance * radius);
  sensors::SimulatedWorld{shown.scene, X_WO}.render(camera, cortex::Pose::Identity(), view.image);
  view.region.mask.assign(view.image.depth.size(), 0);
  for (std::uint32_t i = 0; i < view.image.depth.size(); ++i) {
    if (!sensors::is_reading(view.image.depth[i])) {
      view.image.rgb[i] = {0, 0, 0};
      continue;
    }
    view.region.mask[i] = 1;
    view.region.pixels.push_back(i);
  }
  disturb(view, condition);
  return view;
}

std::vector<View> ViewSource::views(int objects, Purpose purpose, std::uint64_t seed, int count,
                                    Condition condition) const {
  std::vector<View> all;
  for (int object = 0; object < objects; ++object) {
    for (int index = 0; index < count; ++index) {
      all.push_back(view(object, purpose, seed, static_cast<std::uint32_t>(index), condition));
    }
  }
  return all;
}

}  // namespace colonnade::benchmark
