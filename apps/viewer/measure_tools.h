#pragma once

#include <chrono>

#include <QApplication>

#include "main_window.h"

/// What the parts of --measure share.
namespace colonnade::viewer {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// As the program does it: what has changed is brought up to date and painted into the window.
inline void draw() {
  for (int round = 0; round < 3; ++round) QApplication::processEvents();
}

/// 100,000 points, and 100,000 hypotheses in their pane: frames a second while the view turns.
void measure_crowds(MainWindow& window);
/// From sensing a step to its being painted, over the steps of a run that is at work.
/// @pre the window shows its recording.
void measure_live(MainWindow& window);

}  // namespace colonnade::viewer
