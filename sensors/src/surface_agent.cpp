#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/surface_agent.h>

#include "random.h"
#include "sensor_array.h"
#include "surface_walk.h"
#include "visited_places.h"

namespace colonnade::sensors {

using cortex::Vector3;

struct SurfaceAgent::State {
  SurfaceAgentOptions options;
  SensorArray array;
  VisitedPlaces visited;  ///< wander: frame W, this episode; explore: frame O, since forget()
  SimulatedWorld world;
  cortex::Pose X_OW = cortex::Pose::Identity();
  RandomStream random{0, Purpose::kSurfaceAgent};
  Contact contact;
  Vector3 heading = Vector3::UnitX();
  std::optional<cortex::Sensation> sensed;  ///< where the agent is now, before message noise
  cortex::Pose X_WS = cortex::Pose::Identity();
  int follow_steps = 0;  ///< left along a principal direction
  int follow_axis = 0;   ///< 0: of k1, 1: of k2
  bool finished = false;

  explicit State(const SurfaceAgentOptions& o)
      : options(o),
        array(o.array, PinholeCamera::square(o.array.pixels, o.patch_width_m, o.distance_m)),
        visited(o.visited_radius_m) {}

  [[nodiscard]] bool exploring() const { return options.policy == SurfacePolicy::explore; }
  [[nodiscard]] cortex::Pose X_VW() const {
    return exploring() ? X_OW : cortex::Pose::Identity();
  }  ///< V: of `visited`
  [[nodiscard]] bool is_visited(const Contact& c) const {
    return visited.near(X_VW() * c.p_W, X_VW().linear() * c.normal_W);
  }
  void mark_visited(const Contact& c) { visited.add(X_VW() * c.p_W, X_VW().linear() * c.normal_W); }

  bool approach(bool only_unvisited, int tries);
  void settle(const Contact& guess);
  void step();
  bool try_heading(const Vector3& h, bool only_unvisited);
  void turn();
  bool step_to_unvisited();
};

/// Looks at the object from random directions until a view ends on it (at an unvisited place); goes there.
bool SurfaceAgent::State::approach(bool only_unvisited, int tries) {
  const Vector3 centre = world.centre_W();
  const double radius = world.radius();
  for (int i = 0; i < tries; ++i) {
    const Vector3 direction = random.direction();
    const Vector3 x = direction.unitOrthogonal();
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const double offset = radius * std::sqrt(random.uniform());
    const Vector3 aim = centre + offset * (std::cos(angle) * x + std::sin(angle) * direction.cross(x));
    const std::optional<RayHit> hit = world.cast(aim - 2 * radius * direction, direction);
    if (!hit || (only_unvisited && is_visited({hit->p, hit->normal}))) continue;
    heading = x;
    settle({hit->p, -direction});
    mark_visited({hit->p, hit->normal});
    return true;
  }
  return false;
}

/// Goes to a place: glances from where its normal is thought to point, turns to face it, and looks.
void SurfaceAgent::State::settle(const Contact& guess) {
  constexpr double kFacing = 0.95;  // cosine of the tilt that is left as it is
  constexpr int kGlances = 3;
  contact = guess;
  const auto turn_to = [this](const cortex::Sensation& s) {
    const double facing = contact.normal_W.dot(s.normal_W());
    contact = {s.p_W, s.normal_W()};
    X_WS = viewpoint(world, contact, options.distance_m, X_WS.linear().col(0));
    return facing;
  };
  X_WS = viewpoint(world, contact, options.distance_m, X_WS.linear().col(0));
  for (int i = 0; i < kGlances; ++i) {
    const std::optional<cortex::Sensation> glimpse = array.glance(X_WS);
    if (!glimpse || turn_to(*glimpse) > kFacing) break;
  }
  sensed = array.look(X_WS);
  if (sensed) contact = {sensed->p_W, sensed->normal_W()};
  heading = tangent(heading, contact.normal_W);
  array.commit();
  if (sensed) mark_visited(contact);
}

bool SurfaceAgent::State::try_heading(const Vector3& h, bool only_unvisited) {
  const std::optional<Stride> stride =
      walk(world, contact, h, options.step_m, (X_WS.translation() - contact.p_W).norm());
  if (!stride || (only_unvisited && is_visited(stride->contact))) return false;
  heading = stride->heading_W;
  settle(stride->contact);
  mark_visited(stride->contact);
  return true;
}

/// Chooses the next heading: along a principal direction for a while, or the last one with a random turn.
void SurfaceAgent::State::turn() {
  const bool axes = sensed && sensed->frame_fully_defined;
  if (follow_steps == 0 && axes && random.uniform() < options.follow_probability) {
    follow_steps = 4 + static_cast<int>(random.below(8));
    follow_axis = static_cast<int>(random.below(2));
  }
  if (follow_steps > 0) --follow_steps;
  if (follow_steps > 0 && axes) {
    const Vector3 axis = sensed->R_WF.col(follow_axis);
    heading = tangent(axis.dot(heading) >= 0 ? axis : Vector3(-axis), contact.normal_W);
  } else {
    heading = Eigen::AngleAxisd(options.turn_sd_rad * random.normal(), contact.normal_W) * heading;
  }
}

/// One step in the first of a fan of headings around the present one that leads to an unvisited place.
bool SurfaceAgent::State::step_to_unvisited() {
  constexpr std::array<double, 8> kTurns = {0, 0.6, -0.6, 1.2, -1.2, 1.9, -1.9, 2.6};
  const Vector3 ahead = heading;
  const double side = random.uniform() < 0.5 ? 1 : -1;
  return std::any_of(kTurns.begin(), kTurns.end(), [&](double turn) {
    return try_heading(Eigen::AngleAxisd(side * turn, contact.normal_W) * ahead, true);
  });
}

void SurfaceAgent::State::step() {
  if (exploring()) {
    if (step_to_unvisited()) return;
    finished = !approach(true, options.explore_tries);
    return;
  }
  turn();
  if (step_to_unvisited()) return;
  constexpr std::array<double, 4> kTurns = {0, 1.6, -1.6, 3.1};
  const Vector3 ahead = heading;
  for (const double turn : kTurns) {
    if (try_heading(Eigen::AngleAxisd(turn, contact.normal_W) * ahead, false)) return;
  }
  approach(false, options.explore_tries);  // caught where there is no way on: begin anew elsewhere
}

SurfaceAgent::SurfaceAgent(const SurfaceAgentOptions& options) : state_(std::make_unique<State>(options)) {}
SurfaceAgent::~SurfaceAgent() = default;

void SurfaceAgent::begin(const SimulatedWorld& world, std::uint64_t seed) {
  State& s = *state_;
  s.world = world;
  s.X_OW = world.X_WO.inverse();
  s.random = RandomStream(seed, Purpose::kSurfaceAgent);
  s.array.begin(world, seed);
  s.X_WS = cortex::Pose::Identity();
  s.follow_steps = 0;
  s.finished = false;
  if (!s.exploring()) s.visited.clear();
  if (s.exploring() && s.approach(true, s.options.explore_tries)) return;
  s.finished = s.exploring();
  constexpr int kTries = 100000;
  if (!s.approach(false, kTries))
    throw InputError(world.scene->name() + ": the surface agent found no surface in " + std::to_string(kTries) +
                     " views");
}

std::span<const std::optional<cortex::Sensation>> SurfaceAgent::observe() const { return state_->array.observations(); }
const RgbdPatch& SurfaceAgent::patch() const { return state_->array.patch(); }

void SurfaceAgent::move(const std::optional<cortex::Goal>& goal) {
  State& s = *state_;
  if (!goal) {
    s.step();
  } else if (const std::optional<Contact> found = reach(s.world, {goal->p_W, goal->normal_W}, s.options.distance_m)) {
    s.heading = s.random.direction();
    s.settle(*found);
  } else {
    s.array.commit_nothing(goal->p_W);
  }
}

bool SurfaceAgent::finished() const { return state_->finished; }

void SurfaceAgent::forget() { state_->visited.clear(); }

}  // namespace colonnade::sensors
