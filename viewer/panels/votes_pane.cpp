#include "votes_pane.h"

#include <algorithm>
#include <map>
#include <optional>

#include <QMouseEvent>

#include "drawing_tools.h"

namespace colonnade::viewer {

VotesPane::VotesPane(Stage& stage)
    : Pane(
          stage, "Columns and votes",
          "One row a column, each with its own sensor and memory. The bars are its votes: how much evidence it has for "
          "an object. The last row is what all columns together believe. Click a row to see that column's layers.") {
  setMinimumSize(200, 100);
}

void VotesPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  const auto step = stage_.step();
  if (!step) {
    draw_hint(painter, rect(), theme, "Votes appear here");
    return;
  }
  if (step->columns.size() < 2) {
    draw_hint(
        painter, rect(), theme,
        "This run has one column, which has nobody to vote with. Experiments with '5lms' in their names have five.");
    return;
  }
  // One lane for each object that somebody votes for or that the region ranks.
  std::map<std::uint32_t, float> most;
  float highest = 1;
  for (const auto& vote : step->votes) {
    float& best = most.emplace(vote.object, vote.evidence).first->second;
    best = std::max(best, vote.evidence);
    highest = std::max(highest, vote.evidence);
  }
  float region_best = 1;
  for (const auto& ranked : step->ranked) {
    most.emplace(ranked.object, 0.0f);
    region_best = std::max(region_best, ranked.evidence);
  }
  std::vector<std::pair<std::uint32_t, float>> lanes(most.begin(), most.end());
  std::sort(lanes.begin(), lanes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (lanes.size() > 8) lanes.resize(8);
  const QFontMetricsF metrics(painter.font());
  const double left = 96, lane = (width() - left - 8) / std::max<double>(1, static_cast<double>(lanes.size()));
  top_ = 2 * metrics.height() + 8;
  row_height_ = std::max(18.0, (height() - top_ - 8) / (static_cast<double>(step->columns.size()) + 1));
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    painter.setPen(to_qcolor(theme.text));
    const QString name = QString::fromStdString(stage_.document()->object_name(lanes[i].first));
    const bool truth = stage_.episode() != nullptr && name.toStdString() == stage_.episode()->object;
    painter.drawText(QRectF(left + lane * static_cast<double>(i), 4, lane - 6, 2 * metrics.height()),
                     Qt::AlignLeft | Qt::TextWordWrap,
                     metrics.elidedText(truth ? name + " (true)" : name, Qt::ElideRight, 1.9 * lane));
  }
  const auto bar = [&](std::size_t row, std::size_t i, float share, std::optional<float> value,
                       const CurveStyle& style) {
    const QRectF box(left + lane * static_cast<double>(i), top_ + row_height_ * static_cast<double>(row) + 4, lane - 8,
                     row_height_ - 8);
    painter.setPen(QPen(to_qcolor(theme.grid), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    QRectF filled = box;
    filled.setWidth(box.width() * static_cast<double>(std::clamp(share, 0.0f, 1.0f)));
    painter.fillRect(filled, to_qcolor(with_alpha(style.colour, 170)));
    painter.setPen(to_qcolor(theme.text));
    painter.drawText(box.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     value ? QString::number(static_cast<double>(*value), 'f', 1) : QString("no vote"));
  };
  for (std::size_t c = 0; c < step->columns.size(); ++c) {
    const double y = top_ + row_height_ * static_cast<double>(c);
    if (static_cast<int>(c) == stage_.column()) {
      painter.setPen(QPen(to_qcolor(theme.text), 1.5));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(QRectF(3, y + 1, width() - 6, row_height_ - 2));
    }
    painter.setPen(to_qcolor(theme.text));
    const QString state =
        step->columns[c].sensation ? (step->columns[c].sensation->on_surface ? "felt" : "empty") : "nothing";
    painter.drawText(QRectF(8, y, left - 12, row_height_), Qt::AlignLeft | Qt::AlignVCenter,
                     QString("column %1\n%2").arg(c).arg(state));
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      std::optional<float> best;  // it may be negative, or the column may not vote for this object at all
      for (const auto& vote : step->votes) {
        if (vote.column == c && vote.object == lanes[i].first)
          best = std::max(best.value_or(vote.evidence), vote.evidence);
      }
      bar(c, i, best.value_or(0) / highest, best, curve_style(c, theme));
    }
  }
  const std::size_t last = step->columns.size();
  painter.setPen(to_qcolor(theme.text));
  QFont bold = painter.font();
  bold.setBold(true);
  painter.setFont(bold);
  painter.drawText(QRectF(8, top_ + row_height_ * static_cast<double>(last), left - 12, row_height_),
                   Qt::AlignLeft | Qt::AlignVCenter, "region");
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    for (const auto& ranked : step->ranked) {
      if (ranked.object == lanes[i].first)
        bar(last, i, ranked.evidence / region_best, ranked.evidence, {theme.guess, 0});
    }
  }
}

void VotesPane::mousePressEvent(QMouseEvent* event) {
  stage_.set_column(static_cast<int>((event->position().y() - top_) / row_height_));
}

}  // namespace colonnade::viewer
