#include "model_picture.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace colonnade::runner {

namespace {

using cortex::LearnedPoint;
using cortex::Rotation;
using cortex::Vector3;

/// Red, green, blue in [0, 1] (Smith 1978).
Vector3 rgb_from(const cortex::Hsv& colour) {
  const auto channel = [&](double n) {
    const double k = std::fmod(n + 6.0 * static_cast<double>(colour.hue), 6.0);
    const double v = static_cast<double>(colour.value);
    return v - v * static_cast<double>(colour.saturation) * std::clamp(std::min(k, 4.0 - k), 0.0, 1.0);
  };
  return {channel(5.0), channel(3.0), channel(1.0)};
}

/// Distance to the nearest other point that nine of ten points keep: discs of this radius cover the surface.
double spacing(std::span<const LearnedPoint> points) {
  std::vector<double> nearest;
  const std::size_t stride = std::max<std::size_t>(1, points.size() / 200);
  for (std::size_t i = 0; i < points.size(); i += stride) {
    double closest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < points.size(); ++j) {
      const double distance = (points[i].p_O - points[j].p_O).squaredNorm();
      if (j != i && distance > 1e-8) closest = std::min(closest, distance);
    }
    if (std::isfinite(closest)) nearest.push_back(std::sqrt(closest));
  }
  if (nearest.empty()) return 0.005;
  std::sort(nearest.begin(), nearest.end());
  return nearest[nearest.size() * 9 / 10];
}

std::size_t pixel_index(int x, int y, int width) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
}

/// One view into the picture's columns from `left`: z-buffered discs under a light from the upper left.
class View {
 public:
  View(Picture& picture, int left, int size)
      : picture_(picture),
        left_(left),
        size_(size),
        depth_(static_cast<std::size_t>(size) * static_cast<std::size_t>(size),
               -std::numeric_limits<double>::infinity()) {}

  /// @param p, radius in pixels, in the view's frame (x right, y up, z to the viewer); p from the view's middle.
  void draw_disc(const Vector3& p, const Vector3& normal, double radius, const Vector3& colour) {
    if (normal.z() < 0.05) return;
    static const Vector3 light = Vector3(-0.4, 0.6, 0.7).normalized();
    const double shade = 0.35 + 0.65 * std::max(0.0, normal.dot(light));
    const double half = 0.5 * size_;
    const int x0 = std::max(0, static_cast<int>(half + p.x() - radius));
    const int x1 = std::min(size_ - 1, static_cast<int>(half + p.x() + radius) + 1);
    const int y0 = std::max(0, static_cast<int>(half - p.y() - radius));
    const int y1 = std::min(size_ - 1, static_cast<int>(half - p.y() + radius) + 1);
    for (int y = y0; y <= y1; ++y) {
      for (int x = x0; x <= x1; ++x) {
        const double dx = x + 0.5 - half - p.x();
        const double dy = half - y - 0.5 - p.y();
        const double dz = -(normal.x() * dx + normal.y() * dy) / normal.z();  // on the disc's plane
        if (dx * dx + dy * dy + dz * dz <= radius * radius) put(x, y, p.z() + dz, shade * colour);
      }
    }
  }

 private:
  void put(int x, int y, double z, const Vector3& colour) {
    double& depth = depth_[pixel_index(x, y, size_)];
    if (z <= depth) return;
    depth = z;
    std::uint8_t* pixel = &picture_.rgba[4 * pixel_index(left_ + x, y, picture_.width)];
    for (int c = 0; c < 3; ++c) pixel[c] = static_cast<std::uint8_t>(255.0 * std::clamp(colour[c], 0.0, 1.0));
    pixel[3] = 255;
  }

  Picture& picture_;
  int left_;
  int size_;
  std::vector<double> depth_;
};

}  // namespace

Picture draw_model(std::span<const LearnedPoint> points, int views, int size) {
  Picture picture;
  picture.width = views * size;
  picture.height = size;
  picture.rgba.assign(4 * static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(size), 0);
  if (points.empty()) return picture;

  Vector3 low = points.front().p_O;
  Vector3 high = low;
  for (const LearnedPoint& point : points) {
    low = low.cwiseMin(point.p_O);
    high = high.cwiseMax(point.p_O);
  }
  const Vector3 middle = 0.5 * (low + high);
  const double scale = 0.94 * size / std::max(1e-3, (high - low).norm());
  const double radius = std::max(1.0, 0.8 * scale * spacing(points));
  for (int v = 0; v < views; ++v) {
    const double turn = 2.0 * std::numbers::pi * v / views + 0.5;
    // From z-up models to x right, y up, z to the viewer, looking down by 25 degrees.
    const Rotation R_VO =
        (Eigen::AngleAxisd(0.44 - std::numbers::pi / 2, Vector3::UnitX()) * Eigen::AngleAxisd(turn, Vector3::UnitZ()))
            .toRotationMatrix();
    View view(picture, v * size, size);
    for (const LearnedPoint& point : points) {
      view.draw_disc(scale * (R_VO * (point.p_O - middle)), R_VO * point.normal_O, radius, rgb_from(point.colour));
    }
  }
  return picture;
}

std::string encode_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGBA;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t length = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &length, 0, picture.rgba.data(), 0, nullptr) == 0) {
    throw std::runtime_error(std::string("PNG: ") + image.message);
  }
  bytes.resize(length);
  return bytes;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

}  // namespace colonnade::runner
