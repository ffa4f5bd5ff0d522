#include "drawing.h"

#include <cmath>
#include <numbers>

namespace colonnade::viewer {
namespace {

constexpr int kSides = 8;

Eigen::Vector3f across(const Eigen::Vector3f& axis) {
  const Eigen::Vector3f other = std::abs(axis.z()) < 0.9f ? Eigen::Vector3f::UnitZ() : Eigen::Vector3f::UnitX();
  return axis.cross(other).normalized();
}

float angle_of(int side) { return 2 * std::numbers::pi_v<float> * static_cast<float>(side) / kSides; }

}  // namespace

void MeshBuilder::triangle(const Eigen::Vector3f& a, const Eigen::Vector3f& b, const Eigen::Vector3f& c, Rgba colour) {
  const Eigen::Vector3f n = (b - a).cross(c - a).normalized();
  for (const auto& p : {a, b, c}) {
    mesh_.indices.push_back(static_cast<std::uint32_t>(mesh_.vertices.size()));
    mesh_.vertices.push_back({p, n, colour});
  }
}

void MeshBuilder::prism(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, int sides, Rgba colour) {
  if ((b - a).norm() < 1e-9f) return;
  const Eigen::Vector3f axis = (b - a).normalized(), x = across(axis), y = axis.cross(x);
  const auto first = static_cast<std::uint32_t>(mesh_.vertices.size());
  for (int side = 0; side < sides; ++side) {
    const float angle = 2 * std::numbers::pi_v<float> * static_cast<float>(side) / static_cast<float>(sides);
    const Eigen::Vector3f n = std::cos(angle) * x + std::sin(angle) * y;
    mesh_.vertices.push_back({a + radius * n, n, colour});
    mesh_.vertices.push_back({b + radius * n, n, colour});
  }
  for (int side = 0; side < sides; ++side) {
    const auto i = first + static_cast<std::uint32_t>(2 * side);
    const auto j = first + static_cast<std::uint32_t>(2 * ((side + 1) % sides));
    for (const std::uint32_t index : {i, j, i + 1, j, j + 1, i + 1}) mesh_.indices.push_back(index);
  }
}

void MeshBuilder::tube(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, Rgba colour) {
  prism(a, b, radius, kSides, colour);
}

void MeshBuilder::thread(const Eigen::Vector3f& a, const Eigen::Vector3f& b, float radius, Rgba colour) {
  prism(a, b, radius, 3, colour);
}

void MeshBuilder::ball(const Eigen::Vector3f& centre, float radius, Rgba colour) {
  constexpr int kRings = 6;
  const auto first = static_cast<std::uint32_t>(mesh_.vertices.size());
  for (int ring = 0; ring <= kRings; ++ring) {
    const float polar = std::numbers::pi_v<float> * static_cast<float>(ring) / kRings;
    for (int side = 0; side < kSides; ++side) {
      const Eigen::Vector3f n(std::sin(polar) * std::cos(angle_of(side)), std::sin(polar) * std::sin(angle_of(side)),
                              std::cos(polar));
      mesh_.vertices.push_back({centre + radius * n, n, colour});
    }
  }
  for (std::uint32_t ring = 0; ring < kRings; ++ring) {
    for (std::uint32_t side = 0; side < kSides; ++side) {
      const std::uint32_t next = (side + 1) % kSides, i = first + ring * kSides, j = i + kSides;
      for (const std::uint32_t index : {i + side, j + side, i + next, i + next, j + side, j + next}) {
        mesh_.indices.push_back(index);
      }
    }
  }
}

void MeshBuilder::diamond(const Eigen::Vector3f& centre, float radius, Rgba colour) {
  const std::array<Eigen::Vector3f, 4> waist{
      Eigen::Vector3f(radius, 0, 0), {0, radius, 0}, {-radius, 0, 0}, {0, -radius, 0}};
  for (std::size_t i = 0; i < 4; ++i) {
    const Eigen::Vector3f a = centre + waist[i], b = centre + waist[(i + 1) % 4];
    triangle(a, b, centre + Eigen::Vector3f(0, 0, radius), colour);
    triangle(b, a, centre - Eigen::Vector3f(0, 0, radius), colour);
  }
}

void MeshBuilder::cross(const Eigen::Vector3f& centre, float radius, Rgba colour) {
  for (const Eigen::Vector3f& arm :
       {Eigen::Vector3f(1, 1, 0), Eigen::Vector3f(1, -1, 0), Eigen::Vector3f(0, 0, 1.4f)}) {
    tube(centre - 0.7f * radius * arm, centre + 0.7f * radius * arm, 0.22f * radius, colour);
  }
}

void MeshBuilder::cone(const Eigen::Vector3f& base, const Eigen::Vector3f& tip, float radius, Rgba colour) {
  if ((tip - base).norm() < 1e-9f) return;
  const Eigen::Vector3f axis = (tip - base).normalized(), x = across(axis), y = axis.cross(x);
  for (int side = 0; side < kSides; ++side) {
    const auto rim = [&](int i) -> Eigen::Vector3f {
      return base + radius * (std::cos(angle_of(i)) * x + std::sin(angle_of(i)) * y);
    };
    triangle(rim(side), rim(side + 1), tip, colour);
    triangle(rim(side + 1), rim(side), base, colour);
  }
}

void MeshBuilder::frame(const Eigen::Isometry3f& X, float length) {
  const std::array<Rgba, 3> colours{okabe_ito::kVermilion, okabe_ito::kGreen, okabe_ito::kBlue};
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3f p = X.translation(), d = length * X.linear().col(axis);
    const Rgba colour = colours[static_cast<std::size_t>(axis)];
    tube(p, p + d, 0.02f * length, colour);
    cone(p + d, p + 1.15f * d, 0.06f * length, colour);
    for (int bead = 0; bead <= axis; ++bead) {
      ball(p + (0.85f - 0.15f * static_cast<float>(bead)) * d, 0.045f * length, colour);
    }
  }
}

std::shared_ptr<const Mesh> MeshBuilder::take() {
  auto mesh = std::make_shared<const Mesh>(std::move(mesh_));
  mesh_ = {};
  return mesh;
}

}  // namespace colonnade::viewer
