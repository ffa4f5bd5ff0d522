#include <colonnade/sensors/image_agent.h>

#include <array>
#include <cmath>
#include <numbers>

#include <colonnade/cortex/error.h>

#include "random.h"
#include "seen_places.h"

namespace colonnade::sensors {

using cortex::Vector3;

namespace {

constexpr double kNear = 0.025;  // metres in front of or behind a place that still count as there

int nearest(double pixel) { return static_cast<int>(std::lround(pixel)); }

}  // namespace

struct ImageAgent::State {
  const RgbdImage& image;
  const ObjectRegion& region;
  ImageAgentOptions options;
  SensorModule module;
  SeenPlaces seen;
  RandomStream random{0, Purpose::kImage};
  RgbdPatch patch;
  std::array<std::optional<cortex::Sensation>, 1> observation;
  int looks = 0;
  int patches_cut = 0;

  State(const RgbdImage& i, const ObjectRegion& r, const ImageAgentOptions& o)
      : image(i), region(r), options(o), module(cortex::SensorId(0), o.module) {}

  struct Pixel {
    int u = 0;
    int v = 0;
    double z = 0;  ///< metres, depth of the place that was projected
  };
  [[nodiscard]] std::optional<Pixel> project(const Vector3& p_W) const;
  /// The reading of a pixel of the region; 0 beside it.
  [[nodiscard]] float depth_on_object(std::size_t pixel) const {
    return region.mask[pixel] != 0 ? image.depth[pixel] : 0;
  }
  /// Whether the object is not at depth z of this pixel, since the camera saw what lies behind.
  [[nodiscard]] bool seen_through(int u, int v, double z) const;
  [[nodiscard]] bool in_image(double u, double v) const;
  [[nodiscard]] bool shows_object(double u, double v) const;
  bool look(const Vector3& p_W);
  void find_empty(const Vector3& p_W);
  bool look_beside();
  bool saccade();
};

/// The pixel that shows a place; none when it is behind the camera or beyond the border.
std::optional<ImageAgent::State::Pixel> ImageAgent::State::project(const Vector3& p_W) const {
  const Vector3 p_S = image.X_WS.inverse() * p_W;
  if (!(p_S.z() > 0)) return std::nullopt;
  const double u = image.camera.fx * p_S.x() / p_S.z() + image.camera.cx;
  const double v = image.camera.fy * p_S.y() / p_S.z() + image.camera.cy;
  if (!in_image(u, v)) return std::nullopt;
  return Pixel{nearest(u), nearest(v), p_S.z()};
}

bool ImageAgent::State::seen_through(int u, int v, double z) const {
  const std::size_t pixel = image.index(u, v);
  if (!is_reading(image.depth[pixel])) return options.empty_without_reading;
  const bool on_object = depth_on_object(pixel) > 0;
  const double beyond = static_cast<double>(image.depth[pixel]) - z;
  return beyond >= kNear || (!on_object && beyond > -kNear);
}

bool ImageAgent::State::in_image(double u, double v) const {
  return u >= 0 && v >= 0 && u <= image.camera.width - 1 && v <= image.camera.height - 1;
}

bool ImageAgent::State::shows_object(double u, double v) const {
  return in_image(u, v) && depth_on_object(image.index(nearest(u), nearest(v))) > 0;
}

bool ImageAgent::State::look(const Vector3& p_W) {
  const std::optional<Pixel> pixel = project(p_W);
  if (!pixel) return false;
  patch_at(image, pixel->u, pixel->v, options.patch_pixels, patch, &region);
  ++patches_cut;
  const std::optional<cortex::Sensation> sensed = module.sense(patch, looks);
  if (!sensed) return false;
  seen.mark_looked_at(sensed->p_W);
  observation[0] = sensed;
  ++looks;
  return true;
}

void ImageAgent::State::find_empty(const Vector3& p_W) {
  cortex::Sensation nothing;
  nothing.time = looks++;
  nothing.sensor = cortex::SensorId(0);
  nothing.on_surface = false;
  nothing.p_W = p_W;
  observation[0] = nothing;
}

// From somewhere on the object in a random direction over its outline, and a step further.
bool ImageAgent::State::look_beside() {
  constexpr double kTurn = 2 * std::numbers::pi;
  constexpr int kAround = 8;          // directions in which the object must not be near again ...
  constexpr double kClearance = 0.8;  // ... by this share of the step
  if (region.pixels.empty()) return false;
  const std::uint32_t start = region.pixels[random.below(static_cast<std::uint32_t>(region.pixels.size()))];
  const auto width = static_cast<std::uint32_t>(image.camera.width);
  double u = start % width;
  double v = std::floor(static_cast<double>(start) / width);
  const double direction = kTurn * random.uniform();
  double z = 0;
  for (; shows_object(u, v); u += std::cos(direction), v += std::sin(direction)) {
    z = static_cast<double>(image.depth[image.index(nearest(u), nearest(v))]);
  }
  if (!(z > 0)) return false;
  const double step = options.beside_m * image.camera.fx / z;
  u += step * std::cos(direction);
  v += step * std::sin(direction);
  for (int i = 0; i < kAround; ++i) {
    const double angle = kTurn * i / kAround;
    if (shows_object(u + kClearance * step * std::cos(angle), v + kClearance * step * std::sin(angle))) return false;
  }
  if (in_image(u, v) ? !seen_through(nearest(u), nearest(v), z) : !options.whole_object) return false;
  find_empty(image.X_WS * (z * image.camera.ray_S(u, v)));
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

ImageAgent::ImageAgent(const RgbdImage& image, const ObjectRegion& region, const ImageAgentOptions& options)
    : state_(std::make_unique<State>(image, region, options)) {}
ImageAgent::~ImageAgent() = default;

void ImageAgent::begin(std::uint64_t seed) {
  constexpr int kPlaces = 20000;  // tried; memory keeps the last few hundred that are not seen at a grazing angle
  State& s = *state_;
  check(s.region, s.image);
  s.random = RandomStream(seed, Purpose::kImage, 1);
  s.looks = s.patches_cut = 0;
  s.observation[0].reset();
  s.seen.clear();
  s.seen.remember(s.image, kPlaces, s.random, &s.region);
  if (!s.saccade()) throw InputError("the object's region of the RGB-D image has no surface that could be sensed");
}

std::span<const std::optional<cortex::Sensation>> ImageAgent::observe() const { return state_->observation; }

int ImageAgent::patches_cut() const noexcept { return state_->patches_cut; }

void ImageAgent::move(const std::optional<cortex::Goal>& goal) {
  State& s = *state_;
  const bool looked_at_it = s.observation[0] && s.observation[0]->on_surface;
  if (s.options.beside_m > 0 && looked_at_it && s.look_beside()) return;
  if (goal) {
    if (const std::optional<State::Pixel> pixel = s.project(goal->p_W)) {
      const std::size_t at = s.image.index(pixel->u, pixel->v);
      const float depth = s.depth_on_object(at);
      const bool there = std::abs(static_cast<double>(depth) - pixel->z) < kNear;
      if (depth > 0 && there && s.look(goal->p_W)) return;
      if (s.seen_through(pixel->u, pixel->v, pixel->z)) {
        s.find_empty(goal->p_W);
        return;
      }
    }
  }
  if (!s.saccade()) s.observation[0].reset();
}

}  // namespace colonnade::sensors
