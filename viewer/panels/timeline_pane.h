#pragma once

#include <QComboBox>
#include <QLabel>
#include <QToolButton>

#include "commands.h"
#include "pane.h"

namespace colonnade::viewer {

/// The strip of steps with a glyph for what happened at each, and the episode that is shown.
class TimelinePane : public Pane {
 public:
  TimelinePane(Stage& stage, const CommandTable& commands);

 protected:
  void refresh() override;

 private:
  class Strip;
  void fill_episodes();

  const CommandTable& commands_;
  QComboBox* episodes_;
  QLabel* where_;
  Strip* strip_;
  std::vector<std::pair<QToolButton*, const Command*>> buttons_;
  int listed_ = -1;
};

}  // namespace colonnade::viewer
