#include <colonnade/sensors/distant_agent.h>

#include <algorithm>
#include <cmath>

#include <colonnade/cortex/error.h>

#include "random.h"
#include "seen_places.h"
#include "sensor_array.h"
#include "spiral.h"
#include "surface_walk.h"
#include "visited_places.h"

namespace colonnade::sensors {

using cortex::Vector3;

namespace {

constexpr int kPlacesPerPatch = 8;  // remembered of each patch, for saccades
constexpr int kFinderPixels = 64;   // of the view finder
constexpr int kFinderSamples = 400;

}  // namespace

struct DistantAgent::State {
  DistantAgentOptions options;
  SensorArray array;
  VisitedPlaces scanned;  ///< frame O, since forget()
  SeenPlaces seen;
  RgbdPatch finder;
  SimulatedWorld world;
  cortex::Pose X_OW = cortex::Pose::Identity();
  RandomStream random{0, Purpose::kDistantAgent};
  cortex::Rotation R_WH = cortex::Rotation::Identity();  ///< of the head: it looks at the middle of the object
  Vector3 p_WS = Vector3::Zero();
  Spiral spiral;
  double stand = 0;  ///< metres from the sensor to the middle of the object
  int fixations = 0;
  bool finished = false;

  explicit State(const DistantAgentOptions& o)
      : options(o),
        array(o.array, PinholeCamera::square(o.array.pixels, o.patch_width_m, o.distance_m)),
        scanned(o.visited_radius_m) {}

  /// From the sensor to a point of the plane through the object's middle that faces it; a in metres from the middle.
  [[nodiscard]] Vector3 direction_to(const Eigen::Vector2d& a) const { return R_WH * Vector3(a.x(), a.y(), stand); }
  /// The sensor's pose when it looks at a place from where it stands.
  [[nodiscard]] cortex::Pose gaze(const Vector3& p_W) const {
    const Vector3 z = (p_W - p_WS).normalized();
    const Vector3 x = tangent(R_WH.col(0), z);
    cortex::Rotation R_WS;
    R_WS << x, z.cross(x), z;
    return cortex::make_pose(R_WS, p_WS);
  }
  void take_stand();
  void find_view();
  bool fixate(const Vector3& p_W);
  bool scan();
  bool look_around();
  void saccade();
  void jump(const cortex::Goal& goal);
  [[nodiscard]] double scan_spacing();
};

/// Stands at the given distance from the object's nearest point on this side, and looks towards its middle.
void DistantAgent::State::take_stand() {
  const Vector3 d = options.from_W.normalized();
  const Vector3 d_O = X_OW.linear() * d;
  const Vector3 middle_O = world.scene->box().centre();
  double front = 0;
  for (const Eigen::Vector3f& p : world.scene->mesh().positions) {
    front = std::max(front, d_O.dot(p.cast<double>() - middle_O));
  }
  stand = front + options.distance_m;
  p_WS = world.centre_W() + stand * d;
  const Vector3 x = tangent(Vector3::UnitX(), -d);
  R_WH << x, -d.cross(x), -d;
}

/// Sees the whole object once, through a wide-angle view finder, to know where saccades can go.
void DistantAgent::State::find_view() {
  const double distance = (world.centre_W() - p_WS).norm();
  const PinholeCamera wide = PinholeCamera::square(kFinderPixels, 2 * world.radius(), distance);
  world.render(wide, gaze(world.centre_W()), finder);
  seen.remember(finder, kFinderSamples, random);
}

/// Turns to a place. @return false when no surface is seen there.
bool DistantAgent::State::fixate(const Vector3& p_W) {
  const cortex::Pose X_WS = gaze(p_W);
  const std::optional<cortex::Sensation>& sensed = array.look(X_WS);
  seen.remember(array.patch(), kPlacesPerPatch, random);
  if (!sensed) return false;
  constexpr double kSeenWell = 0.5;  // cosine of the angle of view
  if (-sensed->normal_W().dot(X_WS.linear().col(2)) > kSeenWell) {
    scanned.add(X_OW * sensed->p_W, X_OW.linear() * sensed->normal_W());
  }
  seen.mark_looked_at(sensed->p_W);
  array.commit();
  return true;
}

/// Spacing at which the whole visible silhouette takes no more than the fixations allowed.
double DistantAgent::State::scan_spacing() {
  constexpr int kGlances = 600;
  Spiral glances(world.radius() * std::sqrt(std::numbers::pi / kGlances));
  int all = 0;
  int hits = 0;
  for (; glances.radius() <= world.radius(); ++all) {
    if (world.cast(p_WS, direction_to(glances.next()))) ++hits;
  }
  const double silhouette = std::numbers::pi * world.radius() * world.radius() * hits / std::max(1, all);
  return std::max(options.scan_spacing_m, std::sqrt(silhouette / options.max_fixations));
}

/// The next fixation of the spiral on a place not yet seen well. @return false at its end.
bool DistantAgent::State::scan() {
  while (fixations < options.max_fixations && spiral.radius() <= world.radius()) {
    const std::optional<RayHit> hit = world.cast(p_WS, direction_to(spiral.next()));
    if (!hit || scanned.near(X_OW * hit->p, X_OW.linear() * hit->normal) || !fixate(hit->p)) continue;
    ++fixations;
    return true;
  }
  return false;
}

/// Looks in random directions until one meets the object.
bool DistantAgent::State::look_around() {
  constexpr int kTries = 20000;
  for (int i = 0; i < kTries; ++i) {
    const double r = world.radius() * std::sqrt(random.uniform());
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const std::optional<RayHit> hit =
        world.cast(p_WS, direction_to(r * Eigen::Vector2d(std::cos(angle), std::sin(angle))));
    if (hit && fixate(hit->p)) return true;
  }
  return false;
}

void DistantAgent::State::saccade() {
  constexpr int kTries = 8;
  for (int i = 0; i < kTries; ++i) {
    const std::optional<Vector3> place = seen.choose(random);
    if (place && fixate(*place)) return;
  }
  look_around();
}

/// Looks at a goal against its normal from the usual distance; goes back if there is nothing.
void DistantAgent::State::jump(const cortex::Goal& goal) {
  constexpr double kBeyond = 0.025;  // metres behind the goal that still count as there
  const Vector3 there = goal.p_W + options.distance_m * goal.normal_W;
  const std::optional<RayHit> hit = world.cast(there, -goal.normal_W, options.distance_m + kBeyond);
  if (!hit) {
    array.commit_nothing(goal.p_W);
    return;
  }
  const Vector3 back = p_WS;
  p_WS = there;
  if (fixate(hit->p)) {
    find_view();
    return;
  }
  p_WS = back;
  array.commit();
}

DistantAgent::DistantAgent(const DistantAgentOptions& options) : state_(std::make_unique<State>(options)) {}
DistantAgent::~DistantAgent() = default;

void DistantAgent::begin(const SimulatedWorld& world, std::uint64_t seed) {
  State& s = *state_;
  s.world = world;
  s.X_OW = world.X_WO.inverse();
  s.random = RandomStream(seed, Purpose::kDistantAgent);
  s.array.begin(world, seed);
  s.seen.clear();
  s.fixations = 0;
  s.finished = false;
  s.take_stand();
  if (s.options.policy == DistantPolicy::scan) {
    s.spiral = Spiral(s.scan_spacing());
    if (s.scan()) return;
    s.finished = true;
  }
  s.find_view();
  if (!s.look_around()) throw InputError(world.scene->name() + ": the distant agent sees nothing of the object");
}

std::span<const std::optional<cortex::Sensation>> DistantAgent::observe() const { return state_->array.observations(); }
const RgbdPatch& DistantAgent::patch() const { return state_->array.patch(); }

void DistantAgent::move(const std::optional<cortex::Goal>& goal) {
  State& s = *state_;
  if (goal) {
    s.jump(*goal);
  } else if (s.options.policy == DistantPolicy::scan) {
    s.finished = !s.scan();
  } else {
    s.saccade();
  }
}

bool DistantAgent::finished() const { return state_->finished; }

void DistantAgent::forget() { state_->scanned.clear(); }

}  // namespace colonnade::sensors
