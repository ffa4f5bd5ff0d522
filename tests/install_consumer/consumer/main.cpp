// A program outside Colonnade's tree: two generated rings are learned, then one is recognised in a new pose.

#include <cmath>
#include <iostream>
#include <numbers>

#include <colonnade/cortex/column.h>

using namespace colonnade::cortex;

namespace {

/// What a finger feels on a ring (torus) at the angles u around its axis and v around its tube; its hue turns with u.
Sensation touch(double ring_radius, double tube_radius, double u, double v, const Pose& X_WO) {
  const Rotation turn = Eigen::AngleAxisd(u, Vector3::UnitZ()).toRotationMatrix();
  const Vector3 normal = turn * Vector3(std::cos(v), 0, std::sin(v));
  const Vector3 around_tube = turn * Vector3(-std::sin(v), 0, std::cos(v));
  Rotation R_OF;
  R_OF << around_tube, normal.cross(around_tube), normal;
  Sensation sensation;
  sensation.p_W = X_WO * Vector3(turn * Vector3(ring_radius, 0, 0) + tube_radius * normal);
  sensation.R_WF = X_WO.rotation() * R_OF;
  sensation.frame_fully_defined = true;
  sensation.k1 = 1 / tube_radius;
  sensation.k2 = std::cos(v) / (ring_radius + tube_radius * std::cos(v));
  sensation.colour = {static_cast<float>(u / (2 * std::numbers::pi)), 0.8F, 0.7F};
  return sensation;
}

}  // namespace

int main() {
  Column column;
  for (const auto& [name, radius] : {std::pair("bracelet", 0.035), std::pair("wreath", 0.070)}) {
    const ObjectId object = column.learn_object(name);
    for (int i = 0; i < 2000; ++i)
      column.learn(touch(radius, 0.012, std::fmod(i * 0.618, 1) * 2 * std::numbers::pi, i * 1.1, Pose::Identity()),
                   object, Pose::Identity());
  }
  const Pose X_WO = make_pose(rotation_from_euler_xyz(0.7, -0.4, 2.0), Vector3(0.3, -0.2, 0.5));
  column.reset();
  for (int i = 0; i < 100 && !column.percept().decided; ++i)
    column.sense(touch(0.070, 0.012, std::fmod(i * 0.382, 1) * 2 * std::numbers::pi, i * 0.9, X_WO));

  const Percept& percept = column.percept();
  const double error = declared_rotation_error(percept, X_WO.rotation());
  std::cout << column.memory().name(percept.object()) << " after " << percept.sensations << " touches, confidence "
            << percept.confidence() << ", rotation error " << error << " rad\n";
  return column.memory().name(percept.object()) == "wreath" && error < 0.2 ? 0 : 1;
}
