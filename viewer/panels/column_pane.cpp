#include "column_pane.h"

#include <algorithm>
#include <cmath>

#include <QMouseEvent>
#include <QToolTip>

#include "drawing_tools.h"

namespace colonnade::viewer {
namespace {

constexpr int kPeriod = cortex::LocationEncoder::kPeriod;
constexpr int kCells = kPeriod * kPeriod * kPeriod;
/// A module's 216 cells as 6 planes of 6 x 6 side by side: 18 x 12.
constexpr int kAcross = 18;
constexpr int kDown = 12;

QPointF cell_position(int cell) {
  const int x = cell % kPeriod, y = cell / kPeriod % kPeriod, z = cell / (kPeriod * kPeriod);
  const int plane_row = z / 3;
  return QPointF(x + z % 3 * kPeriod, y + plane_row * kPeriod);
}

}  // namespace

ColumnPane::ColumnPane(Stage& stage)
    : Pane(stage, "Column",
           "One cortical column. L2/3: a cell for each object, fuller the more the column believes in it. L4: a cell "
           "for "
           "each learned feature at a location, in minicolumns of like features; filled discs are active (predicted, "
           "and "
           "what was felt fits), rings are predicted but silent, stars burst. L6: grid-cell modules; each shows where "
           "on "
           "the object the column may be. Point at a cell to see everywhere what drives it.") {
  setMouseTracking(true);
  setMinimumSize(260, 200);
}

void ColumnPane::refresh() {
  states_.clear();
  bumps_.assign(cortex::kLocationBlocks, {});
  step_ = stage_.step();
  object_ = nullptr;
  const auto* column = stage_.column_of(step_.get());
  if (column != nullptr) {
    const std::uint32_t shown = stage_.shown_object();
    object_ = stage_.document()->object(static_cast<std::uint32_t>(stage_.column()), shown);
    if (object_ && object_ != grouped_) {
      minicolumns_ = group_into_minicolumns(*object_);
      grouped_ = object_;
    }
    float total = 0;
    for (const auto& h : column->hypotheses) {
      if (h.object == shown && h.segment != recording::kNoIndex) {
        State& state = states_[h.segment];
        const bool burst = static_cast<int>(h.born) == stage_.cursor().step && (step_->flags & recording::kBurst) != 0;
        state = std::max(state, burst ? State::burst : h.match > 0 ? State::active : State::predicted);
      }
      if (!column->sensation) continue;
      // Every hypothesis is a bump in each module: the phase of its place on its object.
      const cortex::LocationCode code = phases_of(h);
      const float weight = std::exp((h.evidence - column->hypotheses.front().evidence) / 2.0f);
      total += weight;
      for (std::size_t module = 0; module < code.size(); ++module) bumps_[module][code[module]] += weight;
    }
    for (auto& module : bumps_) {
      for (auto& [cell, share] : module) share /= std::max(1e-6f, total);
    }
  }
  update();
}

cortex::LocationCode ColumnPane::phases_of(const recording::HypothesisRecord& h) const {
  const cortex::EncoderOptions& options = stage_.document()->reader().info().encoders;
  static thread_local std::unique_ptr<cortex::LocationEncoder> encoder;
  static thread_local cortex::EncoderOptions encoder_options;
  if (!encoder || !(encoder_options == options)) {
    encoder = std::make_unique<cortex::LocationEncoder>(options);
    encoder_options = options;
  }
  const auto* column = stage_.column_of(step_.get());
  const cortex::Vector3 p_O =
      (h.R_WO.normalized().conjugate() * (column->sensation->p_W.cast<float>() - h.p_WO)).cast<double>();
  cortex::LocationCode code{};
  encoder->encode(p_O + cortex::LocationEncoder::anchor(options.seed, h.object), code);
  return code;
}

const recording::HypothesisRecord* ColumnPane::lit_hypothesis() const {
  const auto* column = stage_.column_of(step_.get());
  if (column == nullptr || stage_.highlighted().thing != Thing::hypothesis) return nullptr;
  for (const auto& h : column->hypotheses) {
    if (h.id == stage_.highlighted().which) return &h;
  }
  return nullptr;
}

bool ColumnPane::is_lit(std::uint32_t segment) const {
  const Picked& what = stage_.highlighted();
  if (what.thing == Thing::segment) return what.which == segment && what.object == object_->id;
  if (const auto* h = lit_hypothesis()) return h->object == object_->id && h->segment == segment;
  const auto* column = stage_.column_of(step_.get());
  if (what.thing == Thing::module && column != nullptr && what.which < cortex::kLocationBlocks) {
    // The cells that listen to the module's active cell.
    return object_->segments[segment].cells[what.which] == column->location[what.which];
  }
  return false;
}

std::vector<int> ColumnPane::lit_phases() const {
  std::vector<int> phases;
  const Picked& what = stage_.highlighted();
  const auto* column = stage_.column_of(step_.get());
  if (what.thing == Thing::segment && object_ && what.object == object_->id && what.which < object_->segments.size()) {
    const auto& cells = object_->segments[what.which].cells;
    phases.assign(cells.begin(), cells.begin() + cortex::kLocationBlocks);
  } else if (const auto* h = lit_hypothesis(); h != nullptr && column->sensation) {
    const cortex::LocationCode code = phases_of(*h);
    phases.assign(code.begin(), code.end());
  }
  return phases;
}

void ColumnPane::draw_objects(QPainter& painter, const QRectF& area) {
  const Theme& theme = stage_.theme();
  const auto* column = stage_.column_of(step_.get());
  const std::size_t count = column->evidence.size();
  if (count == 0) return;
  // To the right, the names of the likeliest.
  const QRectF names(area.right() - 0.38 * area.width(), area.top(), 0.38 * area.width(), area.height());
  const double line = QFontMetricsF(painter.font()).height();
  for (std::size_t i = 0; i < step_->ranked.size() && line * static_cast<double>(i + 1) <= names.height(); ++i) {
    const auto& ranked = step_->ranked[i];
    painter.setPen(to_qcolor(i == 0 ? theme.text : theme.faint));
    painter.drawText(QRectF(names.left(), names.top() + line * static_cast<double>(i), names.width(), line),
                     QString("%1 %  %2")
                         .arg(100 * static_cast<double>(ranked.probability), 5, 'f', 1)
                         .arg(QString::fromStdString(stage_.document()->object_name(ranked.object))));
  }
  const double wide = 0.6 * area.width();
  const auto rows =
      static_cast<std::size_t>(std::max(1.0, std::floor(std::sqrt(static_cast<double>(count) * area.height() / wide))));
  const std::size_t columns = (count + rows - 1) / rows;
  const double cell = std::min(wide / static_cast<double>(columns), area.height() / static_cast<double>(rows));
  const float best = column->hypotheses.empty() ? 0.0f : column->hypotheses.front().evidence;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t row = i / columns;
    const QRectF box(area.left() + cell * static_cast<double>(i % columns),
                     area.top() + cell * static_cast<double>(row), cell, cell);
    const double r = 0.42 * cell;
    painter.setPen(QPen(to_qcolor(theme.grid), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(box.center(), r, r);
    if (std::isfinite(column->evidence[i])) {
      const double share = std::exp(static_cast<double>(column->evidence[i] - best) / 2.0);
      painter.setPen(Qt::NoPen);
      painter.setBrush(to_qcolor(theme.active));
      painter.drawEllipse(box.center(), r * std::sqrt(share), r * std::sqrt(share));
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(to_qcolor(theme.predicted), 1.4));
      painter.drawEllipse(box.center(), r, r);
    }
    const bool lit = stage_.highlighted().thing == Thing::object && stage_.highlighted().which == i;
    if (lit || i == stage_.shown_object()) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(to_qcolor(theme.text), lit ? 2.4 : 1.4));
      painter.drawRect(box.adjusted(1, 1, -1, -1));
    }
    places_.push_back({box, {Thing::object, i, 0}});
  }
}

void ColumnPane::draw_minicolumns(QPainter& painter, const QRectF& area) {
  if (!object_) return;
  const Theme& theme = stage_.theme();
  const std::size_t count = minicolumns_.sizes.size();
  std::uint32_t tallest = 1;
  for (const std::uint32_t size : minicolumns_.sizes) tallest = std::max(tallest, size);
  // As many rows of minicolumns as make the cells largest.
  double best = 0;
  std::size_t rows = 1;
  for (std::size_t r = 1; r <= 12; ++r) {
    const double w = area.width() / std::ceil(static_cast<double>(count) / static_cast<double>(r));
    const double h = area.height() / (static_cast<double>(r) * (tallest + 1.6));
    if (std::min(w, h) > best) {
      best = std::min(w, h);
      rows = r;
    }
  }
  const std::size_t across = (count + rows - 1) / rows;
  const double w = best, row_height = area.height() / static_cast<double>(rows);
  const auto bottom = [&](std::size_t column) {
    const std::size_t row = column / across;
    return area.top() + row_height * static_cast<double>(row + 1) - 0.9 * w;
  };
  const auto left = [&](std::size_t column) { return area.left() + w * static_cast<double>(column % across); };
  for (std::size_t column = 0; column < count; ++column) {  // the feature that a minicolumn stands for
    const cortex::Hsv& c = minicolumns_.colours[column];
    painter.fillRect(QRectF(left(column) + 0.08 * w, bottom(column) + 0.1 * w, 0.84 * w, 0.55 * w),
                     to_qcolor(from_hsv(c.hue, c.saturation, c.value)));
  }
  for (const Minicolumns::Cell& cell : minicolumns_.cells) {
    const QRectF box(left(cell.column), bottom(cell.column) - w * (cell.height + 1.0), w, w);
    const QPointF c = box.center();
    const double r = 0.4 * w;
    const auto found = states_.find(cell.segment);
    const State state = found == states_.end() ? State::silent : found->second;
    switch (state) {
      case State::silent:
        painter.setPen(Qt::NoPen);
        painter.setBrush(to_qcolor(theme.grid));
        painter.drawEllipse(c, 0.45 * r, 0.45 * r);
        break;
      case State::predicted:
        painter.setPen(QPen(to_qcolor(theme.predicted), std::max(1.2, 0.3 * r)));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(c, r, r);
        break;
      case State::active:
        painter.setPen(QPen(to_qcolor(theme.text), 1));
        painter.setBrush(to_qcolor(theme.active));
        painter.drawEllipse(c, 1.25 * r, 1.25 * r);
        break;
      case State::burst:
        painter.setPen(QPen(to_qcolor(theme.burst), std::max(1.4, 0.35 * r)));
        for (const QPointF arm : {QPointF(1, 0), QPointF(0, 1), QPointF(0.75, 0.75), QPointF(0.75, -0.75)}) {
          painter.drawLine(c - 1.2 * r * arm, c + 1.2 * r * arm);
        }
        break;
    }
    const Picked what{Thing::segment, cell.segment, object_->id};
    if (is_lit(cell.segment)) {
      painter.setPen(QPen(to_qcolor(theme.text), 2));
      painter.setBrush(Qt::NoBrush);
      painter.drawRect(box.adjusted(-2, -2, 2, 2));
    }
    places_.push_back({box, what});
  }
}

void ColumnPane::draw_modules(QPainter& painter, const QRectF& area) {
  const Theme& theme = stage_.theme();
  constexpr int kModules = static_cast<int>(cortex::kLocationBlocks);
  int across = 8;
  double size = 0;
  for (int n = 4; n <= kModules; ++n) {
    const int rows = (kModules + n - 1) / n;
    const double fits = std::min(area.width() / n / kAcross, area.height() / rows / kDown);
    if (fits > size) {
      size = fits;
      across = n;
    }
  }
  const double w = size * kAcross, h = size * kDown;
  // What drives the highlighted cell: the phases that its basal synapses listen to.
  const Picked& what = stage_.highlighted();
  const std::vector<int> lit = lit_phases();
  for (int module = 0; module < kModules; ++module) {
    const int row = module / across;
    const QRectF box(area.left() + w * (module % across), area.top() + h * row, w, h);
    const QRectF inner = box.adjusted(0.6 * size, 0.6 * size, -0.6 * size, -0.6 * size);
    const bool hovered = what == Picked{Thing::module, static_cast<std::uint32_t>(module), 0};
    painter.setPen(QPen(to_qcolor(hovered ? theme.text : theme.grid), hovered ? 2 : 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(inner);
    const double step = inner.width() / kAcross, step_y = inner.height() / kDown;
    for (const auto& [cell, share] : bumps_[static_cast<std::size_t>(module)]) {
      if (cell >= kCells) continue;
      const QPointF at =
          inner.topLeft() + QPointF((cell_position(cell).x() + 0.5) * step, (cell_position(cell).y() + 0.5) * step_y);
      const double r = std::max(0.8, size * (0.3 + 1.7 * std::sqrt(static_cast<double>(share))));
      painter.setPen(Qt::NoPen);
      painter.setBrush(to_qcolor(with_alpha(share > 0.5f ? theme.active : theme.predicted, 230)));
      painter.drawEllipse(at, r, r);
    }
    if (!lit.empty()) {
      const int cell = lit[static_cast<std::size_t>(module)];
      if (cell < kCells) {
        const QPointF at =
            inner.topLeft() + QPointF((cell_position(cell).x() + 0.5) * step, (cell_position(cell).y() + 0.5) * step_y);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(to_qcolor(theme.text), 1.4));
        painter.drawRect(QRectF(at.x() - 2.2 * size, at.y() - 2.2 * size, 4.4 * size, 4.4 * size));
      }
    }
    places_.push_back({box, {Thing::module, static_cast<std::uint32_t>(module), 0}});
  }
}

void ColumnPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  places_.clear();
  if (stage_.column_of(step_.get()) == nullptr) {
    draw_hint(painter, rect(), theme, "The cells of a column appear here");
    return;
  }
  const QFontMetricsF metrics(painter.font());
  const double line = metrics.height() + 6;
  const double h = height() - 3 * line - 16;
  const QString name = object_ ? QString::fromStdString(object_->name) : QString("?");
  const std::array<QString, 3> titles{
      "L2/3  objects: which ones are still possible, and how likely",
      "L4  cells of '" + name + "': ● active  ○ predicted, silent  ✳ burst   (colour bars: the feature felt)",
      "L6  grid-cell modules: where on the object (one dot a hypothesis)"};
  const std::array<double, 3> shares{0.16, 0.46, 0.38};
  double y = 4;
  for (std::size_t layer = 0; layer < 3; ++layer) {
    painter.setPen(to_qcolor(theme.text));
    painter.drawText(QRectF(8, y, width() - 16, line), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(titles[layer], Qt::ElideRight, width() - 16));
    const QRectF area(8, y + line, width() - 16, shares[layer] * h);
    if (layer == 0) draw_objects(painter, area);
    if (layer == 1) draw_minicolumns(painter, area);
    if (layer == 2) draw_modules(painter, area);
    y += line + shares[layer] * h + 4;
  }
}

Picked ColumnPane::thing_at(const QPointF& position) const {
  for (const Place& place : places_) {
    if (place.box.contains(position)) return place.what;
  }
  return {};
}

void ColumnPane::mouseMoveEvent(QMouseEvent* event) {
  const Picked what = thing_at(event->position());
  stage_.hover(what);
  if (what.thing == Thing::object && stage_.document() != nullptr) {
    QToolTip::showText(event->globalPosition().toPoint(),
                       QString::fromStdString(stage_.document()->object_name(what.which)), this);
  }
}

void ColumnPane::mousePressEvent(QMouseEvent* event) { stage_.select(thing_at(event->position())); }

}  // namespace colonnade::viewer
