#pragma once

#include "pane.h"

namespace colonnade::viewer {

/// What each column of a region believes, what they tell each other, and what the region makes of it.
class VotesPane : public Pane {
 public:
  explicit VotesPane(Stage& stage);

 protected:
  void refresh() override { update(); }
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  double row_height_ = 1;
  double top_ = 0;
};

}  // namespace colonnade::viewer
