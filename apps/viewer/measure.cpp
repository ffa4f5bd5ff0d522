#include "measure.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "console.h"
#include "measure_tools.h"

namespace colonnade::viewer {
namespace {

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure_opening(MainWindow& window, const std::filesystem::path& file) {
  draw();
  const auto begin = Clock::now();
  if (!window.open(file)) throw InputError(window.complaint().mid(2).toStdString());
  draw();
  const double seconds = seconds_since(begin);
  std::int64_t steps = 0;
  for (const auto& episode : window.stage().document()->episodes()) steps += episode.steps;
  runner::print_out("open and draw          {:.2f} s  ({} episodes, {} steps, {} objects)\n", seconds,
                    window.stage().document()->episodes().size(), steps, window.stage().document()->objects().size());
}

/// "World 3.1 + 4.2": milliseconds a step of bringing up to date and of painting, the dearest pane first.
std::string shares(const std::map<QString, PaneCost>& costs, int steps) {
  std::vector<std::pair<double, std::string>> parts;
  for (const auto& [name, cost] : costs) {
    const double refreshing = 1000 * cost.refreshing_s / steps, painting = 1000 * cost.painting_s / steps;
    if (cost.paints == 0) continue;
    parts.emplace_back(-refreshing - painting,
                       fmt::format("{} {:.1f} + {:.1f}", name.toStdString(), refreshing, painting));
  }
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const auto& [order, part] : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// Stretches of steps one after the other, all over the recording.
void measure_scrubbing(MainWindow& window, PaintMeter& meter) {
  constexpr int kStretches = 10, kSteps = 40;
  runner::print_out(
      "scrubbing: steps a second, processor time a step, and of each pane: bringing up to date + painting, ms\n");
  for (const QString& layout : MainWindow::layouts()) {
    window.arrange(layout);
    draw();
    meter.reset();
    const auto begin = Clock::now();
    const double cpu_begin = processor_seconds();
    int moved = 0;
    for (int stretch = 0; stretch < kStretches; ++stretch) {
      window.stage().move([&](Transport& t, const Document& d) {
        const auto episode = d.episodes().size() * static_cast<std::size_t>(stretch) / kStretches;
        t.go_to(d, {d.episodes()[episode].number, 0});
      });
      for (int step = 0; step < kSteps; ++step, ++moved) {
        draw();
        window.stage().move([](Transport& t, const Document& d) { t.step_by(d, 1); });
      }
    }
    runner::print_out("  {:<12} {:4.0f} steps/s {:5.1f} ms: {}\n", layout.toStdString(), moved / seconds_since(begin),
                      1000 * (processor_seconds() - cpu_begin) / moved, shares(meter.costs(), moved));
  }
}

/// All over the recording, painted: whatever is read is kept only for a while.
void measure_memory(MainWindow& window) {
  constexpr std::int64_t kStops = 2000;
  window.arrange("Overview");
  const double before = peak_memory_mb();
  const std::vector<recording::EpisodeRecord> episodes = window.stage().document()->episodes();
  std::int64_t steps = 0, passed = 0;
  for (const auto& episode : episodes) steps += episode.steps;
  const std::int64_t stride = std::max<std::int64_t>(1, steps / kStops);
  for (const auto& episode : episodes) {
    for (int step = 0; step < episode.steps; ++step) {
      if (passed++ % stride != 0) continue;
      window.stage().move([&](Transport& t, const Document& d) { t.go_to(d, {episode.number, step}); });
      draw();
    }
  }
  runner::print_out("peak memory            {:.0f} MB, after going all over its {} steps {:.0f} MB\n", before, steps,
                    peak_memory_mb());
}

}  // namespace

void measure(MainWindow& window, PaintMeter& meter, const std::filesystem::path& file) {
  setvbuf(stdout, nullptr, _IOLBF, 0);  // each line as soon as it is known
  window.resize(1600, 1000);
  window.show();
  measure_opening(window, file);
  if (window.stage().document()->reader().growth() == recording::Growth::growing) {
    measure_live(window);
    return;
  }
  const auto tell_panes = window.stage().changed;
  window.stage().changed = [&](Stage::Change change) {
    for (Pane* pane : window.panes()) meter.refresh(*pane, change);
  };
  measure_scrubbing(window, meter);
  window.stage().changed = tell_panes;
  measure_memory(window);
  measure_crowds(window);
}

}  // namespace colonnade::viewer
