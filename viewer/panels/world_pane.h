#pragma once

#include "drawings.h"
#include "pane.h"
#include "scene_view.h"

namespace colonnade::viewer {

/// The object, the sensor on it, and what the column believes, in three dimensions.
class WorldPane : public Pane {
 public:
  explicit WorldPane(Stage& stage);
  void fit() { view_->fit(); }

 protected:
  void refresh() override;

 private:
  Drawings drawings_;
  SceneView* view_;
  int episode_ = -1;
};

}  // namespace colonnade::viewer
