#include "measure.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>

#include <QApplication>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/writer.h>
#include <fmt/core.h>

#include "scene_view.h"

namespace colonnade::viewer {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// The window as one sees it: every pane brought up to date and drawn.
void draw(MainWindow& window) {
  QApplication::processEvents();
  (void)window.grab();
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void measure_opening(MainWindow& window, const std::filesystem::path& file) {
  draw(window);
  const auto begin = Clock::now();
  if (!window.open(file)) throw InputError(window.complaint().mid(2).toStdString());
  draw(window);
  const double seconds = seconds_since(begin);
  std::int64_t steps = 0;
  for (const auto& episode : window.stage().document()->episodes()) steps += episode.steps;
  fmt::print("open and draw          {:.2f} s  ({} episodes, {} steps, {} objects)\n", seconds,
             window.stage().document()->episodes().size(), steps, window.stage().document()->objects().size());
}

void measure_scrubbing(MainWindow& window) {
  constexpr int kSteps = 150;
  for (const char* layout : {"Overview", "Newcomer", "Column", "Hypotheses"}) {
    window.arrange(layout);
    draw(window);
    window.stage().move([](Transport& t, const Document& d) { t.go_to(d, {d.episodes().front().number, 0}); });
    const auto begin = Clock::now();
    const double cpu_begin = processor_seconds();
    int moved = 0;
    for (; moved < kSteps; ++moved) {
      const Cursor before = window.stage().cursor();
      window.stage().move([](Transport& t, const Document& d) { t.step_by(d, 1); });
      if (window.stage().cursor() == before) break;
      draw(window);
    }
    fmt::print("scrub, {:<15} {:.0f} steps/s, {:.1f} ms of processor time a step\n", layout,
               moved / seconds_since(begin), 1000 * (processor_seconds() - cpu_begin) / moved);
  }
}

void measure_points() {
  Renderer* const renderer = SceneView::renderer();
  if (renderer == nullptr) {
    fmt::print("100,000 points         {}\n", SceneView::why().toStdString());
    return;
  }
  Mesh mesh;
  mesh.kind = Mesh::Kind::points;
  constexpr int kPoints = 100'000;
  for (int i = 0; i < kPoints; ++i) {
    const float z = 1 - 2 * (static_cast<float>(i) + 0.5f) / kPoints, turn = 2.399963f * static_cast<float>(i);
    const float r = std::sqrt(1 - z * z);
    const Eigen::Vector3f n(r * std::cos(turn), r * std::sin(turn), z);
    mesh.vertices.push_back({n, n, okabe_ito::kSky, 0.008f});
  }
  Drawing drawing;
  drawing.items.push_back({std::make_shared<const Mesh>(std::move(mesh))});
  Camera camera;
  camera.fit(Eigen::Vector3f::Zero(), 1);
  for (const bool hurry : {false, true}) {
    for (int i = 0; i < 5; ++i) (void)renderer->draw(drawing, camera, 1000, 800, kDark.background, hurry);
    constexpr int kFrames = 20;
    const auto begin = Clock::now();
    for (int i = 0; i < kFrames; ++i) {
      camera.orbit(0.05f, 0);
      (void)renderer->draw(drawing, camera, 1000, 800, kDark.background, hurry);
    }
    fmt::print("100,000 points         {:.1f} frames/s{}  (1000 x 800, {})\n", kFrames / seconds_since(begin),
               hurry ? fmt::format(", moving: {:.0f} % of them", 100 * renderer->detail()) : ", still",
               renderer->device());
  }
}

/// From handing a step to the writer to its being drawn in the window.
void measure_delay(MainWindow& window) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("colonnade_delay_{}.recording", getpid());
  {
    recording::Writer writer(file, {});
    recording::EpisodeRecord episode;
    writer.add(episode);
    writer.flush();
    window.arrange("Overview");
    if (!window.open(file)) throw InputError(window.complaint().toStdString());
    recording::StepRecord step;
    step.columns.resize(1);
    std::vector<double> delays;
    for (int s = 0; s < 60; ++s) {
      const auto begin = Clock::now();
      writer.add(0, s, step, nullptr);
      while (window.stage().cursor().step != s || window.stage().episode()->steps != s + 1) {
        QApplication::processEvents();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (seconds_since(begin) > 10) throw InputError("a live step did not arrive within 10 s");
      }
      draw(window);
      delays.push_back(1000 * seconds_since(begin));
    }
    std::sort(delays.begin(), delays.end());
    fmt::print("live delay             {:.0f} ms median, {:.0f} ms at most\n", delays[delays.size() / 2],
               delays.back());
  }
  window.stage().close();
  std::filesystem::remove(file);
}

}  // namespace

void measure(MainWindow& window, const std::filesystem::path& file) {
  setvbuf(stdout, nullptr, _IOLBF, 0);  // each line as soon as it is known
  window.resize(1600, 1000);
  window.show();
  measure_opening(window, file);
  measure_scrubbing(window);
  fmt::print("peak memory            {:.0f} MB\n", peak_memory_mb());
  measure_points();
  measure_delay(window);
}

}  // namespace colonnade::viewer
