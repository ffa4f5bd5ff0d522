#include <QLineEdit>

#include "experiment_pane.h"
#include "window_fixture.h"

namespace colonnade::viewer {
namespace {

/// Notes what it is asked for.
class Asked : public ExperimentControl {
 public:
  std::vector<std::string> orders;
  bool held = false;
  bool running = true;

  [[nodiscard]] std::vector<std::string> experiments() const override { return {"builtin_demo"}; }
  void start(const std::string& name) override { orders.push_back("start " + name); }
  void stop() override { orders.emplace_back("stop"); }
  void set_paused(bool paused) override { orders.emplace_back(paused ? "pause" : "go on"); }
  void step() override { orders.emplace_back("step"); }
  void set_speed(double speed) override { orders.push_back("speed " + std::to_string(static_cast<int>(speed))); }
  void steer(int right, int up) override {
    orders.push_back("steer " + std::to_string(right) + " " + std::to_string(up));
  }
  void show(const std::string& object, const std::array<double, 3>& euler_deg) override {
    orders.push_back("show " + object + " " + std::to_string(static_cast<int>(euler_deg[1])));
  }
  void set_learning(bool learning) override { orders.emplace_back(learning ? "learn" : "recognise"); }
  [[nodiscard]] ExperimentStatus status() const override {
    ExperimentStatus status;
    status.running = running;
    status.paused = held;
    status.objects = {"mug", "bowl"};
    return status;
  }
};

class Laboratory : public testing::Test {
 protected:
  void SetUp() override {
    QSettings().clear();
    add_all_panes(window_);
    pane_ = new ExperimentPane(
        window_.stage(), control_, [](const auto&) {}, [](const QString&) {});
    add_experiment_commands(window_.commands(), control_, *pane_);
    window_.add_pane(pane_, Qt::RightDockWidgetArea);
    window_.resize(1200, 800);
    window_.finish();
    window_.arrange("Laboratory");
    window_.show();
    window_.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
    QTest::qWait(120);  // the pane looks how the experiment is getting on
  }
  /// Where the keyboard goes.
  void press(Qt::Key key) {
    QWidget* const focus = QApplication::focusWidget();
    QTest::keyClick(focus != nullptr ? focus : &window_, key);
  }

  Asked control_;
  MainWindow window_;
  ExperimentPane* pane_ = nullptr;
};

TEST_F(Laboratory, KeysSteerAtOnce) {
  for (const Qt::Key key : {Qt::Key_W, Qt::Key_A, Qt::Key_S, Qt::Key_D, Qt::Key_P, Qt::Key_N, Qt::Key_T, Qt::Key_O}) {
    press(key);
  }
  EXPECT_EQ(control_.orders, (std::vector<std::string>{"steer 0 1", "steer -1 0", "steer 0 -1", "steer 1 0", "pause",
                                                       "step", "learn", "show mug 0"}));
}

TEST_F(Laboratory, KeysSteerAgainAfterAnExperimentWasNamed) {
  auto* const which = pane_->findChild<QComboBox*>("experiment");
  ASSERT_NE(which, nullptr);
  which->setFocus(Qt::MouseFocusReason);
  ASSERT_TRUE(which->hasFocus());
  QTest::keyClick(which->lineEdit(), Qt::Key_D);
  EXPECT_EQ(which->currentText(), "builtin_demod") << "what is typed into a field is typed";
  EXPECT_TRUE(control_.orders.empty());
  pane_->start_chosen();
  press(Qt::Key_D);
  EXPECT_EQ(control_.orders, (std::vector<std::string>{"start builtin_demod", "speed 5", "steer 1 0"}));
}

TEST_F(Laboratory, SaysInWordsThatItIsPaused) {
  const auto words = [&] {
    QTest::qWait(120);
    QString all;
    for (const auto* button : pane_->findChildren<QPushButton*>()) all += button->text() + " ";
    for (const auto* label : pane_->findChildren<QLabel*>()) all += label->text() + " ";
    return all;
  };
  EXPECT_TRUE(words().contains("Pause ")) << "what the button does";
  control_.held = true;
  const QString now = words();
  EXPECT_TRUE(now.contains("Go on ") && now.contains("paused")) << now.toStdString();
}

TEST_F(Laboratory, ANewExperimentRunsAtTheSpeedThatIsShown) {
  pane_->set_speed(2);
  pane_->start_chosen();
  EXPECT_EQ(control_.orders.back(), "speed 20");
}

TEST_F(Laboratory, OffersOnlyWhatCanBeDone) {
  const auto offered = [&] {
    QTest::qWait(120);
    QStringList texts;
    for (const auto* button : pane_->findChildren<QPushButton*>()) {
      if (button->isEnabled()) texts << button->text();
    }
    return texts;
  };
  EXPECT_EQ(offered().size(), 6);
  control_.running = false;
  EXPECT_EQ(offered(), QStringList("Start"));
  const QPalette palette = QApplication::palette();
  EXPECT_NE(palette.color(QPalette::Disabled, QPalette::ButtonText), palette.color(QPalette::ButtonText))
      << "and this can be seen";
}

TEST_F(Laboratory, RowsOfTheTableDoWhatThePaneDoes) {
  for (const char* id : {"run.start", "run.speed3", "run.show", "run.stop"}) EXPECT_TRUE(window_.commands().run(id));
  EXPECT_EQ(control_.orders,
            (std::vector<std::string>{"start builtin_demo", "speed 5", "speed 0", "show mug 0", "stop"}));
}

}  // namespace
}  // namespace colonnade::viewer
