#include "timeline_pane.h"

#include <cstdint>

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <QWheelEvent>

#include "backdrop.h"
#include "drawing_tools.h"

namespace colonnade::viewer {
namespace {

struct Glyph {
  std::uint32_t flag;
  const char* text;
};
/// Shapes, so that colour is not needed to tell them apart.
constexpr std::array<Glyph, 9> kGlyphs{{{recording::kReset, "reset: a new, unknown object"},
                                        {recording::kSensed, "sense: a surface was felt"},
                                        {recording::kNothing, "sense: nothing was there"},
                                        {recording::kBurst, "burst: nothing was predicted, cells proposed"},
                                        {recording::kGoal, "move: to where the columns asked"},
                                        {recording::kSteered, "move: a person had moved the sensor here"},
                                        {recording::kVoted, "vote: columns told each other"},
                                        {recording::kLearned, "learn: the sensation was stored"},
                                        {recording::kDecided, "decision"}}};

void draw_glyph(QPainter& painter, std::uint32_t flag, QPointF at, double r, const Theme& theme) {
  const auto polygon = [&](std::initializer_list<QPointF> corners, Rgba colour) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(to_qcolor(colour));
    QPolygonF shape;
    for (const QPointF& corner : corners) shape << at + r * corner;
    painter.drawPolygon(shape);
  };
  painter.setBrush(Qt::NoBrush);
  switch (flag) {
    case recording::kReset:
      painter.setPen(QPen(to_qcolor(theme.text), 2));
      painter.drawLine(at + QPointF(0, -r), at + QPointF(0, r));
      break;
    case recording::kSensed:
      painter.setPen(Qt::NoPen);
      painter.setBrush(to_qcolor(theme.sensor));
      painter.drawEllipse(at, 0.8 * r, 0.8 * r);
      break;
    case recording::kNothing:
      painter.setPen(QPen(to_qcolor(theme.sensor), 1.4));
      painter.drawEllipse(at, 0.8 * r, 0.8 * r);
      break;
    case recording::kBurst:
      painter.setPen(QPen(to_qcolor(theme.burst), 1.6));
      for (const QPointF arm : {QPointF(1, 0), QPointF(0, 1), QPointF(0.7, 0.7), QPointF(0.7, -0.7)}) {
        painter.drawLine(at - r * arm, at + r * arm);
      }
      break;
    case recording::kGoal:
      polygon({{-0.9, -0.8}, {0.9, 0}, {-0.9, 0.8}}, theme.goal);
      break;
    case recording::kSteered:
      painter.setPen(QPen(to_qcolor(theme.text), 1.4));
      painter.drawRect(QRectF(at - QPointF(r, r), at + QPointF(r, r)));
      break;
    case recording::kVoted:
      polygon({{0, -1}, {0.9, 0}, {0, 1}, {-0.9, 0}}, theme.predicted);
      break;
    case recording::kLearned:
      painter.setPen(QPen(to_qcolor(theme.truth), 2));
      painter.drawLine(at - QPointF(r, 0), at + QPointF(r, 0));
      painter.drawLine(at - QPointF(0, r), at + QPointF(0, r));
      break;
    case recording::kDecided:
      polygon({{-0.6, -1}, {1, -0.5}, {-0.3, 0}, {-0.3, 1}, {-0.6, 1}}, theme.text);
      break;
    default:
      break;
  }
}

}  // namespace

/// Rows of glyphs over the steps of the episode; drag to scrub, wheel to zoom.
class TimelinePane::Strip : public QWidget {
 public:
  explicit Strip(Stage& stage) : stage_(stage) {
    setMouseTracking(true);
    setMinimumHeight(72);
    setMaximumHeight(130);
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = stage_.theme();
    painter.fillRect(rect(), to_qcolor(theme.background));
    const auto* episode = stage_.episode();
    if (episode == nullptr || episode->steps == 0) {
      draw_hint(painter, rect(), theme, "Drop a recording here, or open one with Ctrl+O");
      return;
    }
    arrange(episode->steps);
    const std::string key = std::to_string(stage_.document()->id()) + " " + std::to_string(episode->number) + " " +
                            std::to_string(stage_.document()->version()) + " " + std::to_string(first_) + " " +
                            std::to_string(shown_) + " " + std::string(theme.name);
    glyphs_.draw(painter, size(), key, [this](QPainter& inner) { draw_rows(inner); });
    const double now = left() + (stage_.cursor().step - first_ + 0.5) * width_;
    painter.fillRect(QRectF(now - std::max(1.0, width_ / 2), 0, std::max(2.0, width_), height()),
                     to_qcolor(with_alpha(theme.guess, 90)));
  }
  void mousePressEvent(QMouseEvent* event) override {
    const int step = step_at(event->position().x());
    stage_.move([&](Transport& t, const Document& d) { t.go_to(d, {t.cursor().episode, step}); });
  }
  void mouseMoveEvent(QMouseEvent* event) override {
    if ((event->buttons() & Qt::LeftButton) != 0) {
      mousePressEvent(event);
      return;
    }
    const auto* episode = stage_.episode();
    if (episode == nullptr) return;
    const int step = step_at(event->position().x());
    const auto& steps = stage_.document()->summaries(episode->number);
    if (step < 0 || step >= static_cast<int>(steps.size())) return;
    QString text = QString("step %1").arg(step);
    for (const Glyph& glyph : kGlyphs) {
      if ((steps[static_cast<std::size_t>(step)].flags & glyph.flag) != 0) text += QString("\n") + glyph.text;
    }
    QToolTip::showText(event->globalPosition().toPoint(), text, this);
  }
  void wheelEvent(QWheelEvent* event) override {
    zoom_ = std::clamp(zoom_ * (event->angleDelta().y() > 0 ? 1.25 : 0.8), 1.0, 200.0);
    update();
  }

 private:
  static constexpr double left() { return 52; }

  void draw_rows(QPainter& painter) const {
    const Theme& theme = stage_.theme();
    painter.fillRect(rect(), to_qcolor(theme.background));
    const std::array<std::pair<const char*, std::vector<std::uint32_t>>, 4> rows{
        {{"sense", {recording::kSensed, recording::kNothing, recording::kBurst, recording::kLearned}},
         {"move", {recording::kGoal, recording::kSteered}},
         {"vote", {recording::kVoted}},
         {"decide", {recording::kReset, recording::kDecided}}}};
    const double row_height = (height() - 16.0) / rows.size();
    QFont small = painter.font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    painter.setFont(small);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const double y = (static_cast<double>(row) + 0.5) * row_height;
      painter.setPen(to_qcolor(theme.faint));
      painter.drawText(QRectF(4, y - 8, left() - 8, 16), Qt::AlignLeft | Qt::AlignVCenter, rows[row].first);
      painter.setPen(QPen(to_qcolor(theme.grid), 1));
      painter.drawLine(QPointF(left(), y), QPointF(width() - 4, y));
      for (const std::uint32_t flag : rows[row].second) draw_glyphs(painter, flag, y);
    }
    painter.setPen(to_qcolor(theme.faint));
    const auto every = static_cast<std::int64_t>(std::max(1.0, nice_step(shown_, std::max(2, width() / 60))));
    const std::int64_t end = std::int64_t{first_} + shown_;
    for (std::int64_t s = (first_ + every - 1) / every * every; s < end; s += every) {
      painter.drawText(QRectF(left() + (static_cast<double>(s - first_) + 0.5) * width_ - 30, height() - 15, 60, 14),
                       Qt::AlignHCenter, QString::number(s));
    }
  }

  /// The glyphs of one kind. Where there are more steps than pixels, one a pixel.
  void draw_glyphs(QPainter& painter, std::uint32_t flag, double y) const {
    const auto& steps = stage_.document()->summaries(stage_.episode()->number);
    const double r = std::clamp(0.4 * width_, 1.5, 5.0);
    double last = -1;
    for (int s = std::max(0, first_); s < std::min(first_ + shown_, static_cast<int>(steps.size())); ++s) {
      const double x = left() + (s - first_ + 0.5) * width_;
      if ((steps[static_cast<std::size_t>(s)].flags & flag) == 0 || x < last + 1) continue;
      draw_glyph(painter, flag, {x, y}, r, stage_.theme());
      last = x;
    }
  }

  /// The cursor stays in view when zoomed in.
  void arrange(int steps) {
    shown_ = std::max(1, static_cast<int>(steps / zoom_));
    first_ = std::clamp(stage_.cursor().step - shown_ / 2, 0, std::max(0, steps - shown_));
    width_ = std::min(60.0, (width() - left() - 6) / shown_);
  }
  [[nodiscard]] int step_at(double x) const { return first_ + static_cast<int>(std::floor((x - left()) / width_)); }

  Stage& stage_;
  Backdrop glyphs_;
  double zoom_ = 1;
  int first_ = 0;
  int shown_ = 1;
  double width_ = 1;
};

TimelinePane::TimelinePane(Stage& stage, const CommandTable& commands)
    : Pane(stage, "Timeline",
           "The steps of the episode. Discs: a surface was felt; rings: nothing was there; stars: nothing was "
           "predicted, "
           "and cells burst; triangles: the columns asked for the next place; squares: a person had moved the sensor; "
           "diamonds: columns voted; the bar is the "
           "reset, the flag the decision. Drag to move through time, turn the wheel to zoom."),
      commands_(commands),
      episodes_(new QComboBox),
      where_(new QLabel),
      strip_(new Strip(stage)) {
  auto* bar = new QHBoxLayout;
  for (const auto& [id, sign] :
       std::initializer_list<std::pair<const char*, const char*>>{{"play.previous_episode", "|◀"},
                                                                  {"play.previous", "◀"},
                                                                  {"play.toggle", "Play"},
                                                                  {"play.next", "▶"},
                                                                  {"play.next_episode", "▶|"},
                                                                  {"play.slower", "−"},
                                                                  {"play.faster", "+"},
                                                                  {"play.loop", "Loop"},
                                                                  {"play.follow", "Follow"}}) {
    const Command* command = commands_.find(id);
    if (command == nullptr) continue;
    auto* button = new QToolButton;
    button->setText(QString::fromUtf8(sign));
    button->setToolTip(QString::fromStdString(command->text + " (" + command->keys + ")\n" + command->tip));
    button->setCheckable(command->checked != nullptr);
    button->setFocusPolicy(Qt::NoFocus);
    QObject::connect(button, &QToolButton::clicked, this, [command] { command->run(); });
    buttons_.emplace_back(button, command);
    bar->addWidget(button);
  }
  episodes_->setFocusPolicy(Qt::NoFocus);
  episodes_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  episodes_->setMinimumContentsLength(30);
  QObject::connect(episodes_, &QComboBox::activated, this, [this](int row) {
    const int number = episodes_->itemData(row).toInt();
    stage_.move([&](Transport& t, const Document& d) { t.go_to(d, {number, 0}); });
  });
  bar->addWidget(episodes_);
  bar->addWidget(where_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->setSpacing(4);
  layout->addLayout(bar);
  layout->addWidget(strip_, 1);
  setMaximumHeight(180);
}

void TimelinePane::fill_episodes() {
  const Document* document = stage_.document();
  const int version = document != nullptr ? document->version() : -2;
  const auto count = document != nullptr ? static_cast<int>(document->episodes().size()) : 0;
  if (listed_ == version && episodes_->count() == count) return;
  listed_ = version;
  // Only what is new or still open is written anew.
  while (episodes_->count() > count) episodes_->removeItem(episodes_->count() - 1);
  for (int row = 0; row < count; ++row) {
    const auto& e = document->episodes()[static_cast<std::size_t>(row)];
    QString text = QString("%1: %2").arg(e.number).arg(QString::fromStdString(e.object.empty() ? "?" : e.object));
    if (e.learning) {
      text += " (learned)";
    } else if (e.finished) {
      text += e.correct() ? QString(" ✓")
                          : QString(" ✗ taken for ") + QString::fromStdString(e.result.empty() ? "nothing" : e.result);
    } else {
      text += " …";
    }
    if (row == episodes_->count()) {
      episodes_->addItem(text, e.number);
    } else if (episodes_->itemText(row) != text) {
      episodes_->setItemText(row, text);
      episodes_->setItemData(row, e.number);
    }
  }
}

void TimelinePane::refresh() {
  fill_episodes();
  const auto* episode = stage_.episode();
  episodes_->setCurrentIndex(episodes_->findData(stage_.cursor().episode));
  QString text;
  if (episode != nullptr) {
    text = QString("  step %1 of %2").arg(stage_.cursor().step).arg(std::max(0, episode->steps - 1));
    if (stage_.transport().playing()) text += QString(", %1 steps/s").arg(stage_.transport().speed());
    switch (stage_.document()->reader().growth()) {
      case recording::Growth::growing:
        text += "  ● live";
        break;
      case recording::Growth::abandoned:
        text += "  ■ its writer was ended before it finished";
        break;
      case recording::Growth::complete:
        break;
    }
  }
  where_->setText(text);
  for (const auto& [button, command] : buttons_) {
    button->setEnabled(command->enabled());
    if (command->checked) button->setChecked(command->checked());
  }
  strip_->update();
}

}  // namespace colonnade::viewer
