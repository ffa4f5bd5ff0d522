#include "working_memory.h"

#include <algorithm>
#include <cmath>

#include "kernels/brief_weights.h"
#include "kernels/colourfulness.h"
#include "segment_brief.h"

namespace colonnade::cortex {

namespace {

// A weight belongs to a graded match of some width; noise widens the match, and the same overlap then says less.
double damped(double weight, float noise, double width) {
  const double ratio = static_cast<double>(noise) / width;
  return weight / (1 + ratio * ratio);
}

constexpr double kNormalWidth = 0.25;
constexpr double kHueWidth = 0.2;
constexpr double kLogCurvatureWidth = 0.6;

}  // namespace

kernels::EvidenceWeights evidence_weights(const EvidenceOptions& o, const SensationUncertainty& u, float saturation) {
  const double normal = damped(o.normal, u.normal, kNormalWidth);
  const double axis = damped(o.axis, u.axis, 0.35);
  const double curvature = damped(o.curvature, u.log_curvature, kLogCurvatureWidth);
  // As a grey segment has no hue, so what looks nearly grey has hardly any: a coloured light gives it one.
  const double hue = damped(o.hue, u.colour, kHueWidth) * static_cast<double>(kernels::colourfulness(saturation));
  const double tone = damped(o.tone, u.colour, 0.25);
  const double offset_variance = o.offset_sd_m * o.offset_sd_m + std::pow(static_cast<double>(u.location), 2);
  const auto f = [](double v) { return static_cast<float>(v); };
  kernels::EvidenceWeights w{};
  w.location = f(o.location / kLocationBlocks);
  w.half_inverse_offset_variance = f(0.5 / offset_variance);
  w.offset_most = f(o.offset_most);
  w.normal = f(normal / kDirectionBlocks);
  w.normal_chance = f(normal * o.normal_chance);
  w.axis = f(axis / kDirectionBlocks);
  w.axis_chance = f(axis * o.axis_chance);
  w.curvature = f(curvature / kCurvatureBlocks);
  w.curvature_chance = f(2 * curvature * o.curvature_chance);
  w.hue = f(hue / kHueBlocks);
  w.hue_chance = f(hue * o.hue_chance);
  w.tone = f(tone / kToneBlocks);
  w.tone_chance = f(2 * tone * o.tone_chance);
  w.floor = f(o.floor);
  w.nothing_there = f(o.nothing_there);
  w.surface_missing = f(o.surface_missing);
  return w;
}

void WorkingMemory::reserve(std::size_t capacity) {
  capacity_ = capacity;
  sensed_.reserve(capacity);
  trust_.reserve(capacity);
}

void WorkingMemory::clear() {
  sensed_.clear();
  trust_.clear();
  has_origin_ = false;
}

void WorkingMemory::set_origin(const Vector3& origin_W) {
  origin_W_ = origin_W;
  has_origin_ = true;
}

std::size_t WorkingMemory::on_surface() const {
  return static_cast<std::size_t>(
      std::count_if(sensed_.begin(), sensed_.end(), [](const auto& view) { return view.on_surface != 0; }));
}

bool WorkingMemory::add(const Sensation& s, const Memory::Impl& memory, const EvidenceOptions& options) {
  bool forgot = false;
  if (sensed_.size() == capacity_) {
    const auto oldest = static_cast<std::ptrdiff_t>(std::max<std::size_t>(1, capacity_ / 4));
    sensed_.erase(sensed_.begin(), sensed_.begin() + oldest);
    trust_.erase(trust_.begin(), trust_.begin() + oldest);
    forgot = true;
  }
  if (!has_origin_) {
    origin_W_ = s.p_W;
    has_origin_ = true;
  }
  kernels::SensedView view{};
  const Vector3 p = s.p_W - origin_W_;
  for (int i = 0; i < 3; ++i) {
    view.p[i] = static_cast<float>(p[i]);
    view.n[i] = static_cast<float>(s.R_WF(i, 2));
    view.a[i] = static_cast<float>(s.R_WF(i, 0));
  }
  view.on_surface = s.on_surface ? 1 : 0;
  view.frame_defined = s.frame_fully_defined ? 1 : 0;
  view.weights = evidence_weights(options, s.uncertainty, s.colour.saturation);
  view.brief_weights = kernels::brief_weights(view.weights);
  Familiarity::Trust trust{};
  if (s.on_surface) {
    trust = {static_cast<float>(damped(options.familiar, s.uncertainty.colour, kHueWidth)),
             static_cast<float>(damped(options.familiar, s.uncertainty.log_curvature, kLogCurvatureWidth)),
             static_cast<float>(damped(options.displaced, s.uncertainty.normal, kNormalWidth))};
    view.brief = feature_brief(s.k1, s.k2, s.colour);
    FeatureCode feature;
    memory.feature_encoder.encode(s.k1, s.k2, s.colour, feature);
    std::copy(feature.begin(), feature.end(), view.feature);
  }
  sensed_.push_back(view);
  trust_.push_back(trust);
  return forgot;
}

}  // namespace colonnade::cortex
