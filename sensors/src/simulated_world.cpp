#include <colonnade/sensors/simulated_world.h>

namespace colonnade::sensors {

void SimulatedWorld::render(const PinholeCamera& camera, const cortex::Pose& X_WS, RgbdPatch& patch) const {
  scene->render(camera, X_WO.inverse() * X_WS, patch);
  patch.X_WS = X_WS;
}

std::optional<RayHit> SimulatedWorld::cast(const cortex::Vector3& origin_W, const cortex::Vector3& direction_W,
                                           double max_distance) const {
  const cortex::Pose X_OW = X_WO.inverse();
  std::optional<RayHit> hit = scene->cast(X_OW * origin_W, X_OW.linear() * direction_W, max_distance);
  if (hit) {
    hit->p = X_WO * hit->p;
    hit->normal = X_WO.linear() * hit->normal;
  }
  return hit;
}

cortex::Vector3 SimulatedWorld::centre_W() const { return X_WO * scene->box().centre(); }

double SimulatedWorld::radius() const { return 0.5 * scene->box().size().norm(); }

}  // namespace colonnade::sensors
