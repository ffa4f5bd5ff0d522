#include "column_contestant.h"

#include <algorithm>
#include <cmath>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/column_operations.h>
#include <colonnade/sensors/image_agent.h>

#include "cpu_clock.h"

namespace colonnade::benchmark {

namespace {

constexpr std::uint64_t kPixelBytes = 4 + 3;
constexpr std::uint64_t kPlacesSeen = 20000;  // pixels that the image agent tries for places to look at

cortex::Region make_region(const ColumnContestantOptions& options) {
  std::vector<cortex::Column> columns;
  for (int c = 0; c < options.columns; ++c) columns.emplace_back(options.column);
  return cortex::Region(std::move(columns));
}

/// Columns' work of an episode, or of learning.
ledger::Operations column_operations(const cortex::Region& region) {
  ledger::Operations sum;
  for (std::size_t c = 0; c < region.size(); ++c) {
    const cortex::Column& column = region.column(c);
    sum += ledger::operations_of(column.statistics(), column.memory().memory_bytes());
  }
  return sum;
}
ledger::Operations memory_operations(const cortex::Region& region) {
  ledger::Operations sum;
  for (std::size_t c = 0; c < region.size(); ++c) {
    const cortex::Memory& memory = region.column(c).memory();
    sum += ledger::operations_of(memory.statistics(), memory.memory_bytes());
  }
  return sum;
}

}  // namespace

ledger::Operations glimpse_operations(int patch_pixels) {
  const auto pixels = static_cast<std::uint64_t>(patch_pixels) * static_cast<std::uint64_t>(patch_pixels);
  constexpr std::uint64_t kRounds = 3;       // a fit and two trims
  constexpr std::uint64_t kFitMacs = 8 + 6;  // moments and products; residuals and their correlation
  ledger::Operations o;
  o.dense_macs = o.effective_macs = pixels * kRounds * kFitMacs + 4 * 216;  // and four 6 x 6 systems
  o.flops = pixels * (3 + 6 + 3 + kRounds * 3) + 500;  // noise, connection, colour, trims; geometry at the end
  o.add_bytes(ledger::level_of(pixels * kPixelBytes), 2 * pixels * kPixelBytes);
  return o;
}

ColumnContestant::ColumnContestant(const ColumnContestantOptions& options, std::span<const runner::Object> objects)
    : options_(options), objects_(objects), region_(make_region(options)) {
  sensors::SensorModuleOptions module;
  module.min_window_pixels = options.window_pixels;
  for (int c = 0; c < options.columns; ++c) {
    modules_.emplace_back(cortex::SensorId(static_cast<std::uint32_t>(c)), module);
  }
}

std::optional<cortex::Sensation> ColumnContestant::glimpse(const View& view, int u, int v, std::size_t sensor) {
  sensors::patch_at(view.image, u, v, options_.patch_pixels, patch_);
  sensing_ += glimpse_operations(options_.patch_pixels);
  return modules_[sensor].sense(patch_, 0);
}

void ColumnContestant::cross(const View& view, const cortex::Sensation& middle,
                             std::vector<std::optional<cortex::Sensation>>& sensations) {
  constexpr int kArms[5][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  sensations.assign(region_.size(), std::nullopt);
  sensations[0] = middle;
  const sensors::PinholeCamera& camera = view.image.camera;
  const cortex::Vector3& p = middle.p_W;
  const double step = options_.cross_m * camera.fx / p.z();
  for (std::size_t c = 1; c < region_.size(); ++c) {
    const int u = static_cast<int>(std::lround(camera.fx * p.x() / p.z() + camera.cx + step * kArms[c][0]));
    const int v = static_cast<int>(std::lround(camera.fy * p.y() / p.z() + camera.cy + step * kArms[c][1]));
    if (u >= 0 && v >= 0 && u < camera.width && v < camera.height) sensations[c] = glimpse(view, u, v, c);
  }
}

void ColumnContestant::learn_view(const View& view) {
  const sensors::RgbdImage& image = view.image;
  const cortex::Pose X_OW = view.X_WO.inverse();
  const double depth = view.X_WO.translation().z();
  const int step = std::max(2, static_cast<int>(options_.spacing_m * image.camera.fx / depth));
  std::vector<std::optional<cortex::Sensation>> sensations;
  for (int v = step / 2; v < image.camera.height; v += step) {
    for (int u = step / 2; u < image.camera.width; u += step) {
      if (view.region.mask[image.index(u, v)] == 0) continue;
      const std::optional<cortex::Sensation> middle = glimpse(view, u, v, 0);
      if (!middle) continue;
      cross(view, *middle, sensations);
      for (std::size_t c = 0; c < region_.size(); ++c) {
        cortex::Column& column = region_.column(c);
        const auto id = column.memory().find(objects_[static_cast<std::size_t>(view.object)].name);
        if (sensations[c]) column.learn(*sensations[c], *id, X_OW);
      }
    }
  }
}

Cost ColumnContestant::learn(std::span<const View> views) {
  Cost cost;
  sensing_ = {};
  const ledger::Operations before = memory_operations(region_);
  double milliseconds = 0;
  {
    const runner::CpuTimer timer(milliseconds);
    for (const View& view : views) {
      for (std::size_t c = 0; c < region_.size(); ++c) {
        region_.column(c).learn_object(objects_[static_cast<std::size_t>(view.object)].name);
      }
      learn_view(view);
    }
    region_.reset();  // makes the indexes
  }
  cost.cpu_seconds = 1e-3 * milliseconds;
  cost.operations = sensing_ + (memory_operations(region_) - before);
  return cost;
}

Answer ColumnContestant::recognise(const View& view) {
  Answer answer;
  sensing_ = {};
  for (std::size_t c = 0; c < region_.size(); ++c) region_.column(c).clear_statistics();
  double milliseconds = 0;
  {
    const runner::CpuTimer timer(milliseconds);
    sensors::ImageAgentOptions eye;
    eye.patch_pixels = options_.patch_pixels;
    eye.module.min_window_pixels = options_.window_pixels;
    sensors::ImageAgent agent(view.image, view.region, eye);
    region_.reset();
    sensing_.flops += kPlacesSeen * 12;
    sensing_.add_bytes(ledger::level_of(view.image.depth.size() * 4), kPlacesSeen * 5 * 4);
    const cortex::Percept& percept = region_.percept();
    try {
      agent.begin(view.seed);
      std::vector<std::optional<cortex::Sensation>> sensations;
      for (int i = 0; i < options_.sensations && !percept.decided; ++i) {
        const std::optional<cortex::Sensation> middle = agent.observe()[0];
        if (middle) {
          sensing_ += glimpse_operations(options_.patch_pixels);
          if (middle->on_surface) {
            cross(view, *middle, sensations);
          } else {
            sensations.assign(region_.size(), std::nullopt);
            sensations[0] = middle;
          }
          region_.sense(sensations);
        }
        agent.move(percept.decided ? std::nullopt : region_.goal());
      }
    } catch (const InputError&) {
      // Nothing in the image that could be sensed: no idea.
    }
    if (percept.ranked_count > 0) {
      const std::string& name = region_.column(0).memory().name(percept.ranked[0].object);
      const auto found = std::find_if(objects_.begin(), objects_.end(), [&](const auto& o) { return o.name == name; });
      answer.object = static_cast<int>(found - objects_.begin());
      answer.X_WO = percept.ranked[0].X_WO;
    }
  }
  answer.cost.cpu_seconds = 1e-3 * milliseconds;
  answer.cost.operations = sensing_ + column_operations(region_);
  return answer;
}

std::uint64_t ColumnContestant::footprint_bytes() const {
  std::uint64_t sum = 0;
  for (std::size_t c = 0; c < region_.size(); ++c) sum += region_.column(c).memory().memory_bytes();
  return sum;
}

}  // namespace colonnade::benchmark
