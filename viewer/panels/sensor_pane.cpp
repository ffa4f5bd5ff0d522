#include "sensor_pane.h"

#include <algorithm>
#include <cmath>

#include <QImage>

#include "drawing_tools.h"

namespace colonnade::viewer {
namespace {

QImage colour_image(const recording::PatchRecord& patch) {
  QImage image(patch.width, patch.height, QImage::Format_RGB32);
  for (int v = 0; v < patch.height; ++v) {
    for (int u = 0; u < patch.width; ++u) {
      const auto& c = patch.rgb[static_cast<std::size_t>(v * patch.width + u)];
      image.setPixel(u, v, qRgb(c[0], c[1], c[2]));
    }
  }
  return image;
}

struct DepthRange {
  float near = 0;
  float far = 0;
};

DepthRange depth_range(const recording::PatchRecord& patch) {
  DepthRange range{1e9f, 0};
  for (const float depth : patch.depth) {
    if (depth <= 0) continue;
    range.near = std::min(range.near, depth);
    range.far = std::max(range.far, depth);
  }
  return range;
}

/// Near is bright; no reading is hatched black and grey.
QImage depth_image(const recording::PatchRecord& patch, DepthRange range) {
  QImage image(patch.width, patch.height, QImage::Format_RGB32);
  for (int v = 0; v < patch.height; ++v) {
    for (int u = 0; u < patch.width; ++u) {
      const float depth = patch.depth[static_cast<std::size_t>(v * patch.width + u)];
      Rgba c = (u + v) % 4 < 2 ? Rgba{0, 0, 0, 255} : Rgba{70, 70, 70, 255};
      if (depth > 0) c = ramp(1 - (depth - range.near) / std::max(1e-5f, range.far - range.near));
      image.setPixel(u, v, qRgb(c[0], c[1], c[2]));
    }
  }
  return image;
}

}  // namespace

SensorPane::SensorPane(Stage& stage)
    : Pane(stage, "Sensor",
           "What the small camera sees (left), how far away it is (right: bright is near, hatched is no reading), and "
           "the sensation made of its middle: normal, curvatures, colour. That alone reaches the column.") {
  setMinimumSize(180, 120);
}

void SensorPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  const auto step = stage_.step();
  const auto* column = stage_.column_of(step.get());
  if (column == nullptr) {
    draw_hint(painter, rect(), theme, "What the sensor sees appears here");
    return;
  }
  const QFontMetricsF metrics(painter.font());
  const double line = metrics.height() + 2;
  const auto patch = stage_.document()->patch(stage_.cursor());
  // The text stands below the images, or beside them where there is room.
  const double text_height = 6 * line, text_width = 360;
  const double below = std::min(0.5 * width() - 12, height() - text_height - 2 * line);
  const double beside = std::min(0.5 * (width() - text_width) - 12, height() - line - 8);
  const double side = std::max({28.0, below, beside});
  const QRectF left(8, line + 2, side, side), right(std::max(16 + side, 64.0), line + 2, side, side);
  painter.setPen(to_qcolor(theme.faint));
  painter.drawText(QPointF(left.left(), line - 3), "colour");
  if (patch) {
    const DepthRange range = depth_range(*patch);
    painter.drawText(QPointF(right.left(), line - 3), range.far > 0
                                                          ? QString("depth %1 to %2 mm")
                                                                .arg(static_cast<double>(range.near) * 1e3, 0, 'f', 1)
                                                                .arg(static_cast<double>(range.far) * 1e3, 0, 'f', 1)
                                                          : QString("depth: no reading"));
    painter.drawImage(left, colour_image(*patch));
    painter.drawImage(right, depth_image(*patch, range));
    for (const auto& [colour, wide] : {std::pair(Qt::black, 3.0), std::pair(Qt::white, 1.2)}) {  // seen on any patch
      painter.setPen(QPen(colour, wide));
      for (const QRectF& image : {left, right}) painter.drawEllipse(image.center(), 0.06 * side, 0.06 * side);
    }
  } else {
    draw_hint(painter, left, theme, "no patch was recorded");
  }
  // The normal and the principal directions, as the camera sees them.
  if (column->sensation && column->sensation->on_surface && patch) {
    const auto& s = *column->sensation;
    const cortex::Rotation R_SW = step->X_WS.linear().transpose();
    const auto arrow = [&](const cortex::Vector3& v_W, double length, const QPen& pen) {
      const cortex::Vector3 v = R_SW * v_W;
      const QPointF from = right.center(), to = from + length * side * QPointF(v.x(), v.y());
      painter.setPen(pen);
      painter.drawLine(from, to);
      painter.setBrush(pen.color());
      painter.drawEllipse(to, 3, 3);
    };
    if (s.frame_fully_defined) {
      arrow(s.R_WF.col(0), 0.3, QPen(to_qcolor(theme.burst), 2));
      arrow(s.R_WF.col(1), 0.3, QPen(to_qcolor(theme.predicted), 2, Qt::DashLine));
    }
    arrow(s.normal_W(), 0.4, QPen(Qt::white, 2.5));
  }
  const double text_left = beside > below ? right.right() + 16 : 8;
  double y = beside > below ? left.top() + line : left.bottom() + line;
  const auto say = [&](const QString& name, const QString& value) {
    painter.setPen(to_qcolor(theme.faint));
    painter.drawText(QPointF(text_left, y), name);
    painter.setPen(to_qcolor(theme.text));
    painter.drawText(QPointF(text_left + 88, y), value);
    y += line;
  };
  if (!column->sensation) {
    say("sensation", "none: no surface before the sensor");
    return;
  }
  const auto& s = *column->sensation;
  if (!s.on_surface) {
    say("sensation", "nothing was where it reached;");
    say("", "the images are of where it stands");
    return;
  }
  const auto bend = [](double k) {
    if (std::abs(k) < 3) return QString("flat");
    return QString("%1 %2 mm").arg(k > 0 ? "bulge, radius" : "hollow, radius").arg(1e3 / std::abs(k), 0, 'f', 0);
  };
  const cortex::Vector3 n = s.normal_W();
  say("normal", QString("%1  %2  %3").arg(n.x(), 0, 'f', 2).arg(n.y(), 0, 'f', 2).arg(n.z(), 0, 'f', 2));
  say("curvature 1", bend(s.k1) + QString("  (%1 /m)").arg(s.k1, 0, 'f', 1));
  say("curvature 2", bend(s.k2) + QString("  (%1 /m)").arg(s.k2, 0, 'f', 1));
  say("directions",
      s.frame_fully_defined ? "defined (solid: 1, dashed: 2)" : "undefined here: it bends alike everywhere");
  say("colour", QString("     hue %1, sat. %2, value %3")
                    .arg(static_cast<double>(s.colour.hue), 0, 'f', 2)
                    .arg(static_cast<double>(s.colour.saturation), 0, 'f', 2)
                    .arg(static_cast<double>(s.colour.value), 0, 'f', 2));
  painter.setPen(QPen(to_qcolor(theme.text), 1));
  painter.setBrush(to_qcolor(from_hsv(s.colour.hue, s.colour.saturation, s.colour.value)));
  painter.drawRect(QRectF(text_left + 88, y - 2 * line + 5, 14, line - 5));
}

}  // namespace colonnade::viewer
