#include <algorithm>
#include <chrono>
#include <fstream>
#include <optional>
#include <set>

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QProcess>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>

#include <colonnade/cuda/device.h>
#include <gtest/gtest.h>

#include "all_panes.h"
#include "column_pane.h"
#include "command_palette.h"
#include "drawing_tools.h"
#include "experiment_pane.h"
#include "experiment_worker.h"
#include "inspector_pane.h"
#include "scene_view.h"
#include "shortcut_sheet.h"
#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

using recording::TestFolder;

/// An episode of one step with evidence for so many objects.
void add_step_about(recording::Writer& writer, std::uint32_t objects) {
  for (std::uint32_t i = 0; i < objects; ++i) writer.add(recording::sample_object(i, "thing" + std::to_string(i), 2));
  writer.add(recording::sample_episode(0, false));
  writer.add(0, 0, recording::sample_step(0, objects), nullptr);
}

TEST_F(Window, OpensScrubsAndPlays) {
  ASSERT_TRUE(window_.open(record()));
  EXPECT_TRUE(window_.complaint().isEmpty());
  window_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
  QTest::keyClick(&window_, Qt::Key_Right);
  EXPECT_EQ(window_.stage().cursor(), (Cursor{0, 1}));
  QTest::keyClick(&window_, Qt::Key_PageDown);
  EXPECT_EQ(window_.stage().cursor(), (Cursor{1, 0}));
  QTest::keyClick(&window_, Qt::Key_End);
  EXPECT_EQ(window_.stage().cursor(), (Cursor{1, 11}));
  QTest::keyClick(&window_, Qt::Key_Home);
  QTest::keyClick(&window_, Qt::Key_Space);
  EXPECT_TRUE(wait_until([&] { return window_.stage().cursor().step > 2; })) << "it plays";
  for (const QString& layout : MainWindow::layouts()) {
    ASSERT_TRUE(window_.arrange(layout));
    QApplication::processEvents();
    window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, 1); });
  }
  EXPECT_FALSE(window_.arrange("no such layout"));
}

TEST_F(Window, HiddenPanesDoNoWorkAndCatchUp) {
  ASSERT_TRUE(window_.open(record()));
  window_.arrange("Newcomer");
  QApplication::processEvents();
  Pane* const column = window_.pane("Column");
  ASSERT_NE(column, nullptr);
  const int before = column->refreshes();
  for (int i = 0; i < 5; ++i) window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, 1); });
  EXPECT_EQ(column->refreshes(), before);
  EXPECT_TRUE(column->stale());
  ASSERT_TRUE(window_.commands().run("pane.column"));
  QApplication::processEvents();
  EXPECT_EQ(column->refreshes(), before + 1);
}

TEST_F(Window, PointingAtACellTellsTheInspector) {
  ASSERT_TRUE(window_.open(record()));
  window_.arrange("Column");
  QApplication::processEvents();
  QApplication::processEvents();
  Pane* const column = window_.pane("Column");
  (void)column->grab();  // drawn at least once
  bool found = false;
  for (int y = 10; y < column->height() && !found; y += 4) {
    for (int x = 10; x < column->width() && !found; x += 4) {
      QTest::mouseMove(column, QPoint(x, y));
      QMouseEvent move(QEvent::MouseMove, QPointF(x, y), column->mapToGlobal(QPointF(x, y)), Qt::NoButton, Qt::NoButton,
                       Qt::NoModifier);
      QApplication::sendEvent(column, &move);
      found = window_.stage().hovered().thing == Thing::segment;
    }
  }
  ASSERT_TRUE(found);
  const auto* inspector = dynamic_cast<InspectorPane*>(window_.pane("Inspector"));
  ASSERT_NE(inspector, nullptr);
  EXPECT_TRUE(inspector->text().contains("L4 cell")) << inspector->text().toStdString();
}

TEST_F(Window, WhatIsPointedAtIsMarkedInAllPanes) {
  ASSERT_TRUE(window_.open(record()));
  window_.stage().move([](Transport& t, const Document& d) { t.go_to(d, {0, 3}); });
  ASSERT_TRUE(window_.commands().run("pane.raster"));
  ASSERT_TRUE(window_.commands().run("pane.hypotheses"));
  ASSERT_TRUE(window_.commands().run("pane.objects"));
  const auto marks = [&](const QString& name, Picked what) {
    Pane* const pane = window_.pane(name);
    const auto picture = [&] {
      QApplication::processEvents();
      return pane->grab().toImage();
    };
    window_.stage().hover({});
    const QImage before = picture();
    window_.stage().hover(what);
    const QImage after = picture();
    window_.stage().hover({});
    return before != after;
  };
  const Picked driven{Thing::segment, 3, 1};  // the cell that the sample's hypothesis drives
  EXPECT_TRUE(marks("Column", driven));
  EXPECT_TRUE(marks("Raster", driven));
  EXPECT_TRUE(marks("Inspector", driven));
  EXPECT_TRUE(marks("Column", {Thing::module, 7, 0}));
  EXPECT_TRUE(marks("Column", {Thing::hypothesis, 5, 0}));
  EXPECT_TRUE(marks("Column", {Thing::object, 0, 0}));
  EXPECT_TRUE(marks("Evidence", {Thing::object, 0, 0}));
  if (SceneView::renderer() == nullptr) return;  // no OpenGL here
  EXPECT_TRUE(marks("Hypotheses", driven));
  EXPECT_TRUE(marks("World", driven));
  EXPECT_TRUE(marks("Objects", driven));
}

TEST_F(Window, ScrubbingPaintsOnlyWhatChanges) {
  ASSERT_TRUE(window_.open(record(1, 40)));
  ASSERT_TRUE(window_.commands().run("pane.objects"));
  ASSERT_TRUE(window_.commands().run("pane.legend"));
  window_.stage().move([](Transport& t, const Document& d) { t.go_to(d, {0, 5}); });
  QApplication::processEvents();
  const auto picture = [&](const char* name) {
    QApplication::processEvents();
    return window_.pane(name)->grab().toImage();
  };
  const QImage objects = picture("Objects"), evidence = picture("Evidence"), timeline = picture("Timeline");
  window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, 20); });
  EXPECT_EQ(picture("Objects"), objects) << "the memory stays as it is";
  EXPECT_NE(picture("Evidence"), evidence) << "the cursor has moved";
  EXPECT_NE(picture("Timeline"), timeline);
  window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, -20); });
  EXPECT_EQ(picture("Evidence"), evidence) << "what was kept is what would be painted anew";
  EXPECT_EQ(picture("Timeline"), timeline);
}

TEST_F(Window, ALongStoryCanBeScrolled) {
  ASSERT_TRUE(window_.open(record()));
  ASSERT_TRUE(window_.commands().run("pane.legend"));
  window_.resize(800, 600);
  QApplication::processEvents();
  const auto* scroll = window_.pane("Legend")->findChild<QScrollArea*>();
  ASSERT_NE(scroll, nullptr);
  const QWidget* text = scroll->widget();
  EXPECT_LE(text->width(), scroll->viewport()->width());
  EXPECT_EQ(scroll->verticalScrollBar()->maximum(), std::max(0, text->height() - scroll->viewport()->height()));
  for (const QLabel* label : text->findChildren<QLabel*>()) {
    EXPECT_GE(label->height(), label->heightForWidth(label->width())) << label->text().toStdString();
  }
}

TEST_F(Window, ExportsAPicture) {
  ASSERT_TRUE(window_.open(record()));
  QApplication::processEvents();
  const QImage image = window_.picture({900, 600});
  ASSERT_EQ(image.size(), QSize(900, 600));
  std::set<QRgb> colours;
  for (int y = 0; y < 600; y += 3) {
    for (int x = 0; x < 900; x += 3) colours.insert(image.pixel(x, y));
  }
  EXPECT_GT(colours.size(), 20u) << "there is something to see";
  const QImage small = window_.picture({330, 220});
  ASSERT_EQ(small.size(), QSize(330, 220));
  int text = 0;  // the rightmost buttons of the panes' titles
  for (int y = 0; y < 220; ++y) {
    for (int x = 310; x < 330; ++x) text += qGray(small.pixel(x, y)) > 100 ? 1 : 0;
  }
  EXPECT_GT(text, 10) << "what is too small for the panes shows all of them nonetheless";
}

TEST_F(Window, TheLegendOfTheEvidenceHasWholeLines) {
  {
    recording::Writer writer(folder_ / "many", recording::sample_info());
    add_step_about(writer, 30);
    writer.finish();
  }
  ASSERT_TRUE(window_.open(folder_ / "many"));
  QWidget* const pane = window_.pane("Evidence");
  for (const int height : {100, 131, 150, 300}) {
    pane->setFixedHeight(height);
    QApplication::processEvents();
    const QImage image = pane->grab().toImage();
    const QColor ground = image.pixelColor(image.width() - 2, 1);
    for (int x = image.width() - 100; x < image.width(); ++x) {
      EXPECT_EQ(image.pixelColor(x, height - 1), ground) << "no line is cut off, height " << height << " x " << x;
    }
  }
}

TEST_F(Window, ExportsEachStepWhilePlaying) {
  ASSERT_TRUE(window_.open(record(2, 6)));
  window_.arrange("Column");
  const auto picture = [&](int step) {
    window_.stage().move([&](Transport& t, const Document& d) { t.go_to(d, {0, step}); });
    return window_.picture({1200, 800});
  };
  const QImage second = picture(2), third = picture(3);
  ASSERT_NE(second, third);
  window_.stage().move([](Transport& t, const Document&) {
    t.set_speed(1000);
    t.set_playing(true);
  });
  write_frames(window_, QString::fromStdString(folder_.path().string()), {1200, 800});
  const auto frame = [&](const char* name) {
    return QImage(QString::fromStdString((folder_ / name).string())).convertToFormat(QImage::Format_RGB32);
  };
  EXPECT_EQ(frame("frame_00002.png"), second);
  EXPECT_EQ(frame("frame_00003.png"), third);
  EXPECT_FALSE(frame("frame_00005.png").isNull());
  EXPECT_TRUE(frame("frame_00006.png").isNull());
}

TEST_F(Window, ListsStayWhereTheyWereScrolledTo) {
  recording::Writer writer(folder_ / "growing", recording::sample_info());
  add_step_about(writer, 60);
  writer.flush();
  ASSERT_TRUE(window_.open(folder_ / "growing"));
  window_.arrange("Memory");
  window_.pane("Inspector")->setFixedHeight(100);
  QApplication::processEvents();
  auto* const objects = window_.pane("Objects")->findChild<QListWidget*>()->verticalScrollBar();
  auto* const facts = window_.pane("Inspector")->findChild<QPlainTextEdit*>()->verticalScrollBar();
  objects->setValue(objects->maximum());
  facts->setValue(4);
  const int at = objects->value();
  ASSERT_GT(at, 0);
  ASSERT_EQ(facts->value(), 4);
  writer.add(0, 1, recording::sample_step(1, 60), nullptr);
  writer.flush();
  ASSERT_TRUE(wait_until([&] { return window_.stage().cursor().step == 1; }));
  QApplication::processEvents();
  EXPECT_EQ(objects->value(), at);
  EXPECT_EQ(facts->value(), 4);
}

TEST_F(Window, TheMiddleOfAPatchIsMarkedOnAnyColour) {
  for (const std::uint8_t grey : {std::uint8_t{0}, std::uint8_t{255}}) {
    const auto file = folder_ / std::to_string(grey);
    recording::Writer writer(file, recording::sample_info());
    writer.add(recording::sample_episode(0, false));
    auto patch = recording::sample_patch();
    patch.rgb.assign(patch.rgb.size(), {grey, grey, grey});
    writer.add(0, 0, recording::sample_step(0, 1), &patch);
    writer.finish();
    ASSERT_TRUE(window_.open(file));
    QWidget* const pane = window_.pane("Sensor");
    pane->setFixedSize(400, 400);
    QApplication::processEvents();
    const QImage image = pane->grab().toImage();
    int marked = 0;
    for (int y = 60; y < 160; ++y) {
      for (int x = 60; x < 140; ++x) marked += std::abs(qGray(image.pixel(x, y)) - grey) > 128 ? 1 : 0;
    }
    EXPECT_GT(marked, 20) << static_cast<int>(grey);
  }
}

TEST_F(Window, ASmallSensorPaneTellsTheWholeSensation) {
  {
    recording::Writer writer(folder_ / "blue", recording::sample_info());
    writer.add(recording::sample_episode(0, false));
    auto step = recording::sample_step(0, 1);
    step.columns[0].sensation->colour = {0.6f, 1.0f, 1.0f};
    const auto patch = recording::sample_patch();
    writer.add(0, 0, step, &patch);
    writer.finish();
  }
  ASSERT_TRUE(window_.open(folder_ / "blue"));
  QWidget* const pane = window_.pane("Sensor");
  pane->setFixedSize(316, 136);  // what a window of 800 x 600 has for it
  QApplication::processEvents();
  const QImage image = pane->grab().toImage();
  int swatch = 0;  // in the last line
  for (int y = 100; y < image.height(); ++y)
    swatch += image.pixelColor(103, y) == to_qcolor(from_hsv(0.6f, 1, 1)) ? 1 : 0;
  EXPECT_GT(swatch, 5);
}

TEST_F(Window, TheTimelineHasAGlyphForEachEvent) {
  const auto timeline = [&](std::uint32_t flags) {
    const auto file = folder_ / std::to_string(flags);
    recording::Writer writer(file, recording::sample_info());
    writer.add(recording::sample_episode(0, false));
    auto step = recording::sample_step(0, 1);
    step.flags = flags;
    writer.add(0, 0, step, nullptr);
    writer.finish();
    EXPECT_TRUE(window_.open(file));
    QApplication::processEvents();
    return window_.pane("Timeline")->grab().toImage();
  };
  const QImage nothing = timeline(0);
  for (std::uint32_t flag = recording::kSensed; flag <= recording::kSteered; flag <<= 1) {
    EXPECT_NE(timeline(flag), nothing) << flag;
  }
}

TEST_F(Window, VotesTellAgainstFromNothing) {
  const auto votes = [&](std::optional<float> evidence) {
    const auto file = folder_ / "votes";
    std::filesystem::remove(file);
    {
      recording::Writer writer(file, recording::sample_info());
      writer.add(recording::sample_object(1, "cup", 3));
      writer.add(recording::sample_episode(0, false));
      auto step = recording::sample_step(0, 1);
      step.columns.push_back(step.columns[0]);
      if (evidence) step.votes.push_back({1, 1, *evidence, Eigen::Vector3f::Zero()});
      writer.add(0, 0, step, nullptr);
      writer.finish();
    }
    EXPECT_TRUE(window_.open(file));
    window_.arrange("Region");
    QApplication::processEvents();
    return window_.pane("Columns and votes")->grab().toImage();
  };
  const QImage against = votes(-2.5f), nothing = votes(std::nullopt), zero = votes(0.0f);
  EXPECT_NE(against, zero);
  EXPECT_NE(nothing, zero);
  EXPECT_NE(nothing, against);
}

TEST_F(Window, BadFilesAreMessagesAndWhatWasOpenStays) {
  ASSERT_TRUE(window_.open(record()));
  std::ofstream(folder_ / "foreign") << std::string(3000, 'x');
  EXPECT_FALSE(window_.open(folder_ / "foreign"));
  EXPECT_TRUE(window_.complaint().contains("foreign: is not a recording")) << window_.complaint().toStdString();
  EXPECT_FALSE(window_.open(folder_ / "missing"));
  EXPECT_TRUE(window_.complaint().contains("missing"));
  EXPECT_NE(window_.stage().document(), nullptr);
  EXPECT_NE(window_.stage().step(), nullptr);
  std::filesystem::remove(folder_ / "r");
  EXPECT_TRUE(wait_until([&] { return window_.complaint().contains("deleted"); }));
  window_.stage().move([](Transport& t, const Document& d) { t.step_by(d, 1); });
  EXPECT_NE(window_.stage().step(), nullptr) << "the rest keeps working";
}

TEST_F(Window, CommandsHaveKeysOfTheirOwnAndTips) {
  ExperimentWorker worker({});
  ExperimentPane pane(
      window_.stage(), worker, [](const auto&) {}, [](const QString&) {});
  add_experiment_commands(window_.commands(), worker, pane);
  EXPECT_EQ(window_.commands().clashes(), std::vector<std::string>{});
  QStringList menus{"Experiment"};  // added here after the menus were made
  for (const QAction* top : window_.menuBar()->actions()) menus << top->text();
  for (const Command& command : window_.commands().all()) {
    EXPECT_FALSE(command.text.empty() || command.tip.empty()) << command.id;
    EXPECT_TRUE(menus.contains(QString::fromStdString(command.menu))) << command.id;
  }
  CommandPalette palette(window_.commands(), &window_);
  ShortcutSheet sheet(window_.commands(), &window_);
  (void)palette.grab();
  (void)sheet.grab();
}

TEST_F(Window, ThePaletteRunsWhatIsTyped) {
  ASSERT_EQ(window_.stage().theme().name, "dark");
  CommandPalette palette(window_.commands(), &window_);
  palette.show();
  auto* const query = palette.findChild<QLineEdit*>();
  ASSERT_NE(query, nullptr);
  QTest::keyClicks(query, "lght thm");
  QTest::keyClick(query, Qt::Key_Return);
  EXPECT_FALSE(palette.isVisible());
  EXPECT_TRUE(wait_until([&] { return window_.stage().theme().name == "light"; }));
}

TEST_F(Window, RemembersThemeAndRecentFiles) {
  ASSERT_TRUE(window_.open(record()));
  ASSERT_TRUE(window_.commands().run("view.theme"));
  window_.save_settings();
  MainWindow another;
  add_all_panes(another);
  another.finish();
  another.load_settings();
  EXPECT_EQ(another.stage().theme().name, "light");
  ASSERT_EQ(another.recent_files().size(), 1);
  EXPECT_TRUE(another.recent_files()[0].endsWith("/r"));
  std::filesystem::copy_file(folder_ / "r", folder_ / "temporary");
  ASSERT_TRUE(another.open(folder_ / "temporary", false));
  EXPECT_EQ(another.recent_files().size(), 1) << "what is soon gone is not kept in mind";
}

TEST_F(Window, FittedViewsShowAllOfAnotherObject) {
  if (SceneView::renderer() == nullptr) GTEST_SKIP() << "no OpenGL here";
  recording::Writer writer(folder_ / "r", recording::sample_info());
  auto apart = recording::sample_object(1, "cup", 5);
  for (auto& segment : apart.segments) segment.p_O += Eigen::Vector3f(0.3f, 0.3f, -0.3f);
  writer.add(recording::sample_object(0, "bowl", 5));
  writer.add(apart);
  writer.add(recording::sample_episode(0, true));
  writer.finish();
  ASSERT_TRUE(window_.open(folder_ / "r"));
  window_.arrange("Memory");
  QApplication::processEvents();
  auto* const view = window_.pane("Objects")->findChild<SceneView*>("scene");
  const auto coloured = [&] {
    QApplication::processEvents();
    const QImage image = view->grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) count += QColor(image.pixel(x, y)).saturation() > 100 ? 1 : 0;
    }
    return count;
  };
  window_.stage().select({Thing::object, 0, 0});
  EXPECT_GT(coloured(), 100);
  window_.stage().select({Thing::object, 1, 0});
  EXPECT_GT(coloured(), 100) << "it is elsewhere in its frame";
  const QImage fitted = view->grab().toImage();
  QWheelEvent wheel(QPointF(50, 50), view->mapToGlobal(QPointF(50, 50)), {}, QPoint(0, -2400), Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(view, &wheel);
  EXPECT_NE(view->grab().toImage(), fitted);
  ASSERT_TRUE(window_.commands().run("view.fit"));
  EXPECT_EQ(view->grab().toImage(), fitted) << "F2 is for each view";
}

TEST(Labels, CoverNoOthers) {
  const std::vector<QRectF> taken{{0, 20, 50, 20}, {30, 0, 50, 20}, {30, 42, 50, 20}};
  for (const double top : {0.0, 10.0, 25.0, 45.0, 60.0}) {
    for (const double height : {70.0, 400.0}) {
      const QRectF place = free_place({40, top, 50, 20}, taken, height);
      for (const QRectF& other : taken) EXPECT_FALSE(place.intersects(other)) << top;
    }
  }
  EXPECT_EQ(free_place({40, 0, 50, 20}, taken, 400).top(), 64) << "past all three";
}

TEST_F(Window, FollowsARunnerAndOutlivesIt) {
  QProcess runner;
  runner.setWorkingDirectory(QString::fromStdString(folder_.path().string()));
  runner.start(COLONNADE_PROGRAM,
               {"run", "builtin_demo", "--output", "out", "--set", "learning.steps=30", "--set",
                "objects=[mug, tennis_ball]", "--seeds", "500", "--threads", "1", "--record", "live"});
  ASSERT_TRUE(runner.waitForStarted());
  const auto file = folder_ / "live";
  ASSERT_TRUE(wait_until([&] { return window_.open(file); })) << window_.complaint().toStdString();
  ASSERT_TRUE(wait_until([&] { return window_.stage().cursor().step > 3; }, 60'000)) << "its steps arrive";
  EXPECT_EQ(window_.stage().document()->reader().growth(), recording::Growth::growing);
  // From the writing of a step to its being shown.
  double worst = 0;
  const int version = window_.stage().document()->version();
  ASSERT_TRUE(wait_until([&] {
    const auto latest = window_.stage().document()->reader().latest();
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    worst = std::max(worst, now - latest->written);
    return window_.stage().document()->version() > version + 20;
  }));
  RecordProperty("worst_delay_ms", static_cast<int>(1000 * worst));
  EXPECT_LT(worst, 2.0);
  runner.kill();
  runner.waitForFinished();
  EXPECT_TRUE(
      wait_until([&] { return window_.stage().document()->reader().growth() == recording::Growth::abandoned; }));
  window_.stage().move([](Transport& t, const Document& d) { t.go_to(d, {0, 0}); });
  EXPECT_NE(window_.stage().step(), nullptr);
}

TEST_F(Window, RunsAnExperimentItself) {
  ExperimentWorker worker({});
  auto pane = std::make_unique<ExperimentPane>(
      window_.stage(), worker, [&](const auto& file) { window_.open(file); },
      [&](const QString& what) { window_.complain(what); });
  std::ofstream(folder_ / "small.yaml")
      << "extends: builtin_demo\nobjects: [mug, tennis_ball]\nlearning:\n  steps: 30\n";
  pane->start(QString::fromStdString((folder_ / "no_such.yaml").string()));
  EXPECT_TRUE(window_.complaint().contains("no_such.yaml"));
  pane->start(QString::fromStdString((folder_ / "small.yaml").string()));
  worker.set_speed(0);
  ASSERT_TRUE(wait_until(
      [&] { return window_.stage().document() != nullptr && !window_.stage().document()->episodes().empty(); },
      60'000));
  worker.set_paused(true);
  QTest::qWait(200);
  const auto latest = [&] { return window_.stage().document()->reader().latest(); };
  ASSERT_TRUE(wait_until([&] { return latest().has_value(); }));
  worker.show("tennis_ball", {30, 0, 90});
  ASSERT_TRUE(wait_until([&] { return window_.stage().episode()->object == "tennis_ball" && latest()->step == 0; }));
  EXPECT_TRUE(window_.stage().episode()->X_WO.linear().isApprox(
      cortex::rotation_from_euler_xyz(0.5235988, 0, 1.5707963), 1e-5));
  const int at = latest()->step;
  worker.step();
  ASSERT_TRUE(wait_until([&] { return latest()->step == at + 1; })) << "one step while paused";
  const auto before = window_.stage().document()->trail(latest()->episode).back();
  worker.steer(1, 0);
  ASSERT_TRUE(wait_until([&] { return latest()->step == at + 2; }));
  const auto step = window_.stage().document()->step({latest()->episode, latest()->step});
  EXPECT_NE(step->flags & recording::kSteered, 0u);
  const auto after = window_.stage().document()->trail(latest()->episode).back();
  EXPECT_GT((after - before).norm(), 0.001f);
  EXPECT_LT((after - before).norm(), 0.03f);
  worker.set_learning(true);
  ASSERT_TRUE(wait_until([&] { return window_.stage().episode() != nullptr && window_.stage().episode()->learning; }));
  worker.stop();
  ASSERT_TRUE(wait_until([&] { return !worker.status().running; }));
  EXPECT_TRUE(worker.status().failure.empty()) << worker.status().failure;
}

TEST(Program, ClearsUpWhenItIsInterrupted) {
  const TestFolder folder;
  const QString place = QString::fromStdString(folder.path().string());
  QProcess viewer;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"TMPDIR", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"}) environment.insert(name, place);
  environment.insert("QT_QPA_PLATFORM", "offscreen");
  viewer.setProcessEnvironment(environment);
  viewer.start(COLONNADE_VIEWER, {"--run", "builtin_demo"});
  const auto recordings = [&] {
    const std::filesystem::directory_iterator all(folder.path());
    return std::count_if(begin(all), end(all), [](const auto& entry) {
      return entry.path().filename().string().rfind("colonnade_viewer_", 0) == 0;
    });
  };
  QElapsedTimer clock;
  clock.start();
  while (recordings() == 0 && clock.elapsed() < 20'000) viewer.waitForFinished(20);
  ASSERT_GT(recordings(), 0);
  viewer.terminate();
  ASSERT_TRUE(viewer.waitForFinished(20'000));
  EXPECT_EQ(viewer.exitStatus(), QProcess::NormalExit);
  EXPECT_EQ(viewer.exitCode(), 130);
  EXPECT_EQ(recordings(), 0);
}

TEST(Program, WritesScreenshotsWithoutADisplay) {
  const TestFolder folder;
  {
    recording::Writer writer(folder / "r", recording::sample_info());
    recording::write_sample(writer, 2, 5);
    writer.finish();
  }
  const auto run = [&](const QStringList& arguments) {
    QProcess viewer;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
    viewer.setProcessEnvironment(environment);
    viewer.setWorkingDirectory(QString::fromStdString(folder.path().string()));
    viewer.start(COLONNADE_VIEWER, arguments);
    viewer.waitForFinished(60'000);
    return std::pair(viewer.exitCode(), viewer.readAllStandardError().toStdString());
  };
  EXPECT_EQ(run({"--screenshot", "a.png", "--at", "1:3", "--size", "800", "500", "r"}).first, 0);
  EXPECT_EQ(QImage(QString::fromStdString((folder / "a.png").string())).size(), QSize(800, 500));
  EXPECT_EQ(run({"--screenshot", "f.png", "--at", "0:3", "--to", "1:1", "--size", "300", "200", "r"}).first, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "f_00003.png"));
  EXPECT_FALSE(std::filesystem::exists(folder / "f_00004.png"));
  const auto no_layout = run({"--screenshot", "a.png", "--layout", "none", "r"});
  EXPECT_EQ(no_layout.first, 2);
  EXPECT_NE(no_layout.second.find("--layout: there is no 'none'; there are Overview"), std::string::npos);
  const auto no_display = run({"r"});
  EXPECT_EQ(no_display.first, 2);
  EXPECT_NE(no_display.second.find("no display can be opened: DISPLAY is not set"), std::string::npos) << no_display.second;
  const auto missing = run({"--screenshot", "a.png", "nothing"});
  EXPECT_EQ(missing.first, 2);
  EXPECT_NE(missing.second.find("nothing: cannot be opened"), std::string::npos) << missing.second;
  EXPECT_EQ(run({"--screenshot", "a.png", "--at", "x", "r"}).first, 2);
  const auto no_backend = run({"--backend", "abacus", "--screenshot", "a.png", "r"});
  EXPECT_EQ(no_backend.first, 2);
  EXPECT_NE(no_backend.second.find("--backend must be auto, cpu or cuda (got 'abacus')"), std::string::npos)
      << no_backend.second;
  try {
    (void)cuda::open_device();
  } catch (const cuda::DeviceError& error) {
    const auto no_gpu = run({"--backend", "cuda", "--screenshot", "a.png", "r"});
    EXPECT_EQ(no_gpu.first, 2);
    EXPECT_NE(no_gpu.second.find(std::string("--backend cuda: ") + error.what()), std::string::npos) << no_gpu.second;
  }
  EXPECT_EQ(run({"--screenshot", "a.png", "--at", "9:9", "r"}).first, 2);
  qputenv("__EGL_VENDOR_LIBRARY_DIRS", "/nonexistent");  // a machine without OpenGL
  EXPECT_EQ(run({"--screenshot", "flat.png", "r"}).first, 0);
  qunsetenv("__EGL_VENDOR_LIBRARY_DIRS");
  EXPECT_TRUE(std::filesystem::exists(folder / "flat.png"));
}

}  // namespace
}  // namespace colonnade::viewer
