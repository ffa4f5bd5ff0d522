#include "touches.h"

#include <cmath>
#include <numbers>

using namespace colonnade::cortex;

std::vector<Sensation> touches(double size, int count, double step, const Pose& X_WO) {
  std::vector<Sensation> result;
  for (int i = 0; i < count; ++i) {
    const double u = std::fmod(i * step, 1) * 2 * std::numbers::pi, v = i * 1.1;
    const double tube = 0.008 + 0.006 * std::sin(u / 2);  // thick on one side
    const Rotation turn = Eigen::AngleAxisd(u, Vector3::UnitZ()).toRotationMatrix();
    const Vector3 normal = turn * Vector3(std::cos(v), 0, std::sin(v));
    const Vector3 around = turn * Vector3(-std::sin(v), 0, std::cos(v));
    Rotation R_OF;
    R_OF << around, normal.cross(around), normal;
    Sensation s;
    s.p_W = X_WO * Vector3(turn * Vector3(size, 0, 0) + tube * normal);
    s.R_WF = X_WO.linear() * R_OF;
    s.frame_fully_defined = true;
    s.k1 = 1 / tube;
    s.k2 = std::cos(v) / (size + tube * std::cos(v));
    s.colour = {static_cast<float>(u / (2 * std::numbers::pi)), 0.8F, 0.7F};
    s.uncertainty = {0.001F, 0.05F, 0.05F, 0.1F, 0.02F};
    result.push_back(s);
  }
  return result;
}
