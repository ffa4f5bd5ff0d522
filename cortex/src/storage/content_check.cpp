#include "storage/content_check.h"

#include <cmath>
#include <limits>
#include <sstream>
#include <utility>

#include <colonnade/cortex/column.h>

namespace colonnade::cortex::storage {
namespace {

// A direction is learned turned by two rotations, each exact to 1e-3 (is_valid() of sensations and poses): its squared
// length is exact to 6e-3, and so is its product with another one. Those in brief have room for 7e-3.
constexpr double kMostSkewed = 7e-3;
constexpr double kRounding = 1e-6;  // of single precision, with some to spare
constexpr std::uint32_t kMostObservations = std::numeric_limits<std::int32_t>::max();

double product(const float a[3], const float b[3]) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

bool is_unit(const float v[3]) { return std::abs(product(v, v) - 1) <= kMostSkewed; }  // which NaN is not

std::string text(const float v[3]) {
  std::ostringstream out;
  out << '(' << v[0] << ", " << v[1] << ", " << v[2] << ')';
  return out.str();
}

template <class T>
std::string text(T value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

std::string what_is_wrong(const kernels::SegmentGeometry& g) {
  constexpr double kMost_m = kLargestObject_m * (1 + kRounding);
  if (!(product(g.p, g.p) <= kMost_m * kMost_m)) return "its location is " + text(g.p);
  if (!is_unit(g.n)) return "its normal is " + text(g.n);
  if (!is_unit(g.a)) return "its direction of k1 is " + text(g.a);
  if (!(std::abs(product(g.n, g.a)) <= kMostSkewed)) {
    return "its direction of k1 " + text(g.a) + " is not across its normal " + text(g.n);
  }
  for (const auto& [name, k] : {std::pair{"k1", g.k1}, std::pair{"k2", g.k2}}) {
    if (!std::isfinite(k)) return std::string("its ") + name + " is " + text(k);
  }
  for (const auto& [name, channel] :
       {std::pair{"hue", g.hue}, std::pair{"saturation", g.saturation}, std::pair{"value", g.value}}) {
    if (!is_colour(channel)) return std::string("its ") + name + " is " + text(channel);
  }
  if (g.frame_defined > 1) return "its mark whether directions mean something is " + text(g.frame_defined);
  if (g.observations < 1 || g.observations > kMostObservations) {
    return "its number of observations is " + text(g.observations);
  }
  return {};
}

}  // namespace

std::string what_is_wrong(const LearnedObject& object) {
  for (std::size_t i = 0; i < object.geometry.size(); ++i) {
    const std::string why = what_is_wrong(object.geometry[i]);
    if (!why.empty()) return "segment " + std::to_string(i) + ": " + why;
  }
  for (std::size_t i = 0; i < object.gists.size(); ++i) {
    if (!is_valid(object.gists[i])) return "view " + std::to_string(i) + ": its gist has a number that is out of range";
  }
  if (object.outlines.size() > Column::kMostOutlines) {
    return "it has " + std::to_string(object.outlines.size()) + " outlines, and not " +
           std::to_string(Column::kMostOutlines) + " at most";
  }
  for (std::size_t i = 0; i < object.outlines.size(); ++i) {
    if (!is_valid(object.outlines[i])) return "outline " + std::to_string(i) + ": it shows nothing, or from nowhere";
  }
  return {};
}

}  // namespace colonnade::cortex::storage
