#include <colonnade/sensors/image_agent.h>

#include <array>
#include <cmath>

#include <colonnade/cortex/error.h>

#include "random.h"
#include "seen_places.h"

namespace colonnade::sensors {

using cortex::Vector3;

struct ImageAgent::State {
  RgbdImage image;               ///< readings of the region only
  std::vector<float> all_depth;  ///< readings of the whole image
  ImageAgentOptions options;
  SensorModule module;
  SeenPlaces seen;
  RandomStream random{0, Purpose::kImage};
  RgbdPatch patch;
  std::array<std::optional<cortex::Sensation>, 1> observation;
  std::vector<std::uint32_t> region;
  int looks = 0;

  State(RgbdImage given, ObjectRegion found, const ImageAgentOptions& o)
      : image(std::move(given)),
        all_depth(image.depth),
        options(o),
        module(cortex::SensorId(0), o.module),
        region(std::move(found.pixels)) {
    for (std::size_t i = 0; i < image.depth.size(); ++i) {
      if (found.mask[i] == 0) image.depth[i] = 0;
    }
  }

  struct Pixel {
    int u = 0;
    int v = 0;
    double z = 0;  ///< metres, depth of the place that was projected
  };
  [[nodiscard]] std::optional<Pixel> project(const Vector3& p_W) const;
  bool look(const Vector3& p_W);
  bool saccade();
};

/// The pixel that shows a place; none when it is behind the camera or beyond the border.
std::optional<ImageAgent::State::Pixel> ImageAgent::State::project(const Vector3& p_W) const {
  const Vector3 p_S = image.X_WS.inverse() * p_W;
  if (!(p_S.z() > 0)) return std::nullopt;
  const double u = image.camera.fx * p_S.x() / p_S.z() + image.camera.cx;
  const double v = image.camera.fy * p_S.y() / p_S.z() + image.camera.cy;
  if (!(u >= 0 && v >= 0 && u <= image.camera.width - 1 && v <= image.camera.height - 1)) return std::nullopt;
  return Pixel{static_cast<int>(std::lround(u)), static_cast<int>(std::lround(v)), p_S.z()};
}

bool ImageAgent::State::look(const Vector3& p_W) {
  const std::optional<Pixel> pixel = project(p_W);
  if (!pixel) return false;
  patch_at(image, pixel->u, pixel->v, options.patch_pixels, patch);
  const std::optional<cortex::Sensation> sensed = module.sense(patch, looks);
  if (!sensed) return false;
  seen.mark_looked_at(sensed->p_W);
  observation[0] = sensed;
  ++looks;
  return true;
}

bool ImageAgent::State::saccade() {
  constexpr int kTries = 50;
  for (int i = 0; i < kTries; ++i) {
    const std::optional<Vector3> place = seen.choose(random);
    if (place && look(*place)) return true;
  }
  return false;
}

ImageAgent::ImageAgent(RgbdImage image, ObjectRegion region, const ImageAgentOptions& options)
    : state_(std::make_unique<State>(std::move(image), std::move(region), options)) {}
ImageAgent::~ImageAgent() = default;

void ImageAgent::begin(std::uint64_t seed) {
  constexpr int kPlaces = 20000;  // tried; memory keeps the last few hundred that are not seen at a grazing angle
  State& s = *state_;
  s.random = RandomStream(seed, Purpose::kImage, 1);
  s.looks = 0;
  s.observation[0].reset();
  s.seen.clear();
  s.seen.remember(s.image, kPlaces, s.random);
  if (!s.saccade()) throw InputError("the object's region of the RGB-D image has no surface that could be sensed");
}

std::span<const std::optional<cortex::Sensation>> ImageAgent::observe() const { return state_->observation; }

void ImageAgent::move(const std::optional<cortex::Goal>& goal) {
  constexpr float kFar = 1e6f;     // metres, of a pixel that shows nothing
  constexpr double kNear = 0.025;  // metres in front of or behind a goal that still count as there
  State& s = *state_;
  if (goal) {
    const std::optional<State::Pixel> pixel = s.project(goal->p_W);
    float reading = pixel ? s.all_depth[s.image.index(pixel->u, pixel->v)] : 0.0f;
    if (pixel && !is_reading(reading) && s.options.empty_without_reading) reading = kFar;
    if (is_reading(reading)) {
      const bool on_object = s.image.depth[s.image.index(pixel->u, pixel->v)] > 0;
      const double beyond = static_cast<double>(reading) - pixel->z;
      if (on_object && std::abs(beyond) < kNear && s.look(goal->p_W)) return;
      if (beyond >= kNear || (!on_object && beyond > -kNear)) {
        cortex::Sensation nothing;
        nothing.time = s.looks++;
        nothing.sensor = cortex::SensorId(0);
        nothing.on_surface = false;
        nothing.p_W = goal->p_W;
        s.observation[0] = nothing;
        return;
      }
    }
  }
  if (!s.saccade()) s.observation[0].reset();
}

}  // namespace colonnade::sensors
