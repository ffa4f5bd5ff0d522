#include "evidence_pane.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QPainterPath>

#include "drawing_tools.h"

namespace colonnade::viewer {
namespace {

constexpr std::size_t kMostCurves = 10;

}  // namespace

EvidencePane::EvidencePane(Stage& stage)
    : Pane(
          stage, "Evidence",
          "How much speaks for each object: one curve an object, its best hypothesis. Sensations that fit raise it, "
          "those that do not lower it. The true object's curve is thick; the flag marks the decision. Click to go to a "
          "step.") {
  setMouseTracking(true);
  setMinimumSize(160, 100);
}

void EvidencePane::refresh() {
  curves_.clear();
  const recording::EpisodeRecord* episode = stage_.episode();
  if (episode != nullptr) {
    const auto& steps = stage_.document()->summaries(episode->number);
    steps_ = static_cast<int>(steps.size());
    std::vector<float> best;
    for (const auto& step : steps) {
      best.resize(std::max(best.size(), step.evidence.size()), std::nanf(""));
      for (std::size_t i = 0; i < step.evidence.size(); ++i) best[i] = std::fmax(best[i], step.evidence[i]);
    }
    for (std::uint32_t i = 0; i < best.size(); ++i) {
      if (std::isfinite(best[i])) curves_.push_back({i, best[i], stage_.document()->object_name(i) == episode->object});
    }
    std::sort(curves_.begin(), curves_.end(),
              [](const Curve& a, const Curve& b) { return a.truth != b.truth ? a.truth : a.best > b.best; });
    if (curves_.size() > kMostCurves) curves_.resize(kMostCurves);
  } else {
    steps_ = 0;
  }
  update();
}

void EvidencePane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  const recording::EpisodeRecord* episode = stage_.episode();
  if (episode == nullptr || steps_ == 0) {
    draw_hint(painter, rect(), theme, "Evidence for each object appears here, step by step");
    return;
  }
  const auto& steps = stage_.document()->summaries(episode->number);
  double low = 0, high = 1;
  for (const auto& step : steps) {
    for (const Curve& curve : curves_) {
      if (curve.object >= step.evidence.size() || !std::isfinite(step.evidence[curve.object])) continue;
      low = std::min(low, static_cast<double>(step.evidence[curve.object]));
      high = std::max(high, static_cast<double>(step.evidence[curve.object]));
    }
  }
  const QFontMetricsF metrics(painter.font());
  const double names = std::min(170.0, 0.34 * width());
  PlotArea area{QRectF(48, metrics.height() + 10, width() - 56 - names, height() - 3 * metrics.height() - 16), 0,
                std::max(1.0, steps_ - 1.0), low, high * 1.05};
  left_ = area.rect.left();
  right_ = area.rect.right();
  draw_axes(painter, area, theme, "step", "evidence");

  double name_y = area.rect.top();
  std::size_t number = 0;
  for (const Curve& curve : curves_) {
    const CurveStyle style = curve.truth ? CurveStyle{theme.truth, 0} : curve_style(number++);
    const bool lit = stage_.highlighted().thing == Thing::object && stage_.highlighted().which == curve.object;
    QPainterPath path;
    bool begun = false;
    for (int s = 0; s < static_cast<int>(steps.size()); ++s) {
      const auto& evidence = steps[static_cast<std::size_t>(s)].evidence;
      const bool there = curve.object < evidence.size() && std::isfinite(evidence[curve.object]);
      if (there) {
        const QPointF at = area.at(s, static_cast<double>(evidence[curve.object]));
        begun ? path.lineTo(at) : path.moveTo(at);
      }
      begun = there;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen_for(style, (curve.truth ? 3.4 : 1.6) + (lit ? 1.5 : 0)));
    painter.drawPath(path);
    painter.drawLine(QPointF(area.rect.right() + 12, name_y + metrics.height() / 2),
                     QPointF(area.rect.right() + 34, name_y + metrics.height() / 2));
    painter.setPen(to_qcolor(curve.truth || lit ? theme.text : theme.faint));
    const QString name = QString::fromStdString(stage_.document()->object_name(curve.object)) +
                         (curve.truth ? QString(" (true)") : QString());
    painter.drawText(QRectF(area.rect.right() + 40, name_y, names - 40, metrics.height()), Qt::AlignLeft,
                     metrics.elidedText(name, Qt::ElideRight, names - 40));
    name_y += metrics.height() + 2;
  }
  for (int s = 0; s < static_cast<int>(steps.size()); ++s) {
    if ((steps[static_cast<std::size_t>(s)].flags & recording::kDecided) == 0) continue;
    const double x = area.x(s);
    painter.setPen(QPen(to_qcolor(theme.text), 1.2, Qt::DashLine));
    painter.drawLine(QPointF(x, area.rect.top()), QPointF(x, area.rect.bottom()));
    const QString text = "decided: " + QString::fromStdString(episode->result);
    const double wide = metrics.horizontalAdvance(text) + 12;
    const QRectF flag(x - wide, area.rect.top(), wide, metrics.height() + 4);
    painter.setBrush(to_qcolor(theme.panel));
    painter.setPen(QPen(to_qcolor(theme.text), 1));
    painter.drawRect(flag);
    painter.drawText(flag, Qt::AlignCenter, text);
    break;
  }
  const double now = area.x(stage_.cursor().step);
  painter.setPen(QPen(to_qcolor(theme.text), 1.6));
  painter.drawLine(QPointF(now, area.rect.top()), QPointF(now, area.rect.bottom()));
}

int EvidencePane::step_at(double x) const {
  const double share = right_ > left_ ? (x - left_) / (right_ - left_) : 0;
  return std::clamp(static_cast<int>(std::lround(share * std::max(1, steps_ - 1))), 0, std::max(0, steps_ - 1));
}

void EvidencePane::mousePressEvent(QMouseEvent* event) {
  if (event->position().x() > right_ + 8) {
    const auto row = static_cast<std::size_t>(std::max(
        0.0, (event->position().y() - QFontMetricsF(font()).height() - 10) / (QFontMetricsF(font()).height() + 2)));
    if (row < curves_.size()) stage_.select({Thing::object, curves_[row].object, 0});
    return;
  }
  const int step = step_at(event->position().x());
  stage_.move([&](Transport& t, const Document& d) { t.go_to(d, {t.cursor().episode, step}); });
}

void EvidencePane::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) != 0) {
    mousePressEvent(event);
    return;
  }
  if (event->position().x() <= right_ + 8) return;
  const auto row = static_cast<std::size_t>(std::max(
      0.0, (event->position().y() - QFontMetricsF(font()).height() - 10) / (QFontMetricsF(font()).height() + 2)));
  stage_.hover(row < curves_.size() ? Picked{Thing::object, curves_[row].object, 0} : Picked{});
}

}  // namespace colonnade::viewer
