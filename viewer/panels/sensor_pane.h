#pragma once

#include "pane.h"

namespace colonnade::viewer {

/// What the middle sensor sees, and what it makes of it.
class SensorPane : public Pane {
 public:
  explicit SensorPane(Stage& stage);

 protected:
  void refresh() override { update(); }
  [[nodiscard]] bool concerns(Stage::Change change) const override { return change != Stage::Change::highlight; }
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace colonnade::viewer
