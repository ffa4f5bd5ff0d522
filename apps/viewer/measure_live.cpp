#include <algorithm>
#include <cstdio>
#include <vector>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "console.h"
#include "measure_tools.h"

namespace colonnade::viewer {
namespace {

constexpr double kWait_s = 120;    // for the first step: the run may still learn
constexpr double kMeasure_s = 20;  // or until the run ends

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

void measure_live(MainWindow& window) {
  Stage& stage = window.stage();
  const double began = stage.document()->reader().info().began;
  if (began <= 0)
    throw InputError("--measure: this recording does not say when it began, so that delays are not known");
  window.arrange("Overview");
  const auto growing = [&] { return stage.document()->reader().growth() == recording::Growth::growing; };
  const auto waiting = Clock::now();
  while (growing() && stage.episode() == nullptr && seconds_since(waiting) < kWait_s) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents);
  }
  if (stage.episode() == nullptr) throw InputError("--measure: the run has shown no step in time");
  std::vector<double> delays;
  Cursor shown = stage.cursor();
  for (const auto begin = Clock::now(); growing() && seconds_since(begin) < kMeasure_s;) {
    QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    if (stage.cursor() == shown) continue;
    draw();
    const double now = seconds_since_epoch();
    const Cursor at = stage.cursor();
    const auto& steps = stage.document()->summaries(at.episode);
    const int first = at.episode == shown.episode ? shown.step + 1 : 0;
    for (int s = first; s <= at.step && s < static_cast<int>(steps.size()); ++s) {
      delays.push_back(1000 * (now - began - steps[static_cast<std::size_t>(s)].time));
    }
    shown = at;
  }
  if (delays.empty()) throw InputError("--measure: the run has shown no further step");
  std::sort(delays.begin(), delays.end());
  const auto share = [&](double part) {
    return delays[std::min(delays.size() - 1, static_cast<std::size_t>(part * static_cast<double>(delays.size())))];
  };
  runner::print_out(
      "live delay             {:.0f} ms median, {:.0f} ms for 95 %, {:.0f} ms for 99 %, {:.0f} ms at most ({} steps)\n",
      share(0.5), share(0.95), share(0.99), delays.back(), delays.size());
}

}  // namespace colonnade::viewer
