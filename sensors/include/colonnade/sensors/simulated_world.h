#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <colonnade/cortex/frames.h>
#include <colonnade/sensors/rgbd_patch.h>
#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {

/// What a ray met.
struct RayHit {
  double distance = 0;     ///< along the ray, in units of the length of its direction
  cortex::Vector3 p;       ///< metres
  cortex::Vector3 normal;  ///< unit normal of the triangle, outward by its winding
};

/// An object's mesh with the search structure for casting rays at it, in the object's frame. Immutable, and shared by
/// any number of threads; build it once an object.
class MeshScene {
 public:
  /// @throws InputError when the mesh is not usable (see check); `name` is for messages.
  explicit MeshScene(TexturedMesh mesh, std::string_view name = "mesh");
  ~MeshScene();
  MeshScene(const MeshScene&) = delete;
  MeshScene& operator=(const MeshScene&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const TexturedMesh& mesh() const noexcept { return mesh_; }
  [[nodiscard]] const BoundingBox& box() const noexcept { return box_; }

  /// First triangle on the way of a ray, from either side.
  [[nodiscard]] std::optional<RayHit> cast(const cortex::Vector3& origin_O, const cortex::Vector3& direction_O,
                                           double max_distance) const;
  /// Fills depth and colour of a patch seen from X_OS. Pixels that meet nothing have depth 0.
  void render(const PinholeCamera& camera, const cortex::Pose& X_OS, RgbdPatch& patch) const;

 private:
  struct Impl;
  std::string name_;
  TexturedMesh mesh_;
  BoundingBox box_;
  std::unique_ptr<Impl> impl_;
};

/// A world that holds one object in one pose.
struct SimulatedWorld {
  std::shared_ptr<const MeshScene> scene;
  cortex::Pose X_WO = cortex::Pose::Identity();

  /// Renders what a camera at X_WS sees; sets the patch's camera and pose. Allocates only when the patch grows.
  void render(const PinholeCamera& camera, const cortex::Pose& X_WS, RgbdPatch& patch) const;
  /// First surface point on the way of a ray, in world coordinates.
  [[nodiscard]] std::optional<RayHit> cast(const cortex::Vector3& origin_W, const cortex::Vector3& direction_W,
                                           double max_distance = std::numeric_limits<double>::infinity()) const;
  /// Centre of the object's bounding box, and the radius of the sphere around that box, in W.
  [[nodiscard]] cortex::Vector3 centre_W() const;
  [[nodiscard]] double radius() const;
};

}  // namespace colonnade::sensors
