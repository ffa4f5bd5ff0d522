#include <clocale>

#include <QDoubleSpinBox>
#include <QLabel>
#include <QProcess>

#include <colonnade/cortex/error.h>

#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

TEST_F(Window, ShowsPatchesOfAnySize) {
  recording::Writer writer(folder_ / "r", recording::sample_info());
  recording::write_sample(writer, 1, 1);
  writer.add(recording::sample_episode(1, false));
  int step = 0;
  for (const auto& [width, height] : {std::pair(16, 1), {1, 16}, {1, 1}, {3, 2}}) {
    recording::PatchRecord patch;
    patch.width = width;
    patch.height = height;
    patch.half_width = 0.1f;
    patch.rgb.assign(static_cast<std::size_t>(width * height), {10, 20, 30});
    patch.depth.assign(static_cast<std::size_t>(width * height), 0.3f);
    writer.add(1, step, recording::sample_step(step, 2), &patch);
    ++step;
  }
  writer.finish();
  ASSERT_TRUE(window_.open(folder_ / "r"));
  for (const char* layout : {"Overview", "Newcomer"}) {
    window_.arrange(layout);
    for (int s = 0; s < step; ++s) {
      go_to(window_, "1:" + std::to_string(s));
      (void)window_.grab();
      const auto patch = window_.stage().document()->patch({1, s});
      ASSERT_NE(patch, nullptr) << window_.complaint().toStdString();
      EXPECT_EQ(patch->depth.size(), static_cast<std::size_t>(patch->width * patch->height));
    }
  }
}

// An episode that says it has many more steps than there are takes no longer to show.
TEST_F(Window, WorksAsMuchAsThereIsToShow) {
  recording::Writer writer(folder_ / "r", recording::sample_info());
  recording::write_sample(writer, 1, 4);
  writer.add(0, 900'000, recording::sample_step(4, 2), nullptr);
  writer.finish();
  QElapsedTimer clock;
  clock.start();
  (void)window_.open(folder_ / "r");
  for (const QString& layout : MainWindow::layouts()) {
    window_.arrange(layout);
    (void)window_.grab();
    window_.stage().move([](Transport& t, const Document& d) { t.to_end(d); });
    (void)window_.grab();
  }
  EXPECT_LT(clock.elapsed(), 30'000);
}

TEST_F(Window, SaysThatAPlaceIsNotThere) {
  ASSERT_TRUE(window_.open(record()));
  go_to(window_, "1:3");
  const auto refusal = [&](const std::string& place) -> std::string {
    try {
      go_to(window_, place);
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  };
  EXPECT_EQ(refusal("99:1"), "there is no episode 99; there are 2, from 0 to 1");
  EXPECT_EQ(refusal("1:12"), "there is no step 12 in episode 1; it has the steps 0 to 11");
  EXPECT_EQ(window_.stage().cursor(), (Cursor{1, 3})) << "and stays where it was";
  EXPECT_EQ(refusal("1:11"), "");
}

TEST_F(Window, SaysWhatIsWrongAcrossItsWholeWidth) {
  auto* const said = window_.findChild<QLabel*>("complaint");
  ASSERT_NE(said, nullptr);
  window_.complain(QString("a file with a long name is damaged: its numbers make no sense. ").repeated(6));
  QApplication::processEvents();
  EXPECT_EQ(said->width(), window_.width());
  EXPECT_GE(said->height(), said->heightForWidth(window_.width()));
  EXPECT_TRUE(said->isVisible());
  for (const Pane* pane : window_.panes()) {
    if (!pane->isVisible()) continue;
    EXPECT_LE(pane->mapTo(&window_, QPoint(0, pane->height())).y(), said->y()) << pane->name().toStdString();
  }
  window_.complain({});
  EXPECT_FALSE(said->isVisible());
}

TEST(Numbers, HaveADecimalPointEverywhere) {
  QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
  std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // where the machine has it
  const MainWindow window;
  const QDoubleSpinBox angle;
  EXPECT_EQ(angle.textFromValue(0.5), "0.50");
  EXPECT_EQ(angle.valueFromText("0.25"), 0.25);
  EXPECT_EQ(QString::asprintf("%.1f", 0.5), "0.5");
  EXPECT_STREQ(std::localeconv()->decimal_point, ".");
}

std::tuple<int, std::string, std::string> output_of(const char* program, const QStringList& arguments) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
  environment.insert("DISPLAY", ":987");
  process.setProcessEnvironment(environment);
  process.start(program, arguments);
  process.waitForFinished(60'000);
  EXPECT_EQ(process.exitStatus(), QProcess::NormalExit);
  return {process.exitCode(), process.readAllStandardOutput().toStdString(),
          process.readAllStandardError().toStdString()};
}

TEST(Program, SaysThatTheDisplayCannotBeOpened) {
  const auto [code, out, error] = output_of(COLONNADE_VIEWER, {});
  EXPECT_EQ(code, 2);
  EXPECT_NE(error.find("no display can be opened: DISPLAY is ':987'"), std::string::npos) << error;
}

TEST(Program, HasTheVersionOfTheRunner) {
  const auto viewer = output_of(COLONNADE_VIEWER, {"--version"});
  EXPECT_EQ(std::get<0>(viewer), 0);
  EXPECT_FALSE(std::get<1>(viewer).empty());
  EXPECT_EQ(viewer, output_of(COLONNADE_PROGRAM, {"--version"}));
}

}  // namespace
}  // namespace colonnade::viewer
