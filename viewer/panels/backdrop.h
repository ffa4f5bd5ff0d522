#pragma once

#include <functional>
#include <string>

#include <QPainter>
#include <QPixmap>

namespace colonnade::viewer {

/// The part of a pane that stays the same from step to step: painted once, then copied until its key or size changes.
class Backdrop {
 public:
  /// Draws it at the top left. @param size of the pane. @param key says all that the picture depends on, besides size.
  /// @param paint is given a painter for the whole pane when it has to be painted anew.
  void draw(QPainter& painter, QSize size, const std::string& key, const std::function<void(QPainter&)>& paint);
  /// How often it was painted (for tests).
  [[nodiscard]] int paintings() const { return paintings_; }

 private:
  QPixmap picture_;
  std::string key_;
  int paintings_ = 0;
};

}  // namespace colonnade::viewer
