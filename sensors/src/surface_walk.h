#pragma once

#include <optional>

#include <colonnade/sensors/simulated_world.h>

/// Geometry of a finger that walks over a surface, by single depth readings.
namespace colonnade::sensors {

/// A place on a surface.
struct Contact {
  cortex::Vector3 p_W = cortex::Vector3::Zero();
  cortex::Vector3 normal_W = cortex::Vector3::UnitZ();
};

/// Where a step leads: the new place with the normal expected there, and the heading carried along.
struct Stride {
  Contact contact;
  cortex::Vector3 heading_W;
};

/// The part of v in the plane across the normal, of unit length; any direction there when v has no such part.
cortex::Vector3 tangent(const cortex::Vector3& v, const cortex::Vector3& normal);

/// The sensor pose that looks at a contact against its normal from `distance`, or from nearer where something stands in
/// the way; x_hint keeps the image from spinning.
cortex::Pose viewpoint(const SimulatedWorld& world, const Contact& contact, double distance,
                       const cortex::Vector3& x_hint);

/// One step of length `step` along the surface with the heading h: up a wall ahead, straight on, or around the edge.
/// @param distance of the sensor from the surface now: there is that much room. @return none when there is no way on.
std::optional<Stride> walk(const SimulatedWorld& world, const Contact& from, const cortex::Vector3& h, double step,
                           double distance);

/// Looks for a surface from `distance` off the place wanted, against its normal.
/// @return the surface met, at most `distance` beyond the place; none when there is nothing.
std::optional<Contact> reach(const SimulatedWorld& world, const Contact& wanted, double distance);

}  // namespace colonnade::sensors
