#include <fstream>
#include <map>

#include <QDropEvent>
#include <QMimeData>

#include "experiment_pane.h"
#include "experiment_worker.h"
#include "scene_view.h"
#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

/// Every file of a folder with its content.
std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all[entry.path().filename()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return all;
}

void drop(MainWindow& window, const std::filesystem::path& file) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
  QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &event);
}

TEST_F(Window, NeverChangesWhatItShows) {
  const auto file = record();
  const auto before = contents(folder_.path());
  ASSERT_TRUE(window_.open(file));
  for (const QString& layout : MainWindow::layouts()) {
    window_.arrange(layout);
    QApplication::processEvents();
    window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, 3); });
    QApplication::processEvents();
  }
  EXPECT_EQ(contents(folder_.path()), before);
  window_.stage().close();
  EXPECT_EQ(contents(folder_.path()), before);
}

TEST_F(Window, ShowsTheFileThatTookTheOthersPlace) {
  const auto write = [this](float value) {
    std::filesystem::remove(folder_ / "r");
    recording::Writer writer(folder_ / "r", recording::sample_info());
    for (auto object : {recording::sample_object(0, "bowl", 3), recording::sample_object(1, "cup", 5)}) {
      for (auto& segment : object.segments) {
        segment.p_O.z() += 0.01f * value * segment.p_O.x();
        segment.colour.hue = 0.1f * value;
      }
      writer.add(object);
    }
    recording::ShapeRecord shape;
    shape.name = "cup";
    shape.positions_O = {{0, 0, 0}, {value, 0, 0}, {0, 1, 0}};
    shape.colours.assign(3, {10, 20, 30});
    shape.triangles = {{0, 1, 2}};
    writer.add(shape);
    writer.add(recording::sample_episode(0, false));
    for (int s = 0; s < 8; ++s) {
      auto step = recording::sample_step(s, 2);
      step.flags |= value > 1 ? recording::kNothing : 0U;
      step.columns[0].evidence[0] = value * static_cast<float>(s);
      step.columns[0].hypotheses[0].segment = static_cast<std::uint32_t>(value);
      step.columns[0].location.fill(static_cast<cortex::Cell>(value));
      writer.add(0, s, step, nullptr);
    }
    auto episode = recording::sample_episode(0, true);
    if (value > 1) episode.result = "bowl";
    writer.add(episode);
    writer.finish();
    return folder_ / "r";
  };
  const QStringList names{"World", "Hypotheses", "Objects", "Raster", "Column", "Evidence", "Timeline"};
  const auto pictures = [&](MainWindow& window) {
    window.commands().run("view.fit");
    std::vector<QImage> all;
    for (const QString& name : names) all.push_back(window.pane(name)->grab().toImage());
    return all;
  };
  const auto show_all = [&](MainWindow& window) {
    for (const QString& name : names) {
      window.pane(name)->setParent(nullptr);
      window.pane(name)->setFixedSize(500, 300);
      window.pane(name)->show();
    }
    QApplication::processEvents();
  };
  SceneView::set_smooth(true);
  show_all(window_);
  ASSERT_TRUE(window_.open(write(1)));
  const auto before = pictures(window_);
  (void)write(2);
  ASSERT_TRUE(window_.commands().run("file.reload"));
  const auto after = pictures(window_);
  MainWindow fresh;
  add_all_panes(fresh);
  fresh.finish();
  show_all(fresh);
  ASSERT_TRUE(fresh.open(folder_ / "r"));
  const auto expected = pictures(fresh);
  for (int i = 0; i < names.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NE(before[at], expected[at]) << names[i].toStdString() << " tells them apart";
    EXPECT_EQ(after[at], expected[at]) << names[i].toStdString();
  }
  SceneView::set_smooth(false);
  for (MainWindow* window : {&window_, &fresh}) {
    for (const QString& name : names) delete window->pane(name);
  }
}

TEST_F(Window, TakesRecordingsAndExperimentsThatAreDropped) {
  QString experiment;
  window_.run_experiment = [&](const QString& name) { experiment = name; };
  drop(window_, record());
  ASSERT_NE(window_.stage().document(), nullptr);
  EXPECT_EQ(window_.stage().document()->reader().path(), folder_ / "r");
  EXPECT_TRUE(experiment.isEmpty());
  std::ofstream(folder_ / "mine.yaml") << "extends: builtin_demo\n";
  drop(window_, folder_ / "mine.yaml");
  EXPECT_TRUE(experiment.endsWith("/mine.yaml")) << experiment.toStdString();
  EXPECT_EQ(window_.stage().document()->reader().path(), folder_ / "r") << "what is shown stays";
  std::ofstream(folder_ / "letter.txt") << "hello";
  drop(window_, folder_ / "letter.txt");
  EXPECT_TRUE(window_.complaint().contains("letter.txt")) << window_.complaint().toStdString();
}

TEST_F(Window, SaysOnceThatAFileIsGone) {
  ASSERT_TRUE(window_.open(record()));
  std::filesystem::remove(folder_ / "r");
  ASSERT_TRUE(wait_until([&] { return window_.complaint().contains("deleted"); }));
  ASSERT_TRUE(window_.commands().run("view.unselect"));
  EXPECT_FALSE(wait_until([&] { return !window_.complaint().isEmpty(); }, 1500)) << window_.complaint().toStdString();
}

TEST_F(Window, ANewExperimentDoesNotWaitForTheOneBefore) {
  ExperimentWorker worker({});
  std::ofstream(folder_ / "long.yaml") << "extends: builtin_demo\nobjects: [mug]\nlearning:\n  steps: 6000\n";
  std::ofstream(folder_ / "short.yaml") << "extends: builtin_demo\nobjects: [mug]\nlearning:\n  steps: 30\n";
  worker.start((folder_ / "long.yaml").string());
  ASSERT_TRUE(wait_until([&] { return worker.status().doing.find("learning") == 0; }));
  QElapsedTimer clock;
  clock.start();
  worker.start((folder_ / "short.yaml").string());
  EXPECT_LT(clock.elapsed(), 400) << "the window stands still meanwhile";
  EXPECT_TRUE(wait_until([&] { return worker.status().doing.find("recognising") == 0; }));
}

TEST_F(Window, SaysWhyAnExperimentFails) {
  ExperimentWorker worker(folder_ / "no data here");
  ExperimentPane pane(
      window_.stage(), worker, [&](const auto& file) { window_.open(file); },
      [&](const QString& what) { window_.complain(what); });
  std::ofstream(folder_ / "far.yaml") << "extends: base_10simobj_surf_agent\n";
  ASSERT_TRUE(window_.open(record()));
  pane.start(QString::fromStdString((folder_ / "far.yaml").string()));
  ASSERT_TRUE(wait_until([&] { return window_.complaint().contains("has failed"); }));
  EXPECT_TRUE(window_.complaint().contains("no data here")) << window_.complaint().toStdString();
  EXPECT_FALSE(worker.status().running);
  EXPECT_NE(window_.stage().step(), nullptr) << "the rest keeps working";
}

}  // namespace
}  // namespace colonnade::viewer
