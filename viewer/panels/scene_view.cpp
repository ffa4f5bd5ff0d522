#include "scene_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <colonnade/cortex/error.h>

#include "drawing_tools.h"

namespace colonnade::viewer {
namespace {

struct SharedRenderer {
  std::unique_ptr<Renderer> renderer;
  QString why;
  bool tried = false;
  bool smooth = false;
};
SharedRenderer& shared() {
  static SharedRenderer one;
  return one;
}

constexpr int kHurry_ms = 250;  // drawings that follow each other faster than this are hurried
constexpr float kReach = 14;    // pixels within which something is pointed at

}  // namespace

Renderer* SceneView::renderer() {
  SharedRenderer& s = shared();
  if (!s.tried) {
    s.tried = true;
    try {
      s.renderer = std::make_unique<Renderer>();
    } catch (const InputError& error) {
      s.why = error.what();
    }
  }
  return s.renderer.get();
}

const QString& SceneView::why() { return shared().why; }
void SceneView::set_smooth(bool smooth) { shared().smooth = smooth; }
void SceneView::release_renderer() { shared().renderer.reset(); }

SceneView::SceneView(Stage& stage) : stage_(stage) {
  setObjectName("scene");
  setMouseTracking(true);
  setMinimumSize(120, 100);
  setFocusPolicy(Qt::ClickFocus);
  settle_.setSingleShot(true);
  QObject::connect(&settle_, &QTimer::timeout, this, [this] {
    hurried_ = false;
    update();
  });
}

void SceneView::show_drawing(Drawing drawing) {
  drawing_ = std::move(drawing);
  hurried_ = since_drawing_.isValid() && since_drawing_.elapsed() < kHurry_ms;
  since_drawing_.start();
  if (hurried_) settle_.start(kHurry_ms);
  // Another thing of another size or elsewhere wants another view; otherwise the view is the user's.
  if (!fitted_ || drawing_.radius > 1.3f * fitted_radius_ || drawing_.radius < 0.7f * fitted_radius_ ||
      (drawing_.centre - fitted_centre_).norm() > 0.1f * fitted_radius_) {
    fit();
  }
  update();
}

void SceneView::fit() {
  if (drawing_.items.empty()) return;
  camera_.fit(drawing_.centre, drawing_.radius);
  if (!drawing_.from.isZero()) camera_.look_from(drawing_.from);
  fitted_ = true;
  fitted_radius_ = drawing_.radius;
  fitted_centre_ = drawing_.centre;
  update();
}

void SceneView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme& theme = stage_.theme();
  Renderer* const gl = renderer();
  if (gl == nullptr) {
    painter.fillRect(rect(), to_qcolor(theme.background));
    draw_hint(painter, rect(), theme, why());
    return;
  }
  const qreal ratio = devicePixelRatioF();
  const int w = static_cast<int>(width() * ratio), h = static_cast<int>(height() * ratio);
  const Picture& picture =
      gl->draw(drawing_, camera_, w, h, theme.background, !shared().smooth && (moving_ || hurried_));
  QImage image(picture.rgba.data(), picture.width, picture.height, 4 * picture.width, QImage::Format_RGBX8888);
  image.setDevicePixelRatio(ratio);
  painter.drawImage(0, 0, image);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (const Label& label : drawing_.labels) {
    const auto at = camera_.project(label.p_W, static_cast<float>(width()), static_cast<float>(height()));
    if (!at) continue;
    const QString text = QString::fromStdString(label.text);
    QRectF box(static_cast<double>(at->x()) + 6, static_cast<double>(at->y()) - metrics.height() / 2,
               metrics.horizontalAdvance(text) + 10, metrics.height() + 4);
    box.moveLeft(std::clamp(box.left(), 2.0, std::max(2.0, width() - box.width() - 2.0)));
    box.moveTop(std::clamp(box.top(), 2.0, std::max(2.0, height() - box.height() - 2.0)));
    box = free_place(box, taken, height());
    taken.push_back(box);
    painter.setPen(Qt::NoPen);
    painter.setBrush(to_qcolor(with_alpha(theme.panel, 215)));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(to_qcolor(label.colour));
    painter.drawText(box, Qt::AlignCenter, text);
  }
  if (drawing_.items.empty()) draw_hint(painter, rect(), theme, "Nothing to show here yet");
}

Picked SceneView::thing_at(const QPointF& position) const {
  const Eigen::Vector2f pixel(static_cast<float>(position.x()), static_cast<float>(position.y()));
  const Spot* spot =
      camera_.pick(drawing_.spots, pixel, static_cast<float>(width()), static_cast<float>(height()), kReach);
  return spot == nullptr ? Picked{} : Picked{static_cast<Thing>(spot->what), spot->which, 0};
}

void SceneView::mousePressEvent(QMouseEvent* event) {
  grabbed_ = event->position();
  moving_ = false;
}

void SceneView::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() == Qt::NoButton) {
    pointed(thing_at(event->position()));
    return;
  }
  const QPointF moved = event->position() - grabbed_;
  if (!moving_ && moved.manhattanLength() < 3) return;
  moving_ = true;
  grabbed_ = event->position();
  const auto x = static_cast<float>(moved.x()), y = static_cast<float>(moved.y());
  if ((event->buttons() & Qt::LeftButton) != 0) {
    camera_.orbit(-0.008f * x, 0.008f * y);
  } else {
    const auto side = static_cast<float>(std::min(width(), height()));
    camera_.pan(-x / side, y / side);
  }
  update();
}

void SceneView::mouseReleaseEvent(QMouseEvent* event) {
  if (!moving_ && event->button() == Qt::LeftButton) clicked(thing_at(event->position()));
  moving_ = false;
  update();
}

void SceneView::mouseDoubleClickEvent(QMouseEvent*) { fit(); }

void SceneView::wheelEvent(QWheelEvent* event) {
  camera_.zoom(std::pow(0.9985f, static_cast<float>(event->angleDelta().y())));
  update();
}

}  // namespace colonnade::viewer
