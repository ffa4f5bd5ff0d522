#include "column_contestant.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <colonnade/cortex/error.h>
#include <colonnade/sensors/image_agent.h>

#include "cpu_clock.h"

namespace colonnade::benchmark {

namespace {

constexpr int kArms[5][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}};  // of the cross, a column each
constexpr std::uint64_t kPixelBytes = 4 + 3;
constexpr std::uint64_t kMaskBytes = 1;  // the object's
constexpr std::uint64_t kPointBytes = 3 * 8;
constexpr std::uint64_t kPlacesSeen = 20000;  // pixels that the image agent tries for places to look at

/// Where an image with its mask is read from.
ledger::MemoryLevel image_level(std::uint64_t pixels) { return ledger::level_of(pixels * (kPixelBytes + kMaskBytes)); }

std::vector<cortex::Column> make_columns(const ColumnContestantOptions& options, cortex::AccessObserver* observer) {
  std::vector<cortex::Column> columns;
  for (int c = 0; c < options.columns; ++c) {
    cortex::Column& column = columns.emplace_back(options.column);
    if (observer != nullptr) column.observe_accesses(observer);
  }
  return columns;
}

}  // namespace

ledger::Operations glimpse_operations(int patch_pixels, int window_pixels, std::uint64_t image_pixels) {
  const auto square = [](int side) { return static_cast<std::uint64_t>(side) * static_cast<std::uint64_t>(side); };
  const std::uint64_t patch = square(patch_pixels);
  const std::uint64_t pixels = square(window_pixels);
  constexpr std::uint64_t kRounds = 3;       // a fit and two trims
  constexpr std::uint64_t kFitMacs = 8 + 6;  // moments and products; residuals and their correlation
  ledger::Operations o;
  o.dense_macs = o.effective_macs = pixels * kRounds * kFitMacs + 4 * 216;  // and four 6 x 6 systems
  o.flops = pixels * (3 + 6 + 3 + kRounds * 3) + 500;  // noise, connection, colour, trims; geometry at the end
  o.add_bytes(image_level(image_pixels), patch * (kPixelBytes + kMaskBytes));
  o.add_bytes(ledger::level_of(patch * kPixelBytes), patch * kPixelBytes);
  // Each round reads scaled depth and membership of a pixel twice, to fit and for the residuals.
  o.add_bytes(ledger::level_of(pixels * 2 * sizeof(float)), pixels * kRounds * 2 * 2 * sizeof(float));
  return o;
}

ledger::Operations choice_operations(std::uint64_t image_pixels, bool beside) {
  constexpr std::uint64_t kPlaces = 4 * 60;  // distances of four candidates from all that was looked at
  constexpr std::uint64_t kWalked = 256;     // pixels at most from a place on the object over its outline, and around
  ledger::Operations o;
  o.flops = kPlaces * 8;
  o.add_bytes(ledger::MemoryLevel::sram_8k, kPlaces * kPointBytes);
  if (beside) {
    o.flops += kWalked * 4;
    o.add_bytes(image_level(image_pixels), kWalked * (sizeof(float) + kMaskBytes));
  }
  return o;
}

ledger::Operations gist_operations(std::uint64_t looks, std::uint64_t pixels) {
  constexpr std::uint64_t kLooks = 64 * 64;  // in the whole image
  constexpr std::uint64_t kColourBytes = 3 * sizeof(float);
  // Channels of each pixel are summed up for a mean colour.
  const std::uint64_t seen = looks * std::max<std::uint64_t>(1, pixels / kLooks);
  ledger::Operations o;
  // Colour, place and its products; then, from the middle and along the principal axes: the box, and the distance.
  // Relative colour: the brightest tenth is found in a few passes, levels and eight bins that share a point.
  o.flops = seen * 3 + looks * (3 + 20 + 8 + 6 + 10 + 3 * 4 + 3 * 5 + 8) + 1000;  // and the axes themselves
  o.dense_macs = o.effective_macs = looks * (3 + 6 + 9 + 2 + 8 * 2);
  o.add_bytes(image_level(pixels), seen * (kPixelBytes + kMaskBytes));
  o.add_bytes(ledger::level_of(looks * kPointBytes), 2 * looks * kPointBytes);
  o.add_bytes(ledger::level_of(looks * kColourBytes), 6 * looks * kColourBytes);
  return o;
}

ledger::Operations outline_operations(const cortex::Outline& outline, const sensors::PinholeCamera& camera) {
  using cortex::Outline;
  ledger::Operations o;
  if (outline.focal == 0) return o;  // of an image without pixels
  const auto width = static_cast<std::uint64_t>(camera.width);
  const std::uint64_t pixels = width * static_cast<std::uint64_t>(camera.height);
  const std::uint64_t kept = Outline::kSide * width;  // distances along the columns
  // From a cell's pixel to both sides along its row, as far as the nearest pixel of the other kind is.
  double steps = 0;
  for (const std::int8_t beside : outline.beside) steps += std::abs(beside);
  steps *= 2.0 * camera.fx / static_cast<double>(outline.focal) / Outline::kStepsPerCell;
  const std::uint64_t looks = static_cast<std::uint64_t>(steps) + Outline::kCells;
  o.dense_macs = o.effective_macs = looks * 2;
  // Columns up and down, the nearer of both; then along the rows; three times the pixel of a cell, nearest and
  // farthest, and what a cell keeps.
  o.flops = pixels * 2 * 4 + kept * 3 + looks * 4 + Outline::kCells * (3 * 12 + 2 + 8);
  o.add_bytes(image_level(pixels), pixels * 2 * kMaskBytes + Outline::kCells * 3 * (sizeof(float) + kMaskBytes));
  o.add_bytes(ledger::level_of(width * sizeof(std::int16_t)), (pixels * 2 + kept) * 2 * sizeof(std::int16_t));
  o.add_bytes(ledger::level_of(kept * sizeof(std::int16_t)), (kept * 3 + looks) * sizeof(std::int16_t));
  o.add_bytes(ledger::MemoryLevel::sram_32k, sizeof(Outline));
  return o;
}

int window_side(const sensors::PinholeCamera& camera, double depth_m, double least_radius_pixels, int patch_pixels) {
  const double radius =
      std::max(least_radius_pixels, sensors::SensorModuleOptions{}.window_radius_m * camera.fx / depth_m);
  return std::min(patch_pixels, 2 * static_cast<int>(std::ceil(radius)));
}

ColumnStudent::ColumnStudent(const ColumnContestantOptions& options, std::span<const runner::Object> objects,
                             cortex::AccessObserver* observer)
    : options_(options), objects_(objects) {
  take(make_columns(options, observer));
  sensors::SensorModuleOptions module;
  module.min_window_pixels = options.window_pixels;
  for (int c = 0; c < options.columns; ++c) {
    modules_.emplace_back(cortex::SensorId(static_cast<std::uint32_t>(c)), module);
  }
}

void ColumnStudent::take(std::vector<cortex::Column> columns) {
  region_.reset();
  columns_.clear();
  if (columns.size() == 1) {
    columns_ = std::move(columns);
  } else {
    region_.emplace(std::move(columns));
  }
}

void ColumnStudent::reset() {
  if (alone()) {
    columns_[0].reset();
  } else {
    region_->reset();
  }
}

void ColumnStudent::sense(std::span<const std::optional<cortex::Sensation>> sensations) {
  if (!alone()) {
    region_->sense(sensations);
  } else if (sensations[0]) {
    columns_[0].sense(*sensations[0]);
  }
}

std::optional<cortex::Gist> ColumnStudent::glance(const View& view) {
  if (options_.column.evidence.gist == 0) return std::nullopt;
  std::size_t looks = 0;
  const cortex::Gist gist = sensors::gist_of(view.image, view.region, &looks);
  sensing_ += gist_operations(looks, view.image.depth.size());
  return gist;
}

std::optional<cortex::Outline> ColumnStudent::trace(const View& view) {
  // A region settles on a pose by itself.
  if (options_.column.evidence.outline == 0 || !alone()) return std::nullopt;
  const cortex::Outline outline = sensors::outline_of(view.image, view.region);
  sensing_ += outline_operations(outline, view.image.camera);
  return outline;
}

std::optional<cortex::Sensation> ColumnStudent::glimpse(const View& view, int u, int v, std::size_t sensor) {
  sensors::patch_at(view.image, u, v, options_.patch_pixels, patch_);
  charge_glimpse(view, static_cast<double>(view.image.depth[view.image.index(u, v)]));
  return modules_[sensor].sense(patch_, 0);
}

void ColumnStudent::charge_glimpse(const View& view, double depth_m) {
  // Where nothing is seen there is no fit.
  const int side =
      depth_m > 0 ? window_side(view.image.camera, depth_m, options_.window_pixels, options_.patch_pixels) : 0;
  sensing_ += glimpse_operations(options_.patch_pixels, side, view.image.camera.pixel_count());
}

void ColumnStudent::cross(const View& view, const cortex::Sensation& middle,
                          std::vector<std::optional<cortex::Sensation>>& sensations) {
  sensations.assign(size(), std::nullopt);
  sensations[0] = middle;
  const sensors::PinholeCamera& camera = view.image.camera;
  const cortex::Vector3& p = middle.p_W;
  const double step = options_.cross_m * camera.fx / p.z();
  for (std::size_t c = 1; c < size(); ++c) {
    const int u = static_cast<int>(std::lround(camera.fx * p.x() / p.z() + camera.cx + step * kArms[c][0]));
    const int v = static_cast<int>(std::lround(camera.fy * p.y() / p.z() + camera.cy + step * kArms[c][1]));
    if (u >= 0 && v >= 0 && u < camera.width && v < camera.height) sensations[c] = glimpse(view, u, v, c);
  }
}

void ColumnStudent::learn_view(const View& view) {
  const sensors::RgbdImage& image = view.image;
  const cortex::Pose X_OW = view.X_WO.inverse();
  const double depth = view.X_WO.translation().z();
  const int step = std::max(2, static_cast<int>(options_.spacing_m * image.camera.fx / depth));
  std::vector<cortex::ObjectId> numbers;  // of the object, for each column
  for (std::size_t c = 0; c < size(); ++c) {
    numbers.push_back(*column(c).memory().find(objects_[static_cast<std::size_t>(view.object)].name));
  }
  std::vector<std::optional<cortex::Sensation>> sensations;
  for (int v = step / 2; v < image.camera.height; v += step) {
    for (int u = step / 2; u < image.camera.width; u += step) {
      if (view.region.mask[image.index(u, v)] == 0) continue;
      if (options_.skip_expected && expected(view, u, v, numbers, X_OW)) continue;
      const std::optional<cortex::Sensation> middle = glimpse(view, u, v, 0);
      if (!middle) continue;
      cross(view, *middle, sensations);
      for (std::size_t c = 0; c < size(); ++c) {
        if (sensations[c]) column(c).learn(*sensations[c], numbers[c], X_OW);
      }
    }
  }
}

bool ColumnStudent::expected(const View& view, int u, int v, std::span<const cortex::ObjectId> numbers,
                             const cortex::Pose& X_OW) {
  const sensors::RgbdImage& image = view.image;
  const double step = options_.cross_m * image.camera.fx / static_cast<double>(image.depth[image.index(u, v)]);
  for (std::size_t c = 0; c < size(); ++c) {
    const int arm_u = u + static_cast<int>(std::lround(step * kArms[c][0]));
    const int arm_v = v + static_cast<int>(std::lround(step * kArms[c][1]));
    if (arm_u < 0 || arm_v < 0 || arm_u >= image.camera.width || arm_v >= image.camera.height) continue;
    const std::size_t pixel = image.index(arm_u, arm_v);
    if (view.region.mask[pixel] == 0) continue;  // not of the object
    const cortex::Hsv colour = sensors::hsv_from_rgb(image.rgb[pixel][0], image.rgb[pixel][1], image.rgb[pixel][2]);
    sensing_.flops += 20;           // hue, saturation and value of one pixel ...
    sensing_.dense_macs += 3 + 12;  // ... and its place, in the object's frame
    sensing_.effective_macs += 3 + 12;
    sensing_.add_bytes(ledger::level_of(image.depth.size() * kPixelBytes), kPixelBytes);
    const cortex::Vector3 p_W = point_at(image, static_cast<std::uint32_t>(pixel));
    if (!column(c).expects(p_W, cortex::Vector3::Zero(), colour, numbers[c], X_OW)) return false;
  }
  return true;
}

void ColumnStudent::learn(std::span<const View> views) {
  sensing_ = {};
  for (const View& view : views) {
    const std::optional<cortex::Gist> gist = glance(view);
    const std::optional<cortex::Outline> outline = trace(view);
    for (std::size_t c = 0; c < size(); ++c) {
      const cortex::ObjectId number = column(c).learn_object(objects_[static_cast<std::size_t>(view.object)].name);
      if (gist) column(c).learn(*gist, number);
      if (outline) column(c).learn(*outline, number, view.X_WO.inverse());
    }
    learn_view(view);
  }
  reset();  // makes the indexes
}

Answer ColumnStudent::recognise(const View& view) {
  Answer answer;
  sensing_ = {};
  for (std::size_t c = 0; c < size(); ++c) column(c).clear_statistics();
  sensors::ImageAgentOptions eye;
  eye.patch_pixels = options_.patch_pixels;
  eye.empty_without_reading = true;
  eye.beside_m = options_.beside_m;
  eye.whole_object = true;
  eye.module.min_window_pixels = options_.window_pixels;
  sensors::ImageAgent agent(view.image, view.region, eye);
  reset();
  sensing_.flops += kPlacesSeen * 12;
  sensing_.add_bytes(image_level(view.image.depth.size()), kPlacesSeen * 5 * (sizeof(float) + kMaskBytes));
  const cortex::Percept& percept = this->percept();
  try {
    agent.begin(view.seed);
    if (const std::optional<cortex::Gist> gist = glance(view)) {
      for (std::size_t c = 0; c < size(); ++c) column(c).sense(*gist);
    }
    if (const std::optional<cortex::Outline> outline = trace(view)) column(0).sense(*outline);
    std::vector<std::optional<cortex::Sensation>> sensations;
    double depth_m = 0;
    int charged = 0;  // patches
    for (int i = 0; i < options_.sensations && !percept.decided; ++i) {
      const std::optional<cortex::Sensation> middle = agent.observe()[0];
      if (middle && middle->on_surface) {
        depth_m = middle->p_W.z();
        sensing_ += choice_operations(view.image.depth.size(), options_.beside_m > 0);
      }
      for (; charged < agent.patches_cut(); ++charged) charge_glimpse(view, depth_m);
      if (middle) {
        if (middle->on_surface) {
          cross(view, *middle, sensations);
        } else {
          sensations.assign(size(), std::nullopt);
          sensations[0] = middle;
        }
        sense(sensations);
      }
      agent.move(std::nullopt);
    }
    if (alone()) columns_[0].conclude();
  } catch (const InputError&) {
    // Nothing in the image that could be sensed: no idea.
  }
  if (percept.ranked_count > 0) {
    const std::string& name = column(0).memory().name(percept.ranked[0].object);
    const auto found = std::find_if(objects_.begin(), objects_.end(), [&](const auto& o) { return o.name == name; });
    answer.object = static_cast<int>(found - objects_.begin());
    answer.X_WO = percept.ranked[0].X_WO;
  }
  return answer;
}

cortex::Statistics ColumnStudent::recognition_statistics() const {
  cortex::Statistics sum;
  for (std::size_t c = 0; c < size(); ++c) sum += column(c).statistics();
  return sum;
}

cortex::Statistics ColumnStudent::memory_statistics() const {
  cortex::Statistics sum;
  for (std::size_t c = 0; c < size(); ++c) sum += column(c).memory().statistics();
  return sum;
}

std::uint64_t ColumnStudent::memory_bytes() const {
  std::uint64_t sum = 0;
  for (std::size_t c = 0; c < size(); ++c) sum += column(c).memory().memory_bytes();
  return sum;
}

void ColumnStudent::compute_with(runner::Compute& compute) {
  std::vector<std::shared_ptr<cortex::Memory>> memories;
  for (std::size_t c = 0; c < size(); ++c) memories.push_back(column(c).shared_memory());
  compute.prepare(memories, options_.column);
  take(compute.columns(memories, options_.column));
  reset();
}

ColumnContestant::ColumnContestant(const ColumnContestantOptions& options, std::span<const runner::Object> objects)
    : timed_(options, objects, nullptr), counted_(options, objects, &cache_) {
  if (options.backend != cuda::Backend::cpu) compute_.emplace(options.backend);
}

Cost ColumnContestant::learn(std::span<const View> views) {
  Cost cost;
  double milliseconds = 0;
  {
    const runner::CpuTimer timer(milliseconds);
    timed_.learn(views);
    if (compute_) timed_.compute_with(*compute_);
  }
  cost.cpu_seconds = 1e-3 * milliseconds;
  const cortex::Statistics before = counted_.memory_statistics();
  const ledger::Traffic moved = observed([&] { counted_.learn(views); });
  count(counted_.memory_statistics() - before, moved, cost);
  return cost;
}

Answer ColumnContestant::recognise(const View& view) {
  double milliseconds = 0;
  Answer answer;
  {
    const runner::CpuTimer timer(milliseconds);
    answer = timed_.recognise(view);
  }
  answer.cost.cpu_seconds = 1e-3 * milliseconds;
  if (!counting_) return answer;
  const ledger::Traffic moved = observed([&] { (void)counted_.recognise(view); });
  count(counted_.recognition_statistics(), moved, answer.cost);
  return answer;
}

template <class Work>
ledger::Traffic ColumnContestant::observed(Work&& work) {
  cache_.clear();
  const ledger::Traffic before = cache_.traffic();
  work();
  ledger::Traffic moved = cache_.traffic() - before;
  // As every contestant's weights, a memory that fits into a cache stays there between one view and the next.
  const auto home = static_cast<std::size_t>(ledger::level_of(footprint_bytes()));
  for (auto& levels : moved.bytes) {
    for (std::size_t level = home + 1; level < ledger::kMemoryLevels; ++level) {
      levels[home] += std::exchange(levels[level], 0);
    }
  }
  return moved;
}

void ColumnContestant::count(const cortex::Statistics& statistics, const ledger::Traffic& moved, Cost& cost) const {
  cost.events = ledger::costs_by_event(statistics, footprint_bytes(), moved);
  cost.events.push_back({"sensing", 0, counted_.sensing()});
  for (const ledger::EventCost& event : cost.events) cost.operations += event.operations;
}

std::uint64_t ColumnContestant::footprint_bytes() const { return timed_.memory_bytes(); }

}  // namespace colonnade::benchmark
