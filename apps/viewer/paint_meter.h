#pragma once

#include <map>

#include <QApplication>
#include <QString>

#include "pane.h"

namespace colonnade::viewer {

/// Processor time of this process so far, all threads, seconds.
[[nodiscard]] double processor_seconds();

/// What a pane has cost since the meter was reset.
struct PaneCost {
  double refreshing_s = 0;  ///< processor time, bringing it up to date
  double painting_s = 0;    ///< processor time, paint events of it and all that is in it
  int paints = 0;           ///< paint events
};

/// An application that notes what painting costs, pane by pane.
class PaintMeter : public QApplication {
 public:
  using QApplication::QApplication;

  void reset() { costs_.clear(); }
  /// Brings a pane up to date, on the meter.
  void refresh(Pane& pane, Stage::Change change);
  [[nodiscard]] const std::map<QString, PaneCost>& costs() const { return costs_; }

  bool notify(QObject* receiver, QEvent* event) override;

 private:
  std::map<QString, PaneCost> costs_;
};

}  // namespace colonnade::viewer
