#include "backdrop.h"

namespace colonnade::viewer {

void Backdrop::draw(QPainter& painter, QSize size, const std::string& key,
                    const std::function<void(QPainter&)>& paint) {
  const qreal ratio = painter.device()->devicePixelRatioF();
  const QSize pixels = size * ratio;
  if (key != key_ || picture_.size() != pixels || picture_.devicePixelRatio() != ratio) {
    picture_ = QPixmap(pixels);
    picture_.setDevicePixelRatio(ratio);
    picture_.fill(Qt::black);  // panes cover all of it; what is opaque is copied quickly
    QPainter inner(&picture_);
    inner.setRenderHints(painter.renderHints());
    inner.setFont(painter.font());
    paint(inner);
    key_ = key;
    ++paintings_;
  }
  painter.drawPixmap(0, 0, picture_);
}

}  // namespace colonnade::viewer
