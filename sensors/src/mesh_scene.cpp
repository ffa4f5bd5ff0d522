#include <algorithm>
#include <cmath>
#include <string>

#include <embree3/rtcore.h>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/simulated_world.h>

namespace colonnade::sensors {
namespace {

constexpr int kPacket = 16;  // rays cast together: a tile of 4 x 4 pixels
constexpr int kTile = 4;

/// One device for the whole process; Embree's devices may be used by all threads.
RTCDevice shared_device() {
  struct Device {
    RTCDevice handle = rtcNewDevice(nullptr);
    ~Device() { rtcReleaseDevice(handle); }
  };
  static const Device device;
  return device.handle;
}

}  // namespace

struct MeshScene::Impl {
  RTCScene scene = nullptr;

  ~Impl() {
    if (scene != nullptr) rtcReleaseScene(scene);
  }
};

MeshScene::MeshScene(TexturedMesh mesh, std::string_view name)
    : name_(name), mesh_(std::move(mesh)), impl_(std::make_unique<Impl>()) {
  check(mesh_, name);
  box_ = bounding_box(mesh_);
  RTCDevice device = shared_device();
  RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
  void* vertices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, sizeof(float) * 3,
                                           mesh_.positions.size());
  void* indices = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3,
                                          sizeof(std::uint32_t) * 3, mesh_.triangles.size());
  if (vertices == nullptr || indices == nullptr) {
    rtcReleaseGeometry(geometry);
    throw InputError(std::string(name) + ": not enough memory for " + std::to_string(mesh_.triangles.size()) +
                     " triangles");
  }
  std::copy_n(mesh_.positions.front().data(), mesh_.positions.size() * 3, static_cast<float*>(vertices));
  std::copy_n(mesh_.triangles.front().data(), mesh_.triangles.size() * 3, static_cast<std::uint32_t*>(indices));
  rtcCommitGeometry(geometry);
  impl_->scene = rtcNewScene(device);
  rtcSetSceneFlags(impl_->scene, RTC_SCENE_FLAG_ROBUST);  // no ray slips through between two triangles
  rtcSetSceneBuildQuality(impl_->scene, RTC_BUILD_QUALITY_HIGH);
  rtcAttachGeometry(impl_->scene, geometry);
  rtcReleaseGeometry(geometry);
  rtcCommitScene(impl_->scene);
}

MeshScene::~MeshScene() = default;

std::optional<RayHit> MeshScene::cast(const cortex::Vector3& origin_O, const cortex::Vector3& direction_O,
                                      double max_distance) const {
  RTCRayHit query;
  query.ray.org_x = static_cast<float>(origin_O.x());
  query.ray.org_y = static_cast<float>(origin_O.y());
  query.ray.org_z = static_cast<float>(origin_O.z());
  query.ray.dir_x = static_cast<float>(direction_O.x());
  query.ray.dir_y = static_cast<float>(direction_O.y());
  query.ray.dir_z = static_cast<float>(direction_O.z());
  query.ray.tnear = 0;
  query.ray.tfar = static_cast<float>(max_distance);
  query.ray.time = 0;
  query.ray.mask = ~0u;
  query.ray.flags = 0;
  query.hit.geomID = RTC_INVALID_GEOMETRY_ID;
  query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  rtcIntersect1(impl_->scene, &context, &query);
  if (query.hit.geomID == RTC_INVALID_GEOMETRY_ID) return std::nullopt;
  const double distance = static_cast<double>(query.ray.tfar);
  return RayHit{distance, origin_O + distance * direction_O,
                Eigen::Vector3f(query.hit.Ng_x, query.hit.Ng_y, query.hit.Ng_z).cast<double>().normalized()};
}

void MeshScene::render(const PinholeCamera& camera, const cortex::Pose& X_OS, RgbdPatch& patch) const {
  patch.set_camera(camera);
  RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
  const Eigen::Vector3f origin = X_OS.translation().cast<float>();
  // The direction of pixel (u, v) has z = 1 in S, so that a ray's parameter is the depth.
  const Eigen::Vector3f du = (X_OS.linear().col(0) / camera.fx).cast<float>();
  const Eigen::Vector3f dv = (X_OS.linear().col(1) / camera.fy).cast<float>();
  const Eigen::Vector3f corner = (X_OS.linear() * camera.ray_S(0, 0)).cast<float>();
  alignas(64) int valid[kPacket];
  RTCRayHit16 rays;
  for (int v0 = 0; v0 < camera.height; v0 += kTile) {
    for (int u0 = 0; u0 < camera.width; u0 += kTile) {
      for (int i = 0; i < kPacket; ++i) {
        const int u = u0 + i % kTile;
        const int v = v0 + i / kTile;
        valid[i] = u < camera.width && v < camera.height ? -1 : 0;
        const Eigen::Vector3f d = corner + static_cast<float>(u) * du + static_cast<float>(v) * dv;
        rays.ray.org_x[i] = origin.x();
        rays.ray.org_y[i] = origin.y();
        rays.ray.org_z[i] = origin.z();
        rays.ray.dir_x[i] = d.x();
        rays.ray.dir_y[i] = d.y();
        rays.ray.dir_z[i] = d.z();
        rays.ray.tnear[i] = 0;
        rays.ray.tfar[i] = std::numeric_limits<float>::infinity();
        rays.ray.time[i] = 0;
        rays.ray.mask[i] = ~0u;
        rays.ray.flags[i] = 0;
        rays.hit.geomID[i] = RTC_INVALID_GEOMETRY_ID;
        rays.hit.instID[0][i] = RTC_INVALID_GEOMETRY_ID;
      }
      rtcIntersect16(valid, impl_->scene, &context, &rays);
      for (int i = 0; i < kPacket; ++i) {
        if (valid[i] == 0) continue;
        const std::size_t pixel = patch.index(u0 + i % kTile, v0 + i / kTile);
        const bool hit = rays.hit.geomID[i] != RTC_INVALID_GEOMETRY_ID;
        patch.depth[pixel] = hit ? rays.ray.tfar[i] : 0.0f;
        patch.rgb[pixel] = hit ? colour_at(mesh_, rays.hit.primID[i], rays.hit.u[i], rays.hit.v[i]) : Rgb{0, 0, 0};
      }
    }
  }
}

}  // namespace colonnade::sensors
