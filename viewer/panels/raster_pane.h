#pragma once

#include <QComboBox>

#include "pane.h"
#include "raster.h"

namespace colonnade::viewer {

/// Which cells fired when.
class RasterPane : public Pane {
 public:
  explicit RasterPane(Stage& stage);
  void set_layer(RasterLayer layer) { layer_->setCurrentIndex(static_cast<int>(layer)); }

 protected:
  void refresh() override;

 private:
  class Plot;

  Raster raster_;
  QComboBox* layer_;
  Plot* plot_;
};

}  // namespace colonnade::viewer
