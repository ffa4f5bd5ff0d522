#include "prints.h"

#include <algorithm>
#include <cmath>

#include "colour.h"

namespace colonnade::datasets {

using Eigen::Vector2d;

double disc(const Vector2d& p, const Vector2d& centre, const Vector2d& radii, double soft) {
  const double distance = (p - centre).cwiseQuotient(radii).norm();
  return 1 - step(1, distance, soft / radii.minCoeff());
}

double rectangle(const Vector2d& p, const Vector2d& low, const Vector2d& high, double soft) {
  const double inside = std::min({p.x() - low.x(), high.x() - p.x(), p.y() - low.y(), high.y() - p.y()});
  return step(0, inside, soft);
}

double lettering(const Vector2d& p, const Vector2d& low, const Vector2d& high, int lines, std::uint32_t seed) {
  if ((p.array() < low.array()).any() || (p.array() >= high.array()).any()) return 0;
  const double height = (high.y() - low.y()) / lines;
  const double y = (p.y() - low.y()) / height;
  const double x = (p.x() - low.x()) / (0.7 * height);
  const double in_line = y - std::floor(y);
  const double in_letter = x - std::floor(x);
  if (in_line > 0.7 || in_letter > 0.8) return 0;  // the gaps
  // Each letter is drawn on 3 x 5 dots from one hash.
  std::uint32_t hash =
      seed * 0x9e3779b9U + static_cast<std::uint32_t>(y) * 0x85ebca6bU + static_cast<std::uint32_t>(x) * 0xc2b2ae35U;
  hash = (hash ^ (hash >> 16)) * 0x7feb352dU;
  hash = (hash ^ (hash >> 15)) * 0x846ca68bU;
  hash ^= hash >> 16;
  if ((hash >> 24) < 40) return 0;  // between words
  const auto dot = static_cast<unsigned>(in_letter / 0.8 * 3) + 3 * static_cast<unsigned>(in_line / 0.7 * 5);
  return (hash | 0b1001U) >> dot & 1U ? 1 : 0;
}

}  // namespace colonnade::datasets
