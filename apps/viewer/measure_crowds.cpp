#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

#include <QMouseEvent>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/writer.h>
#include <fmt/core.h>

#include "console.h"
#include "measure_tools.h"
#include "scene_view.h"

namespace colonnade::viewer {
namespace {

constexpr int kCrowd = 100'000;
constexpr int kFrames = 30;

/// The n-th of so many directions, evenly spread.
Eigen::Vector3f direction(int n, int count) {
  const float z = 1 - 2 * (static_cast<float>(n) + 0.5f) / static_cast<float>(count);
  const float turn = 2.399963f * static_cast<float>(n), r = std::sqrt(1 - z * z);
  return {r * std::cos(turn), r * std::sin(turn), z};
}

void measure_points(Renderer& renderer) {
  Mesh mesh;
  mesh.kind = Mesh::Kind::points;
  for (int i = 0; i < kCrowd; ++i) {
    mesh.vertices.push_back({direction(i, kCrowd), direction(i, kCrowd), okabe_ito::kSky, 0.008f});
  }
  Drawing drawing;
  drawing.items.push_back({std::make_shared<const Mesh>(std::move(mesh))});
  Camera camera;
  camera.fit(Eigen::Vector3f::Zero(), 1);
  for (const bool hurry : {false, true}) {
    for (int i = 0; i < 5; ++i) (void)renderer.draw(drawing, camera, 1000, 800, kDark.background, hurry);
    const auto begin = Clock::now();
    for (int i = 0; i < kFrames; ++i) {
      camera.orbit(0.05f, 0);
      (void)renderer.draw(drawing, camera, 1000, 800, kDark.background, hurry);
    }
    runner::print_out(
        "100,000 points         {:.1f} frames/s{}  (1000 x 800, {})\n", kFrames / seconds_since(begin),
        hurry ? fmt::format(" while it turns, {:.0f} % of them", 100 * renderer.detail()) : ", all of them",
        renderer.device());
  }
}

/// A recording of one step with 100,000 hypotheses about a ball.
void write_crowd(const std::filesystem::path& file) {
  recording::Writer writer(file, {});
  recording::ObjectRecord object;
  object.name = "ball";
  for (int i = 0; i < 1000; ++i) {
    recording::SegmentRecord segment;
    segment.p_O = 0.05f * direction(i, 1000);
    segment.normal_O = direction(i, 1000);
    object.segments.push_back(segment);
  }
  writer.add(object);
  recording::EpisodeRecord episode;
  episode.object = "ball";
  writer.add(episode);
  recording::StepRecord step;
  step.columns.resize(1);
  step.columns[0].sensation.emplace();
  step.columns[0].sensation->on_surface = true;
  step.columns[0].sensation->p_W = cortex::Vector3(0, 0, 0.05);
  step.columns[0].population = kCrowd;
  step.columns[0].evidence = {0.0f};
  for (int i = 0; i < kCrowd; ++i) {
    recording::HypothesisRecord h;
    h.id = static_cast<std::uint32_t>(i);
    h.R_WO = Eigen::Quaternionf::FromTwoVectors(direction(i, kCrowd), Eigen::Vector3f::UnitZ());
    h.evidence = -14 * static_cast<float>(i) / kCrowd;
    step.columns[0].hypotheses.push_back(h);
  }
  writer.add(0, 0, step, nullptr);
  writer.finish();
}

void measure_hypotheses(MainWindow& window, const std::filesystem::path& file) {
  write_crowd(file);
  window.arrange("Hypotheses");
  const auto begin = Clock::now();
  if (!window.open(file)) throw InputError(window.complaint().toStdString());
  draw();
  runner::print_out("100,000 hypotheses     read and drawn in {:.2f} s\n", seconds_since(begin));
  auto* const view = window.pane("Hypotheses")->findChild<SceneView*>("scene");
  const auto drag = [&](QEvent::Type type, double x) {
    const QPointF at(x, 100);
    const bool pressed = type != QEvent::MouseButtonRelease;
    QMouseEvent event(type, at, view->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                      pressed ? Qt::LeftButton : Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(view, &event);
  };
  drag(QEvent::MouseButtonPress, 100);
  for (int i = 1; i <= 5; ++i) {  // the renderer learns how much it may show
    drag(QEvent::MouseMove, 100 + 5 * i);
    draw();
  }
  const auto turning = Clock::now();
  for (int i = 1; i <= kFrames; ++i) {
    drag(QEvent::MouseMove, 125 + 5 * i);
    draw();
  }
  runner::print_out("                       {:.1f} frames/s while their pane is turned, {:.0f} % of them ({} x {})\n",
                    kFrames / seconds_since(turning), 100 * SceneView::renderer()->detail(), view->width(),
                    view->height());
  drag(QEvent::MouseButtonRelease, 130 + 5 * kFrames);
}

}  // namespace

void measure_crowds(MainWindow& window) {
  Renderer* const renderer = SceneView::renderer();
  if (renderer == nullptr) {
    runner::print_out("100,000 points         {}\n", SceneView::why().toStdString());
    return;
  }
  measure_points(*renderer);
  const auto file = std::filesystem::temp_directory_path() / fmt::format("colonnade_crowd_{}.recording", getpid());
  measure_hypotheses(window, file);
  window.stage().close();
  std::filesystem::remove(file);
}

}  // namespace colonnade::viewer
