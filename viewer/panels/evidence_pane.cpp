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
          "How much speaks for each object: one curve an object (the likeliest ten), its best hypothesis. Sensations "
          "that fit raise it, "
          "those that do not lower it. The true object's curve is thick; the flag marks the decision. Click to go to a "
          "step.") {
  setMouseTracking(true);
  setMinimumSize(160, 100);
}

void EvidencePane::refresh() {
  const recording::EpisodeRecord* episode = stage_.episode();
  // Scrubbing changes none of this.
  const std::string known = episode == nullptr
                                ? std::string()
                                : std::to_string(stage_.document()->id()) + " " + std::to_string(episode->number) +
                                      " " + std::to_string(stage_.document()->version());
  if (known != known_ || episode == nullptr) {
    curves_.clear();
    steps_ = 0;
    if (episode != nullptr) find_curves(*episode);
    known_ = known;
  }
  update();
}

void EvidencePane::find_curves(const recording::EpisodeRecord& episode) {
  const auto& steps = stage_.document()->summaries(episode.number);
  steps_ = static_cast<int>(steps.size());
  std::vector<float> best, worst;
  for (const auto& step : steps) {
    best.resize(std::max(best.size(), step.evidence.size()), std::nanf(""));
    worst.resize(best.size(), std::nanf(""));
    for (std::size_t i = 0; i < step.evidence.size(); ++i) {
      best[i] = std::fmax(best[i], step.evidence[i]);
      worst[i] = std::fmin(worst[i], step.evidence[i]);
    }
  }
  for (std::uint32_t i = 0; i < best.size(); ++i) {
    if (std::isfinite(best[i])) curves_.push_back({i, best[i], stage_.document()->object_name(i) == episode.object});
  }
  std::sort(curves_.begin(), curves_.end(),
            [](const Curve& a, const Curve& b) { return a.truth != b.truth ? a.truth : a.best > b.best; });
  undrawn_ = curves_.size() - std::min(curves_.size(), kMostCurves);
  curves_.resize(curves_.size() - undrawn_);
  low_ = 0;
  high_ = 1;
  for (const Curve& curve : curves_) {
    low_ = std::min(low_, worst[curve.object]);
    high_ = std::max(high_, best[curve.object]);
  }
}

PlotArea EvidencePane::area_now() const {
  const QFontMetricsF metrics(font());
  const double names = std::min(170.0, 0.34 * width());
  return {QRectF(48, metrics.height() + 10, width() - 56 - names, height() - 3 * metrics.height() - 16), 0,
          std::max(1.0, steps_ - 1.0), static_cast<double>(low_), static_cast<double>(high_) * 1.05};
}

void EvidencePane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  if (stage_.episode() == nullptr || steps_ == 0) {
    painter.fillRect(rect(), to_qcolor(theme.background));
    draw_hint(painter, rect(), theme, "Evidence for each object appears here, step by step");
    return;
  }
  const PlotArea area = area_now();
  const Picked& lit = stage_.highlighted();
  const std::string key = known_ + " " + std::string(theme.name) + " " +
                          (lit.thing == Thing::object ? std::to_string(lit.which) : std::string());
  plot_.draw(painter, size(), key, [&](QPainter& inner) { draw_plot(inner, area); });
  const double now = area.x(stage_.cursor().step);
  painter.setPen(QPen(to_qcolor(theme.text), 1.6));
  painter.drawLine(QPointF(now, area.rect.top()), QPointF(now, area.rect.bottom()));
}

void EvidencePane::draw_plot(QPainter& painter, const PlotArea& area) const {
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  draw_axes(painter, area, theme, "step", "evidence");
  const QFontMetricsF metrics(painter.font());
  const double names = width() - area.rect.right() - 8;
  double name_y = area.rect.top();
  std::size_t number = 0, row = 0;
  for (const Curve& curve : curves_) {
    const CurveStyle style = curve.truth ? CurveStyle{theme.truth, 0} : curve_style(number++, theme);
    const bool lit = stage_.highlighted().thing == Thing::object && stage_.highlighted().which == curve.object;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen_for(style, (curve.truth ? 3.4 : 1.6) + (lit ? 1.5 : 0)));
    draw_curve(painter, area, curve.object);
    if (row++ >= named()) continue;
    painter.drawLine(QPointF(area.rect.right() + 12, name_y + metrics.height() / 2),
                     QPointF(area.rect.right() + 34, name_y + metrics.height() / 2));
    painter.setPen(to_qcolor(curve.truth || lit ? theme.text : theme.faint));
    const QString name = QString::fromStdString(stage_.document()->object_name(curve.object)) +
                         (curve.truth ? QString(" (true)") : QString());
    painter.drawText(QRectF(area.rect.right() + 40, name_y, names - 40, metrics.height()), Qt::AlignLeft,
                     metrics.elidedText(name, Qt::ElideRight, names - 40));
    name_y += metrics.height() + 2;
  }
  if (const std::size_t others = curves_.size() + undrawn_ - named(); others > 0) {
    painter.setPen(to_qcolor(theme.faint));
    painter.drawText(QRectF(area.rect.right() + 40, name_y, names - 40, metrics.height()), Qt::AlignLeft,
                     metrics.elidedText(QString("and %1 more").arg(others), Qt::ElideRight, names - 40));
  }
  draw_decision(painter, area);
}

// More steps than pixels: the least and the most of those that share one.
void EvidencePane::draw_curve(QPainter& painter, const PlotArea& area, std::uint32_t object) const {
  const auto& steps = stage_.document()->summaries(stage_.episode()->number);
  const std::size_t together =
      std::max<std::size_t>(1, steps.size() / std::max<std::size_t>(1, static_cast<std::size_t>(area.rect.width())));
  QPainterPath path;
  bool begun = false;
  for (std::size_t first = 0; first < steps.size(); first += together) {
    float low = std::nanf(""), high = std::nanf("");
    for (std::size_t s = first; s < std::min(steps.size(), first + together); ++s) {
      if (object >= steps[s].evidence.size()) continue;
      low = std::fmin(low, steps[s].evidence[object]);
      high = std::fmax(high, steps[s].evidence[object]);
    }
    const bool there = std::isfinite(low);
    if (there) {
      const QPointF at = area.at(static_cast<double>(first), static_cast<double>(low));
      begun ? path.lineTo(at) : path.moveTo(at);
      if (high > low) path.lineTo(area.at(static_cast<double>(first), static_cast<double>(high)));
    }
    begun = there;
  }
  painter.drawPath(path);
  if (path.elementCount() != 1) return;
  painter.setBrush(painter.pen().color());  // one place is no line
  painter.drawEllipse(path.currentPosition(), 3, 3);
}

void EvidencePane::draw_decision(QPainter& painter, const PlotArea& area) const {
  const Theme& theme = stage_.theme();
  const auto& steps = stage_.document()->summaries(stage_.episode()->number);
  const auto decided = std::find_if(steps.begin(), steps.end(),
                                    [](const auto& step) { return (step.flags & recording::kDecided) != 0; });
  if (decided == steps.end()) return;
  const QFontMetricsF metrics(painter.font());
  const double x = area.x(static_cast<double>(decided - steps.begin()));
  painter.setPen(QPen(to_qcolor(theme.text), 1.2, Qt::DashLine));
  painter.drawLine(QPointF(x, area.rect.top()), QPointF(x, area.rect.bottom()));
  const QString result = QString::fromStdString(stage_.episode()->result);  // known once the episode is over
  const QString text = result.isEmpty() ? QString("decided") : "decided: " + result;
  const double wide = metrics.horizontalAdvance(text) + 12;
  const QRectF flag(std::max(area.rect.left(), x - wide), area.rect.top(), wide, metrics.height() + 4);
  painter.setBrush(to_qcolor(theme.panel));
  painter.setPen(QPen(to_qcolor(theme.text), 1));
  painter.drawRect(flag);
  painter.drawText(flag, Qt::AlignCenter, text);
}

int EvidencePane::step_at(double x) const {
  return std::clamp(static_cast<int>(std::lround(area_now().x_of(x))), 0, std::max(0, steps_ - 1));
}

std::size_t EvidencePane::named() const {
  const double line = QFontMetricsF(font()).height();
  const auto room = static_cast<std::size_t>(std::max(1.0, (height() - line - 10) / (line + 2)));
  return curves_.size() + undrawn_ <= room ? curves_.size() : std::min(curves_.size(), room - 1);
}

std::optional<std::uint32_t> EvidencePane::named_at(const QPointF& at) const {
  const double line = QFontMetricsF(font()).height();
  const double row = (at.y() - line - 10) / (line + 2);
  if (at.x() <= area_now().rect.right() + 8 || row < 0 || row >= static_cast<double>(named())) return std::nullopt;
  return curves_[static_cast<std::size_t>(row)].object;
}

void EvidencePane::mousePressEvent(QMouseEvent* event) {
  if (event->position().x() > area_now().rect.right() + 8) {
    if (const auto object = named_at(event->position())) stage_.select({Thing::object, *object, 0});
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
  const auto object = named_at(event->position());
  stage_.hover(object ? Picked{Thing::object, *object, 0} : Picked{});
}

}  // namespace colonnade::viewer
