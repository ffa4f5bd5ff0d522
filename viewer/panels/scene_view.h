#pragma once

#include <functional>
#include <memory>

#include <QElapsedTimer>
#include <QImage>
#include <QTimer>
#include <QWidget>

#include "renderer.h"
#include "stage.h"

namespace colonnade::viewer {

/// A drawing in three dimensions that can be turned (drag), shifted (right drag), zoomed (wheel), fitted (double click)
/// and pointed at.
class SceneView : public QWidget {
 public:
  explicit SceneView(Stage& stage);

  void show_drawing(Drawing drawing);
  void fit();
  /// What the pointer is over; Thing::none beside everything.
  std::function<void(Picked)> pointed = [](Picked) {};
  std::function<void(Picked)> clicked = [](Picked) {};

  /// The renderer that all views share. Null where there is no OpenGL; then why() says so.
  static Renderer* renderer();
  static const QString& why();
  /// Draws as well as it can even while things move: for pictures that are kept.
  static void set_smooth(bool smooth);
  /// Frees it; views draw nothing afterwards. For the end of the program.
  static void release_renderer();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  [[nodiscard]] Picked thing_at(const QPointF& position) const;

  Stage& stage_;
  Drawing drawing_;
  Camera camera_;
  bool fitted_ = false;
  float fitted_radius_ = 0;
  Eigen::Vector3f fitted_centre_ = Eigen::Vector3f::Zero();
  QPointF grabbed_;
  bool moving_ = false;
  bool hurried_ = false;  ///< one drawing follows the other: speed goes before smooth edges
  QElapsedTimer since_drawing_;
  QTimer settle_;
};

}  // namespace colonnade::viewer
