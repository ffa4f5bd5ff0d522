#include "pane.h"

namespace colonnade::viewer {

void Pane::invalidate(Stage::Change change) {
  if (!concerns(change)) return;
  stale_ = true;
  if (isVisible()) catch_up();
}

void Pane::catch_up() {
  stale_ = false;
  ++refreshes_;
  refresh();
}

void Pane::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) catch_up();
}

void Pane::leaveEvent(QEvent* event) {
  QWidget::leaveEvent(event);
  stage_.hover({});
}

}  // namespace colonnade::viewer
