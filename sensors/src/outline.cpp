#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <Eigen/Core>

#include <colonnade/sensors/rgbd_image.h>

namespace colonnade::sensors {

namespace {

constexpr double kMostSteps = std::numeric_limits<std::int8_t>::max();

/// How far some rows' pixels are from the nearest one of the other kind, on the thing or off it: along the columns
/// first, then between them (Saito and Toriwaki 1994). Exact, for what is cut off here costs names.
class NearestOther {
 public:
  static constexpr int kMost = std::numeric_limits<std::int16_t>::max();
  /// @param mask row by row, not 0 on the thing; `rows` ascend. What is farther away counts as `most`, kMost at most.
  NearestOther(std::span<const std::uint8_t> mask, int width, int height, std::span<const int> rows, int most)
      : width_(width), along_(rows.size() * static_cast<std::size_t>(width)) {
    // Positive off the thing, negative on it.
    std::vector<std::int16_t> since(static_cast<std::size_t>(width));
    const auto sweep = [&](int y, bool first) {
      for (int x = 0; x < width; ++x) {
        std::int16_t& s = since[static_cast<std::size_t>(x)];
        const bool on =
            mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] != 0;
        const int away = first ? most : on != (s < 0) ? 1 : std::min(std::abs(s) + 1, most);
        s = static_cast<std::int16_t>(on ? -away : away);
      }
    };
    std::size_t next = 0;
    for (int y = 0; y < height; ++y) {
      sweep(y, y == 0);
      for (; next < rows.size() && rows[next] == y; ++next) std::copy(since.begin(), since.end(), row(next));
    }
    for (int y = height - 1; y >= 0; --y) {
      sweep(y, y == height - 1);
      for (; next > 0 && rows[next - 1] == y; --next) {
        std::transform(since.begin(), since.end(), row(next - 1), row(next - 1), [](int below, int above) {
          return static_cast<std::int16_t>(std::abs(below) < std::abs(above) ? below : above);
        });
      }
    }
  }
  /// @return pixels, from the x'th of the row'th of the rows
  [[nodiscard]] double distance(int x, int row) const {
    const std::int16_t* along = along_.data() + static_cast<std::ptrdiff_t>(row) * width_;
    const bool on = along[x] < 0;
    int least = along[x] * along[x];
    for (int d = 1; d * d < least; ++d) {
      for (const int other : {x - d, x + d}) {
        if (other < 0 || other >= width_) continue;
        const int up = (along[other] < 0) == on ? along[other] : 0;
        least = std::min(least, d * d + up * up);
      }
    }
    return std::sqrt(static_cast<double>(least));
  }

 private:
  [[nodiscard]] std::vector<std::int16_t>::iterator row(std::size_t r) {
    return along_.begin() + static_cast<std::ptrdiff_t>(r) * width_;
  }
  int width_;
  std::vector<std::int16_t> along_;
};

}  // namespace

cortex::Outline outline_of(const RgbdImage& image, const ObjectRegion& region) {
  using cortex::Outline;
  using RowMajor3f = Eigen::Matrix<float, 3, 3, Eigen::RowMajor>;
  check(region, image);
  Outline outline;
  if (image.depth.empty()) return outline;  // shows nothing, which is not valid
  const PinholeCamera& camera = image.camera;
  // Pixels of a cell, and the middle one. Cells are square.
  const double columns = std::max<double>(camera.width, camera.height * camera.fx / camera.fy) / Outline::kSide;
  const double rows = columns * camera.fy / camera.fx;
  const double middle_u = std::floor(columns / 2), middle_v = std::floor(rows / 2);
  outline.focal = static_cast<float>(camera.fx / columns);
  outline.cx = static_cast<float>((camera.cx - middle_u) / columns);
  outline.cy = static_cast<float>((camera.cy - middle_v) / rows);
  const cortex::Pose X_SW = image.X_WS.inverse();
  Eigen::Map<RowMajor3f>(outline.R_SA.data()) = X_SW.linear().cast<float>();
  Eigen::Map<Eigen::Vector3f>(outline.p_SA.data()) = X_SW.translation().cast<float>();

  struct Pixel {
    int x, y;
    double beyond;  // the image
  };
  const auto pixel_of = [&](int u, int v) {
    const auto x = static_cast<int>(std::lround(u * columns + middle_u));
    const auto y = static_cast<int>(std::lround(v * rows + middle_v));
    const int x_in = std::min(x, camera.width - 1), y_in = std::min(y, camera.height - 1);
    return Pixel{x_in, y_in, std::hypot(x - x_in, y - y_in)};
  };
  const auto each_cell = [&](auto&& look) {
    for (int v = 0; v < Outline::kSide; ++v) {
      for (int u = 0; u < Outline::kSide; ++u) look(static_cast<std::size_t>(v * Outline::kSide + u), pixel_of(u, v));
    }
  };
  const auto reads = [&](const Pixel& p) {
    const std::size_t pixel = image.index(p.x, p.y);
    return p.beyond == 0 && region.mask[pixel] != 0 && is_reading(image.depth[pixel]);
  };

  std::array<int, Outline::kSide> row_of{};
  for (int v = 0; v < Outline::kSide; ++v) row_of[static_cast<std::size_t>(v)] = pixel_of(0, v).y;
  const double most =
      std::min<double>(std::ceil(columns * kMostSteps / Outline::kStepsPerCell) + 1, NearestOther::kMost);
  const NearestOther nearest_other(region.mask, camera.width, camera.height, row_of, static_cast<int>(most));
  each_cell([&](std::size_t cell, const Pixel& p) {
    // The outline runs half way between a pixel and the nearest one of the other kind.
    const double away = nearest_other.distance(p.x, static_cast<int>(cell) / Outline::kSide) - 0.5;
    const bool of_thing = region.mask[image.index(p.x, p.y)] != 0;
    const double pixels = !of_thing ? away + p.beyond : p.beyond > 0 ? p.beyond - 0.5 : -away;
    const double steps = std::clamp(pixels / columns * Outline::kStepsPerCell, -kMostSteps, kMostSteps);
    outline.beside[cell] = static_cast<std::int8_t>(std::lround(steps));
  });

  float nearest = std::numeric_limits<float>::max(), farthest = 0;
  each_cell([&](std::size_t, const Pixel& p) {
    if (!reads(p)) return;
    nearest = std::min(nearest, image.depth[image.index(p.x, p.y)]);
    farthest = std::max(farthest, image.depth[image.index(p.x, p.y)]);
  });
  if (farthest == 0) return outline;
  constexpr float kSteps = std::numeric_limits<std::uint16_t>::max() - 1;
  outline.step_m = std::max((farthest - nearest) / kSteps, 1e-6F);
  outline.nearest_m = std::max(0.0F, nearest - outline.step_m);
  each_cell([&](std::size_t cell, const Pixel& p) {
    if (!reads(p)) return;
    const float step = std::round((image.depth[image.index(p.x, p.y)] - outline.nearest_m) / outline.step_m);
    outline.surface[cell] = static_cast<std::uint16_t>(std::clamp(step, 1.0F, kSteps + 1));
  });
  return outline;
}

}  // namespace colonnade::sensors
