#include "drawing_tools.h"

#include <algorithm>
#include <cmath>

namespace colonnade::viewer {

double nice_step(double range, int most) {
  if (!(range > 0) || most < 1) return 1;
  const double rough = range / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10 * power;
}

void draw_axes(QPainter& painter, const PlotArea& area, const Theme& theme, const QString& x_title,
               const QString& y_title) {
  const QFontMetricsF metrics(painter.font());
  // Steps are whole.
  const double x_step =
      std::max(1.0, nice_step(area.x1 - area.x0, std::max(2, static_cast<int>(area.rect.width() / 70))));
  const double y_step = nice_step(area.y1 - area.y0, std::max(2, static_cast<int>(area.rect.height() / 36)));
  const QPen grid(to_qcolor(theme.grid), 1), text(to_qcolor(theme.faint));
  for (double v = std::ceil(area.x0 / x_step) * x_step; v <= area.x1 + 1e-9; v += x_step) {
    painter.setPen(grid);
    painter.drawLine(area.at(v, area.y0), area.at(v, area.y1));
    painter.setPen(text);
    painter.drawText(QRectF(area.x(v) - 40, area.rect.bottom() + 3, 80, metrics.height()), Qt::AlignHCenter,
                     QString::number(v));
  }
  for (double v = std::ceil(area.y0 / y_step) * y_step; v <= area.y1 + 1e-9; v += y_step) {
    painter.setPen(grid);
    painter.drawLine(area.at(area.x0, v), area.at(area.x1, v));
    painter.setPen(text);
    painter.drawText(QRectF(area.rect.left() - 60, area.y(v) - metrics.height() / 2, 54, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, QString::number(v));
  }
  painter.setPen(text);
  painter.drawText(
      QRectF(area.rect.left(), area.rect.bottom() + metrics.height() + 2, area.rect.width(), metrics.height()),
      Qt::AlignRight, x_title);
  painter.drawText(QRectF(std::max(4.0, area.rect.left() - 44), area.rect.top() - metrics.height() - 4,
                          area.rect.width(), metrics.height()),
                   Qt::AlignLeft, y_title);
}

QRectF free_place(const QRectF& box, const std::vector<QRectF>& taken, double height) {
  const auto moved = [&](bool down) {
    QRectF place = box;
    for (auto other = taken.begin(); other != taken.end();) {
      if (!place.intersects(*other)) {
        ++other;
        continue;
      }
      place.moveTop(down ? other->bottom() + 2 : other->top() - 2 - box.height());
      other = taken.begin();
    }
    return place;
  };
  const QRectF below = moved(true);
  return below.bottom() <= height ? below : moved(false);
}

void draw_hint(QPainter& painter, const QRectF& rect, const Theme& theme, const QString& text) {
  painter.setPen(to_qcolor(theme.faint));
  painter.drawText(rect.adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace colonnade::viewer
