#pragma once

#include <functional>

#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QTest>

#include <gtest/gtest.h>

#include "all_panes.h"
#include "samples.h"

namespace colonnade::viewer {

/// A window with all panes, shown.
class Window : public testing::Test {
 protected:
  void SetUp() override {
    QSettings().clear();
    add_all_panes(window_);
    window_.resize(1200, 800);
    window_.finish();
    window_.show();
    QApplication::processEvents();
  }
  /// Lets the window live until the condition holds.
  static bool wait_until(const std::function<bool()>& condition, int most_ms = 20'000) {
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
      if (clock.elapsed() > most_ms) return false;
      QTest::qWait(5);
    }
    return true;
  }
  std::filesystem::path record(int episodes = 2, int steps = 12) {
    recording::Writer writer(folder_ / "r", recording::sample_info());
    recording::write_sample(writer, episodes, steps);
    writer.finish();
    return folder_ / "r";
  }

  recording::TestFolder folder_;
  MainWindow window_;
};

}  // namespace colonnade::viewer
