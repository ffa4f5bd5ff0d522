#include "raster.h"

#include <cmath>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {
namespace {

std::vector<Raster::Spike> spikes_of(const recording::ColumnRecord& column, RasterLayer layer, std::uint32_t object) {
  std::vector<Raster::Spike> spikes;
  const float best = column.hypotheses.empty() ? 0.0f : column.hypotheses.front().evidence;
  switch (layer) {
    case RasterLayer::objects:
      for (std::uint32_t i = 0; i < column.evidence.size(); ++i) {
        if (std::isfinite(column.evidence[i])) spikes.push_back({i, std::exp((column.evidence[i] - best) / 2.0f)});
      }
      break;
    case RasterLayer::cells:
      for (const auto& h : column.hypotheses) {
        if (h.object == object && h.segment != recording::kNoIndex) {
          spikes.push_back({h.segment, h.match > 0 ? 1.0f : 0.0f});
        }
      }
      break;
    case RasterLayer::modules:
      for (std::uint32_t module = 0; module < column.location.size(); ++module) {
        if (column.location[module] < kCellsOfModule) {
          spikes.push_back({module * kCellsOfModule + column.location[module], 1.0f});
        }
      }
      break;
  }
  return spikes;
}

}  // namespace

void Raster::update(const Stage& stage, RasterLayer layer, std::uint32_t object) {
  const auto* episode = stage.episode();
  const int document = stage.document() != nullptr ? stage.document()->id() : -1;
  const int number = episode != nullptr ? episode->number : -1;
  if (layer != RasterLayer::cells) object = 0;
  if (document_ != document || episode_ != number || column_ != stage.column() || layer_ != layer ||
      object_ != object) {
    document_ = document;
    episode_ = number;
    column_ = stage.column();
    layer_ = layer;
    object_ = object;
    steps_.clear();
    ++revision_;
  }
  cells_ = 0;
  if (episode == nullptr) return;
  const auto index = static_cast<std::size_t>(column_);
  const int recorded = stage.document()->recorded_steps(number);
  while (static_cast<int>(steps_.size()) < recorded) {
    std::vector<Spike> spikes;
    try {
      const auto step = stage.document()->reader().step(number, static_cast<int>(steps_.size()));
      if (index < step.columns.size()) spikes = spikes_of(step.columns[index], layer, object);
    } catch (const InputError&) {  // a damaged step stays empty here; going there says what is wrong
      spikes.clear();
    }
    steps_.push_back(std::move(spikes));
    ++revision_;
  }
  if (layer == RasterLayer::objects) {
    for (const auto& entry : stage.document()->objects()) cells_ += entry.column == 0 ? 1U : 0U;
  } else if (layer == RasterLayer::cells) {
    for (const auto& entry : stage.document()->objects()) {
      if (entry.column == static_cast<std::uint32_t>(column_) && entry.id == object) cells_ = entry.segments;
    }
  } else {
    cells_ = static_cast<std::uint32_t>(cortex::kLocationBlocks) * kCellsOfModule;
  }
}

}  // namespace colonnade::viewer
