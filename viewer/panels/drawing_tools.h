#pragma once

#include <vector>

#include <QColor>
#include <QPainter>
#include <QPen>
#include <QString>

#include "colour.h"

/// Small helpers for drawing with QPainter.
namespace colonnade::viewer {

inline QColor to_qcolor(Rgba c) { return {c[0], c[1], c[2], c[3]}; }

inline QPen pen_for(const CurveStyle& style, qreal width) {
  constexpr std::array<Qt::PenStyle, 4> kStyles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
  return {to_qcolor(style.colour), width, kStyles[static_cast<std::size_t>(style.dashes)]};
}

/// A step between axis marks that makes at most `most` of them: 1, 2 or 5 times a power of ten.
[[nodiscard]] double nice_step(double range, int most);

/// A linear axis frame in a rectangle: data coordinates to pixels.
struct PlotArea {
  QRectF rect;
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1;

  [[nodiscard]] double x(double value) const { return rect.left() + (value - x0) / (x1 - x0) * rect.width(); }
  [[nodiscard]] double y(double value) const { return rect.bottom() - (value - y0) / (y1 - y0) * rect.height(); }
  [[nodiscard]] QPointF at(double vx, double vy) const { return {x(vx), y(vy)}; }
  [[nodiscard]] double x_of(double pixel) const { return x0 + (pixel - rect.left()) / rect.width() * (x1 - x0); }
};

/// Grid, numbers and titles of a plot.
void draw_axes(QPainter& painter, const PlotArea& area, const Theme& theme, const QString& x_title,
               const QString& y_title);

/// A label's box, moved down, or up where there is no room below, until it covers none of those already there.
[[nodiscard]] QRectF free_place(const QRectF& box, const std::vector<QRectF>& taken, double height);

/// A hint in the middle of an empty pane.
void draw_hint(QPainter& painter, const QRectF& rect, const Theme& theme, const QString& text);

}  // namespace colonnade::viewer
