#pragma once

#include <QComboBox>
#include <QLabel>

#include "drawings.h"
#include "pane.h"
#include "scene_view.h"

namespace colonnade::viewer {

/// The hypotheses about one object, as places of the sensor on its model.
class HypothesesPane : public Pane {
 public:
  explicit HypothesesPane(Stage& stage);
  void fit() { view_->fit(); }
  void set_colour(CloudColour colour) { colour_->setCurrentIndex(static_cast<int>(colour)); }

 protected:
  void refresh() override;

 private:
  Drawings drawings_;
  QComboBox* colour_;
  QLabel* counts_;
  SceneView* view_;
};

}  // namespace colonnade::viewer
