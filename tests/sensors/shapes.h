#pragma once

#include <cmath>
#include <memory>
#include <numbers>

#include <colonnade/sensors/simulated_world.h>

/// Analytic shapes as meshes, for tests.
namespace colonnade::sensors {

/// A surface of revolution about z: for each (r, z) of a closed outline from one end of the axis to the other.
template <class Outline>
TexturedMesh revolve(Outline outline, int rings, int sectors) {
  TexturedMesh mesh;
  for (int i = 0; i <= rings; ++i) {
    Eigen::Vector2d rz = outline(static_cast<double>(i) / rings);
    if (rz.x() < 1e-9) rz.x() = 0;  // all vertices of a pole are one point
    for (int j = 0; j < sectors; ++j) {
      const double angle = 2 * std::numbers::pi * j / sectors;
      mesh.positions.push_back(
          Eigen::Vector3d(rz.x() * std::cos(angle), rz.x() * std::sin(angle), rz.y()).cast<float>());
      mesh.colours.push_back({200, 40, 40});
    }
  }
  const auto at = [sectors](int i, int j) { return static_cast<std::uint32_t>(i * sectors + j % sectors); };
  for (int i = 0; i < rings; ++i) {
    for (int j = 0; j < sectors; ++j) {
      mesh.triangles.push_back({at(i, j), at(i, j + 1), at(i + 1, j + 1)});
      mesh.triangles.push_back({at(i, j), at(i + 1, j + 1), at(i + 1, j)});
    }
  }
  return mesh;
}

inline TexturedMesh sphere(double radius, int rings = 180) {
  return revolve(
      [radius](double t) {
        const double angle = std::numbers::pi * (t - 0.5);
        return Eigen::Vector2d(radius * std::cos(angle), radius * std::sin(angle));
      },
      rings, 2 * rings);
}

/// A closed cylinder about z.
inline TexturedMesh cylinder(double radius, double height, int sectors = 720) {
  return revolve(
      [=](double t) {
        if (t < 0.25) return Eigen::Vector2d(radius * 4 * t, -height / 2);
        if (t > 0.75) return Eigen::Vector2d(radius * 4 * (1 - t), height / 2);
        return Eigen::Vector2d(radius, height * (2 * t - 1));
      },
      40, sectors);
}

/// A box about the origin, each face with its own colour.
inline TexturedMesh box(double x, double y, double z) {
  TexturedMesh mesh;
  const Eigen::Vector3d half(x / 2, y / 2, z / 2);
  for (int axis = 0; axis < 3; ++axis) {
    for (const int side : {-1, 1}) {
      const Eigen::Vector3d n = side * Eigen::Vector3d::Unit(axis);
      const Eigen::Vector3d u = Eigen::Vector3d::Unit((axis + 1) % 3);
      const Eigen::Vector3d v = n.cross(u);
      const auto first = static_cast<std::uint32_t>(mesh.positions.size());
      for (const Eigen::Vector3d& corner : {Eigen::Vector3d(n - u - v), Eigen::Vector3d(n + u - v),
                                            Eigen::Vector3d(n + u + v), Eigen::Vector3d(n - u + v)}) {
        mesh.positions.push_back(corner.cwiseProduct(half).cast<float>());
        mesh.colours.push_back(
            {static_cast<std::uint8_t>(60 * axis + 60), static_cast<std::uint8_t>(100 + 50 * side), 90});
      }
      mesh.triangles.push_back({first, first + 1, first + 2});
      mesh.triangles.push_back({first, first + 2, first + 3});
    }
  }
  return mesh;
}

inline SimulatedWorld world_of(TexturedMesh mesh, const cortex::Rotation& R_WO = cortex::Rotation::Identity()) {
  const cortex::Pose X_WO = centred_pose(mesh, R_WO);
  return {std::make_shared<MeshScene>(std::move(mesh)), X_WO};
}

/// A sensor at `distance` from p_W that looks at it along -direction.
inline cortex::Pose looking_at(const cortex::Vector3& p_W, const cortex::Vector3& direction, double distance) {
  const cortex::Vector3 z = -direction.normalized();
  const cortex::Vector3 x = z.unitOrthogonal();
  cortex::Rotation R_WS;
  R_WS << x, z.cross(x), z;
  return cortex::make_pose(R_WS, p_W - distance * z);
}

}  // namespace colonnade::sensors
