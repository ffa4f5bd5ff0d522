#pragma once

#include <string>

#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QSlider>

#include "drawings.h"
#include "pane.h"
#include "scene_view.h"

namespace colonnade::viewer {

/// The learned memory: every object's points, normals and colours, and how they grew.
class ObjectsPane : public Pane {
 public:
  explicit ObjectsPane(Stage& stage);
  void fit() { view_->fit(); }
  void set_normals(bool shown) { normals_->setChecked(shown); }
  [[nodiscard]] bool normals() const { return normals_->isChecked(); }

 protected:
  void refresh() override;

 private:
  void show_object();

  Drawings drawings_;
  QListWidget* list_;
  QSlider* growth_;
  QCheckBox* normals_;
  QLabel* about_growth_;
  SceneView* view_;
  int shown_ = -1;
  std::string drawn_;  ///< what the drawing shows
};

}  // namespace colonnade::viewer
