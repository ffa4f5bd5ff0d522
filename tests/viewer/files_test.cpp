#include <fstream>
#include <map>

#include <QDropEvent>
#include <QMimeData>

#include "experiment_pane.h"
#include "experiment_worker.h"
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
