#include "seen_places.h"

#include <algorithm>
#include <limits>

namespace colonnade::sensors {

using cortex::Vector3;

namespace {

constexpr std::size_t kCapacity = 256;
constexpr int kCandidates = 4;     // places that compete for the next look
constexpr double kMaxSlope = 2.5;  // depth per lateral distance

}  // namespace

void SeenPlaces::clear() {
  seen_.clear();
  looked_at_.clear();
  next_ = 0;
}

void SeenPlaces::remember(const RgbdPatch& image, int samples, RandomStream& random, const ObjectRegion* of) {
  const PinholeCamera& camera = image.camera;
  if (camera.width < 3 || camera.height < 3) return;  // no pixel has neighbours on all sides
  for (int i = 0; i < samples; ++i) {
    const int u = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(camera.width - 2)));
    const int v = 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(camera.height - 2)));
    const auto depth = [&image, of](int column, int row) {
      const std::size_t pixel = image.index(column, row);
      return of == nullptr || of->mask[pixel] != 0 ? image.depth[pixel] : 0.0f;
    };
    const float z = depth(u, v);
    const float across = depth(u + 1, v) - depth(u - 1, v);
    const float down = depth(u, v + 1) - depth(u, v - 1);
    const bool all = is_reading(z) && is_reading(depth(u + 1, v)) && is_reading(depth(u - 1, v)) &&
                     is_reading(depth(u, v + 1)) && is_reading(depth(u, v - 1));
    const double pitch = static_cast<double>(z) / camera.fx;
    if (!all || std::hypot(static_cast<double>(across), static_cast<double>(down)) > 2 * pitch * kMaxSlope) continue;
    remember(image.X_WS * (static_cast<double>(z) * camera.ray_S(u, v)));
  }
}

void SeenPlaces::remember(const Vector3& p_W) {
  if (seen_.size() < kCapacity) {
    seen_.push_back(p_W);
    return;
  }
  seen_[next_] = p_W;
  next_ = (next_ + 1) % kCapacity;
}

std::optional<Vector3> SeenPlaces::choose(RandomStream& random) const {
  std::optional<Vector3> best;
  double best_distance = -1;
  for (int i = 0; i < kCandidates && !seen_.empty(); ++i) {
    const Vector3& candidate = seen_[random.below(static_cast<std::uint32_t>(seen_.size()))];
    double nearest = std::numeric_limits<double>::infinity();
    for (const Vector3& p : looked_at_) nearest = std::min(nearest, (p - candidate).squaredNorm());
    if (nearest > best_distance) {
      best_distance = nearest;
      best = candidate;
    }
  }
  return best;
}

}  // namespace colonnade::sensors
