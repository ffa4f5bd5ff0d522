#pragma once

#include <QWidget>

#include "stage.h"

namespace colonnade::viewer {

/// One dockable view of the stage. A hidden pane does no work: it remembers that something changed, and catches up when
/// it is shown.
class Pane : public QWidget {
 public:
  Pane(Stage& stage, QString name, QString about) : stage_(stage), name_(std::move(name)), about_(std::move(about)) {}

  [[nodiscard]] const QString& name() const { return name_; }
  /// For newcomers: what it shows.
  [[nodiscard]] const QString& about() const { return about_; }

  /// Something changed on the stage.
  void invalidate(Stage::Change change);
  [[nodiscard]] bool stale() const { return stale_; }
  /// How often it was brought up to date (for tests).
  [[nodiscard]] int refreshes() const { return refreshes_; }

 protected:
  /// Brings the pane up to date with the stage.
  virtual void refresh() = 0;
  /// Whether this kind of change concerns the pane.
  [[nodiscard]] virtual bool concerns(Stage::Change) const { return true; }
  void showEvent(QShowEvent* event) override;
  void leaveEvent(QEvent* event) override;

  Stage& stage_;

 private:
  void catch_up();

  QString name_;
  QString about_;
  bool stale_ = true;
  int refreshes_ = 0;
};

}  // namespace colonnade::viewer
