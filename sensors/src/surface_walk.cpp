#include "surface_walk.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace colonnade::sensors {

using cortex::Vector3;

namespace {

constexpr double kSkin = 3e-4;  ///< metres: rays from a surface start this far off it

bool faces(const RayHit& hit, const Vector3& direction) { return hit.normal.dot(direction) < 0; }

/// Room along the normal above a contact, at most `distance`.
double room_above(const SimulatedWorld& world, const Contact& contact, double distance) {
  const std::optional<RayHit> hit = world.cast(contact.p_W + kSkin * contact.normal_W, contact.normal_W, distance);
  if (!hit || !faces(*hit, contact.normal_W)) return distance;  // a back face: the normal was wrong, not the room small
  return 0.8 * hit->distance;
}

}  // namespace

Vector3 tangent(const Vector3& v, const Vector3& normal) {
  const Vector3 across = v - v.dot(normal) * normal;
  const double length = across.norm();
  return length > 1e-3 ? Vector3(across / length) : normal.unitOrthogonal();
}

cortex::Pose viewpoint(const SimulatedWorld& world, const Contact& contact, double distance, const Vector3& x_hint) {
  const Vector3 z = -contact.normal_W;
  const Vector3 x = tangent(x_hint, z);
  cortex::Rotation R_WS;
  R_WS << x, z.cross(x), z;
  return cortex::make_pose(R_WS, contact.p_W + room_above(world, contact, distance) * contact.normal_W);
}

std::optional<Stride> walk(const SimulatedWorld& world, const Contact& from, const Vector3& h, double step,
                           double distance) {
  constexpr double kLift = 2e-3;  // walls lower than this are stepped over
  const Vector3& n = from.normal_W;
  const std::optional<RayHit> wall = world.cast(from.p_W + kLift * n, h, step);
  if (wall && faces(*wall, h)) return Stride{{wall->p, (n - h).normalized()}, n};
  constexpr std::array<double, 8> kBends = {0, 0.45, 0.9, 1.35, 1.8, 2.25, 2.7, 3.14};
  for (const double bend : kBends) {
    const Vector3 q = from.p_W + step * (std::cos(bend / 2) * h - std::sin(bend / 2) * n);
    const Vector3 m = std::cos(bend) * n + std::sin(bend) * h;
    const std::optional<RayHit> hit = world.cast(q + distance * m, -m, distance + step);
    if (!hit || !faces(*hit, -m) || hit->distance < distance - step) continue;
    return Stride{{hit->p, m}, std::cos(bend) * h - std::sin(bend) * n};
  }
  return std::nullopt;
}

std::optional<Contact> reach(const SimulatedWorld& world, const Contact& wanted, double distance) {
  const double room = room_above(world, wanted, distance);
  const std::optional<RayHit> hit = world.cast(wanted.p_W + room * wanted.normal_W, -wanted.normal_W, room + distance);
  if (!hit || !faces(*hit, -wanted.normal_W)) return std::nullopt;
  return Contact{hit->p, wanted.normal_W};
}

}  // namespace colonnade::sensors
