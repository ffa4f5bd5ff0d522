#include "raster_pane.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "backdrop.h"
#include "drawing_tools.h"

namespace colonnade::viewer {

/// Wheel: zoom into time at the pointer; with Ctrl: into cells. Drag with the right button shifts. Click: go there.
class RasterPane::Plot : public QWidget {
 public:
  Plot(Stage& stage, const Raster& raster) : stage_(stage), raster_(raster) { setMinimumSize(160, 80); }
  void show_all() {
    first_step_ = first_cell_ = 0;
    step_zoom_ = cell_zoom_ = 1;
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = stage_.theme();
    painter.fillRect(rect(), to_qcolor(theme.background));
    if (raster_.steps().empty() || raster_.cells() == 0) {
      draw_hint(painter, rect(), theme, "Cells over time appear here");
      return;
    }
    const PlotArea area = area_now();
    const std::string key = std::to_string(raster_.revision()) + " " + std::string(theme.name) + " " +
                            std::to_string(area.x0) + " " + std::to_string(area.x1) + " " + std::to_string(area.y0) +
                            " " + std::to_string(area.y1);
    spikes_.draw(painter, size(), key, [&](QPainter& inner) { draw_spikes(inner, area); });
    mark_highlighted(painter, area);
    painter.setPen(QPen(to_qcolor(theme.text), 1.4));
    const double now = area.x(stage_.cursor().step + 0.5);
    if (now >= area.rect.left() && now <= area.rect.right()) {
      painter.drawLine(QPointF(now, area.rect.top()), QPointF(now, area.rect.bottom()));
    }
  }
  void wheelEvent(QWheelEvent* event) override {
    const double factor = event->angleDelta().y() > 0 ? 1.25 : 0.8;
    const bool cells = (event->modifiers() & Qt::ControlModifier) != 0;
    const PlotArea before = area_now();
    double& zoom = cells ? cell_zoom_ : step_zoom_;
    zoom = std::clamp(zoom * factor, 1.0, 5000.0);
    const PlotArea after = area_now();
    const double x = before.x_of(event->position().x());
    const double share_y = (before.rect.bottom() - event->position().y()) / before.rect.height();
    if (cells) {
      first_cell_ += share_y * ((before.y1 - before.y0) - (after.y1 - after.y0));
    } else {
      first_step_ += x - after.x_of(event->position().x());
    }
    update();
  }
  void mousePressEvent(QMouseEvent* event) override {
    grabbed_ = event->position();
    if (event->button() == Qt::LeftButton) go_to(event->position().x());
  }
  void mouseMoveEvent(QMouseEvent* event) override {
    if ((event->buttons() & Qt::LeftButton) != 0) go_to(event->position().x());
    if ((event->buttons() & Qt::RightButton) != 0) {
      const PlotArea area = area_now();
      first_step_ -= (event->position().x() - grabbed_.x()) / area.rect.width() * (area.x1 - area.x0);
      first_cell_ += (event->position().y() - grabbed_.y()) / area.rect.height() * (area.y1 - area.y0);
      grabbed_ = event->position();
      update();
    }
  }
  void mouseDoubleClickEvent(QMouseEvent*) override {
    show_all();
    update();
  }

 private:
  void draw_spikes(QPainter& painter, const PlotArea& area) const {
    const Theme& theme = stage_.theme();
    painter.fillRect(rect(), to_qcolor(theme.background));
    draw_axes(painter, area, theme, "step", "cell");
    painter.setClipRect(area.rect);
    const double wide = std::max(1.2, area.rect.width() / (area.x1 - area.x0) * 0.8);
    const double high = std::clamp(area.rect.height() / (area.y1 - area.y0) * 0.8, 1.6, 14.0);
    const int end = std::min(static_cast<int>(std::ceil(area.x1)) + 1, static_cast<int>(raster_.steps().size()));
    for (int s = std::max(0, static_cast<int>(area.x0)); s < end; ++s) {
      for (const Raster::Spike& spike : raster_.steps()[static_cast<std::size_t>(s)]) {
        const QPointF c = area.at(s + 0.5, spike.cell + 0.5);
        if (!area.rect.contains(c)) continue;
        const bool fired = spike.strength >= 0.5f;  // wide; what was only predicted is narrow
        const double across = fired ? wide : std::max(1.0, wide / 3);
        painter.fillRect(QRectF(c.x() - across / 2, c.y() - high / 2, across, high),
                         to_qcolor(fired ? theme.active : theme.predicted));
      }
    }
  }

  /// The row of the cell that is pointed at anywhere, between two lines.
  void mark_highlighted(QPainter& painter, const PlotArea& area) const {
    const Picked& what = stage_.highlighted();
    const bool object = raster_.layer() == RasterLayer::objects && what.thing == Thing::object;
    const bool cell =
        raster_.layer() == RasterLayer::cells && what.thing == Thing::segment && what.object == raster_.object();
    const bool module = raster_.layer() == RasterLayer::modules && what.thing == Thing::module;
    if (!object && !cell && !module) return;
    const double first = module ? what.which * kCellsOfModule : what.which;
    const double middle = area.y(first + 0.5 * (module ? kCellsOfModule : 1));
    const double half = std::max(4.0, 0.5 * std::abs(area.y(first) - area.y(first + (module ? kCellsOfModule : 1))));
    painter.save();
    painter.setClipRect(area.rect);
    painter.setPen(QPen(to_qcolor(stage_.theme().text), 1.2));
    for (const double y : {middle - half, middle + half}) {
      painter.drawLine(QPointF(area.rect.left(), y), QPointF(area.rect.right(), y));
    }
    painter.restore();
  }

  [[nodiscard]] PlotArea area_now() {
    const double steps = std::max(1.0, static_cast<double>(raster_.steps().size())), cells = raster_.cells();
    const double shown_steps = steps / step_zoom_, shown_cells = std::max(1.0, cells / cell_zoom_);
    first_step_ = std::clamp(first_step_, 0.0, steps - shown_steps);
    first_cell_ = std::clamp(first_cell_, 0.0, std::max(0.0, cells - shown_cells));
    const QFontMetricsF metrics(font());
    return {QRectF(52, metrics.height() + 8, width() - 60, height() - 3 * metrics.height() - 14), first_step_,
            first_step_ + shown_steps, first_cell_, first_cell_ + shown_cells};
  }
  void go_to(double x) {
    const int step = static_cast<int>(std::floor(area_now().x_of(x)));
    stage_.move([&](Transport& t, const Document& d) { t.go_to(d, {t.cursor().episode, step}); });
  }

  Stage& stage_;
  const Raster& raster_;
  Backdrop spikes_;
  double first_step_ = 0, first_cell_ = 0;
  double step_zoom_ = 1, cell_zoom_ = 1;
  QPointF grabbed_;
};

RasterPane::RasterPane(Stage& stage)
    : Pane(stage, "Raster",
           "Which cells fired at which step: a wide mark is an active cell, a narrow one was only predicted. Wheel "
           "zooms "
           "into time, Ctrl and wheel into cells, double click shows all."),
      layer_(new QComboBox),
      plot_(new Plot(stage, raster_)) {
  layer_->addItems(
      {"L2/3: object cells", "L4: cells of the shown object", "L6: cells of all modules, best hypothesis"});
  layer_->setCurrentIndex(1);
  layer_->setFocusPolicy(Qt::NoFocus);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(layer_);
  layout->addWidget(plot_, 1);
  QObject::connect(layer_, &QComboBox::currentIndexChanged, this, [this] {
    plot_->show_all();
    refresh();
  });
}

void RasterPane::refresh() {
  raster_.update(stage_, static_cast<RasterLayer>(layer_->currentIndex()), stage_.shown_object());
  plot_->update();
}

}  // namespace colonnade::viewer
