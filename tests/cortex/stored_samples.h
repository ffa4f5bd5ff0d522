#pragma once

#include <unistd.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/sensation.h>

#include "memory_impl.h"
#include "storage/memory_file.h"

namespace colonnade::cortex::testing {

/// A folder of its own for a test, removed with everything in it.
class TestFolder {
 public:
  TestFolder() {
    // In memory where possible: these tests write to disk, and wait for it, thousands of times.
    const std::filesystem::path in_memory = "/dev/shm";
    const bool writable = ::access(in_memory.c_str(), W_OK) == 0;
    std::string pattern =
        ((writable ? in_memory : std::filesystem::temp_directory_path()) / "colonnade-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Makes the file hold exactly these objects, whatever it had.
inline void write_memory(const std::filesystem::path& path, const EncoderOptions& options,
                         std::span<const LearnedObject> objects) {
  static_cast<void>(storage::MemoryTransaction(path).write(options, objects));
}

/// Made-up learned content, the same at every call: bytes and numbers from a multiplicative hash of their place.
/// The golden file holds what this makes; it must not change.
inline LearnedObject sample_object(const std::string& name, std::uint32_t seed, std::size_t segments) {
  const auto hash = [seed](std::size_t i) { return static_cast<std::uint32_t>((i + 1) * 2654435761U + seed * 40503U); };
  LearnedObject object;
  object.name = name;
  for (std::size_t s = 0; s < segments; ++s) {
    std::uint8_t cells[sizeof(kernels::SegmentCodes)];
    SegmentPermanences permanences;
    for (std::size_t i = 0; i < permanences.size(); ++i) {
      cells[i] = static_cast<std::uint8_t>(hash(s * 192 + i) >> 24);
      permanences[i] = static_cast<std::uint8_t>(hash(s * 192 + i) >> 16);
    }
    kernels::SegmentCodes codes;
    std::memcpy(&codes, cells, sizeof codes);
    kernels::SegmentGeometry geometry{};
    for (std::size_t i = 0; i < 3; ++i) {
      geometry.p[i] = static_cast<float>(hash(s * 3 + i) >> 16) / 65536.0F - 0.5F;
    }
    geometry.n[2] = 1;
    geometry.a[0] = 1;
    geometry.k1 = static_cast<float>(s);
    geometry.k2 = -1;
    geometry.hue = 0.25F;
    geometry.saturation = 0.5F;
    geometry.value = 0.75F;
    geometry.frame_defined = s % 2;
    geometry.observations = static_cast<std::uint32_t>(1 + s % 5);
    object.codes.push_back(codes);
    object.permanences.push_back(permanences);
    object.geometry.push_back(geometry);
  }
  return object;
}

/// A touch on an ellipsoid (not scaled by its true curvatures: any consistent features will do), number `i` of a
/// spiral.
inline Sensation touch(const Vector3& radii, int i, const Pose& X_WO) {
  const double z = 1 - 2 * std::fmod(0.5 + i * 0.618033988749895, 1.0);
  const double around = i * 2.399963229728653;
  const Vector3 direction(std::sqrt(1 - z * z) * std::cos(around), std::sqrt(1 - z * z) * std::sin(around), z);
  const Vector3 normal = direction.cwiseQuotient(radii).normalized();
  const Vector3 tangent = normal.unitOrthogonal();
  Rotation R_OF;
  R_OF << tangent, normal.cross(tangent), normal;
  Sensation sensation;
  sensation.p_W = X_WO * Vector3(direction.cwiseProduct(radii));
  sensation.R_WF = X_WO.rotation() * R_OF;
  sensation.k1 = 30 * (1 + std::abs(z));
  sensation.k2 = 20;
  sensation.colour = {static_cast<float>(0.5 + 0.4 * z), 0.7F, 0.6F};
  return sensation;
}

/// From 0 to 1, the same at every call and with every compiler.
struct MadeUpNumbers {
  std::uint32_t state;
  float operator()() {
    state = state * 1664525U + 1013904223U;
    return static_cast<float>(state >> 8) / 16777216.0F;
  }
};

/// Made-up gists, the same at every call; the golden files hold them, that of version 2 without relative colours.
inline std::vector<Gist> sample_gists(std::uint32_t seed, std::size_t count) {
  std::vector<Gist> gists(count);
  MadeUpNumbers next{seed};
  for (Gist& gist : gists) {
    for (float& v : gist.spread_m) v = 0.1F * next();
    for (float& v : gist.extent_m) v = 0.3F * next();
    for (float& v : gist.distance) v = next();
    for (float& v : gist.hue) v = next();
    for (float* v : {&gist.saturation_mean, &gist.saturation_sd, &gist.value_mean, &gist.value_sd}) *v = next();
  }
  for (Gist& gist : gists) {
    for (std::uint8_t& share : gist.relative_colour) share = static_cast<std::uint8_t>(8 * next());
  }
  return gists;
}

/// Made-up outlines, the same at every call and with every compiler; the golden files hold them since version 4.
inline std::vector<Outline> sample_outlines(std::uint32_t seed, std::size_t count) {
  std::vector<Outline> outlines(count);
  MadeUpNumbers next{seed};
  for (Outline& outline : outlines) {
    outline.focal = 64 * (1 + next());
    for (float* v : {&outline.cx, &outline.cy}) *v = 64 * next();
    outline.nearest_m = next();
    outline.step_m = 0.001F * next();
    outline.R_SA = {0, 1, 0, 0, 0, 1, 1, 0, 0};
    for (float& v : outline.p_SA) v = next();
    for (std::uint16_t& v : outline.surface) v = static_cast<std::uint16_t>(65536 * next());
    for (std::int8_t& v : outline.beside) v = static_cast<std::int8_t>(256 * next() - 128);
  }
  return outlines;
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

inline bool same_object(const LearnedObject& a, const LearnedObject& b) {
  return a.name == b.name && same_bytes(a.codes, b.codes) && same_bytes(a.permanences, b.permanences) &&
         same_bytes(a.geometry, b.geometry) && same_bytes(a.gists, b.gists) && same_bytes(a.outlines, b.outlines);
}

inline bool same_objects(std::span<const LearnedObject> a, std::span<const LearnedObject> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_object);
}

}  // namespace colonnade::cortex::testing
