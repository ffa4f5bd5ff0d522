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
constexpr int kMostBumps = 256;  // the best hypotheses; more would not be told apart
constexpr int kModules = static_cast<int>(cortex::kLocationBlocks);

QPointF cell_position(int cell) {
  const int x = cell % kPeriod, y = cell / kPeriod % kPeriod, z = cell / (kPeriod * kPeriod);
  const int plane_row = z / 3;
  return QPointF(x + z % 3 * kPeriod, y + plane_row * kPeriod);
}

QRectF inside(const QRectF& module, double phase) {
  return module.adjusted(0.6 * phase, 0.6 * phase, -0.6 * phase, -0.6 * phase);
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
    if (object_ != grouped_) {
      minicolumns_ = object_ ? group_into_minicolumns(*object_) : Minicolumns{};
      grouped_ = object_;
    }
    float total = 0;
    int bumps = 0;
    for (const auto& h : column->hypotheses) {
      if (h.object == shown && h.segment != recording::kNoIndex) {
        State& state = states_[h.segment];
        const bool burst = static_cast<int>(h.born) == stage_.cursor().step && (step_->flags & recording::kBurst) != 0;
        state = std::max(state, burst ? State::burst : h.match > 0 ? State::active : State::predicted);
      }
      if (!column->sensation || ++bumps > kMostBumps) continue;
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
  if (what.thing == Thing::object && what.which == object_->id) {  // what drives an object cell: its active L4 cells
    const auto found = states_.find(segment);
    return found != states_.end() && found->second >= State::active;
  }
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

ColumnPane::Sheet ColumnPane::lay_out(std::size_t objects) const {
  Sheet sheet;
  const double line = QFontMetricsF(font()).height() + 6;
  const double h = height() - 3 * line - 16;
  constexpr std::array<double, 3> kShares{0.16, 0.46, 0.38};
  double y = 4;
  for (std::size_t layer = 0; layer < 3; ++layer) {
    sheet.titles[layer] = QRectF(8, y, width() - 16, line);
    sheet.layers[layer] = QRectF(8, y + line, width() - 16, std::max(1.0, kShares[layer] * h));
    y += line + kShares[layer] * h + 4;
  }
  if (objects > 0) {  // beside their names
    const double wide = 0.6 * sheet.layers[0].width(), high = sheet.layers[0].height();
    const auto count = static_cast<double>(objects);
    const double rows = std::max(1.0, std::floor(std::sqrt(count * high / wide)));
    sheet.objects_across = static_cast<std::size_t>(std::ceil(count / rows));
    sheet.object = std::min(wide / static_cast<double>(sheet.objects_across), high / rows);
  }
  // As many rows of minicolumns as make the cells largest.
  std::uint32_t tallest = 1;
  for (const std::uint32_t size : minicolumns_.sizes) tallest = std::max(tallest, size);
  const auto minicolumns = static_cast<double>(std::max<std::size_t>(1, minicolumns_.sizes.size()));
  for (int rows = 1; rows <= 12; ++rows) {
    const double across = std::ceil(minicolumns / rows), row = sheet.layers[1].height() / rows;
    const double cell = std::min(sheet.layers[1].width() / across, row / (tallest + 1.6));
    if (cell <= sheet.cell) continue;
    sheet.cell = cell;
    sheet.cell_row = row;
    sheet.cells_across = static_cast<std::size_t>(across);
  }
  for (int across = 4; across <= kModules; ++across) {
    const int rows = (kModules + across - 1) / across;
    const double phase = std::min(sheet.layers[2].width() / across / kAcross, sheet.layers[2].height() / rows / kDown);
    if (phase <= sheet.phase) continue;
    sheet.phase = phase;
    sheet.modules_across = across;
  }
  return sheet;
}

QRectF ColumnPane::object_box(std::size_t object) const {
  const double side = sheet_.object;
  const std::size_t row = object / sheet_.objects_across, place = object % sheet_.objects_across;
  return {sheet_.layers[0].left() + side * static_cast<double>(place),
          sheet_.layers[0].top() + side * static_cast<double>(row), side, side};
}

QPointF ColumnPane::minicolumn_foot(std::size_t minicolumn) const {
  const std::size_t row = minicolumn / sheet_.cells_across, place = minicolumn % sheet_.cells_across;
  return {sheet_.layers[1].left() + sheet_.cell * static_cast<double>(place),
          sheet_.layers[1].top() + sheet_.cell_row * static_cast<double>(row + 1) - 0.9 * sheet_.cell};
}

QRectF ColumnPane::cell_box(const Minicolumns::Cell& cell) const {
  const QPointF foot = minicolumn_foot(cell.column);
  return {foot.x(), foot.y() - sheet_.cell * (cell.height + 1.0), sheet_.cell, sheet_.cell};
}

QRectF ColumnPane::module_box(int module) const {
  const double w = sheet_.phase * kAcross, h = sheet_.phase * kDown;
  const int row = module / sheet_.modules_across, place = module % sheet_.modules_across;
  return {sheet_.layers[2].left() + w * place, sheet_.layers[2].top() + h * row, w, h};
}

QPointF ColumnPane::phase_centre(int module, int cell) const {
  const QRectF inner = inside(module_box(module), sheet_.phase);
  const QPointF place = cell_position(cell) + QPointF(0.5, 0.5);
  return inner.topLeft() + QPointF(place.x() * inner.width() / kAcross, place.y() * inner.height() / kDown);
}

// Cells that are silent, and the frames around everything.
void ColumnPane::draw_still(QPainter& painter) const {
  const Theme& theme = stage_.theme();
  painter.fillRect(rect(), to_qcolor(theme.background));
  const QFontMetricsF metrics(painter.font());
  const QString name = object_ ? QString::fromStdString(object_->name) : QString("?");
  const std::array<QString, 3> titles{
      "L2/3  objects: which ones are still possible, and how likely",
      "L4  cells of '" + name + "': ● active  ○ predicted, silent  ✳ burst   (colour bars: the feature felt)",
      "L6  grid-cell modules: where on the object (one dot a hypothesis)"};
  painter.setPen(to_qcolor(theme.text));
  for (std::size_t layer = 0; layer < 3; ++layer) {
    painter.drawText(sheet_.titles[layer], Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(titles[layer], Qt::ElideRight, sheet_.titles[layer].width()));
  }
  painter.setPen(QPen(to_qcolor(theme.grid), 1));
  painter.setBrush(Qt::NoBrush);
  const auto* column = stage_.column_of(step_.get());
  for (std::size_t i = 0; i < column->evidence.size(); ++i) {
    painter.drawEllipse(object_box(i).center(), 0.42 * sheet_.object, 0.42 * sheet_.object);
  }
  for (int module = 0; module < kModules; ++module) painter.drawRect(inside(module_box(module), sheet_.phase));
  const double w = sheet_.cell;
  for (std::size_t i = 0; i < minicolumns_.sizes.size(); ++i) {  // the feature that a minicolumn stands for
    const cortex::Hsv& c = minicolumns_.colours[i];
    painter.fillRect(QRectF(minicolumn_foot(i) + QPointF(0.08 * w, 0.1 * w), QSizeF(0.84 * w, 0.55 * w)),
                     to_qcolor(from_hsv(c.hue, c.saturation, c.value)));
  }
  for (const Minicolumns::Cell& cell : minicolumns_.cells) draw_cell(painter, cell_box(cell), State::silent);
}

// To the right of the object cells, the names of the likeliest.
void ColumnPane::draw_names(QPainter& painter) const {
  const Theme& theme = stage_.theme();
  const QRectF& area = sheet_.layers[0];
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
}

void ColumnPane::draw_objects(QPainter& painter) const {
  const Theme& theme = stage_.theme();
  const auto* column = stage_.column_of(step_.get());
  const float best = column->hypotheses.empty() ? 0.0f : column->hypotheses.front().evidence;
  const double r = 0.42 * sheet_.object;
  const std::uint32_t shown = stage_.shown_object();
  for (std::uint32_t i = 0; i < column->evidence.size(); ++i) {
    const QRectF box = object_box(i);
    if (std::isfinite(column->evidence[i])) {
      const double share = std::exp(static_cast<double>(column->evidence[i] - best) / 2.0);
      if (r * std::sqrt(share) > 0.3) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(to_qcolor(theme.active));
        painter.drawEllipse(box.center(), r * std::sqrt(share), r * std::sqrt(share));
      }
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(to_qcolor(theme.predicted), 1.4));
      painter.drawEllipse(box.center(), r, r);
    }
    const bool lit = stage_.highlighted().thing == Thing::object && stage_.highlighted().which == i;
    if (lit || i == shown) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(to_qcolor(theme.text), lit ? 2.4 : 1.4));
      painter.drawRect(box.adjusted(1, 1, -1, -1));
    }
  }
}

void ColumnPane::draw_cell(QPainter& painter, const QRectF& box, State state) const {
  const Theme& theme = stage_.theme();
  const QPointF c = box.center();
  const double r = 0.4 * box.width();
  switch (state) {
    case State::silent:
      painter.setPen(Qt::NoPen);
      painter.setBrush(to_qcolor(theme.grid));
      painter.drawEllipse(c, 0.45 * r, 0.45 * r);
      break;
    case State::predicted:
      painter.setPen(QPen(to_qcolor(theme.predicted), std::max(1.2, 0.3 * r)));
      painter.setBrush(to_qcolor(theme.background));
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
}

void ColumnPane::draw_cells(QPainter& painter) const {
  if (!object_) return;
  for (const auto& [segment, state] : states_) {
    if (segment < minicolumns_.cells.size()) draw_cell(painter, cell_box(minicolumns_.cells[segment]), state);
  }
  if (stage_.highlighted().thing == Thing::none) return;
  painter.setPen(QPen(to_qcolor(stage_.theme().text), 2));
  painter.setBrush(Qt::NoBrush);
  for (const Minicolumns::Cell& cell : minicolumns_.cells) {
    if (is_lit(cell.segment)) painter.drawRect(cell_box(cell).adjusted(-2, -2, 2, 2));
  }
}

void ColumnPane::draw_bumps(QPainter& painter, int module) const {
  const Theme& theme = stage_.theme();
  painter.setPen(Qt::NoPen);
  for (const auto& [cell, share] : bumps_[static_cast<std::size_t>(module)]) {
    if (cell >= kCells) continue;
    const QPointF at = phase_centre(module, cell);
    const double r = std::max(0.8, sheet_.phase * (0.3 + 1.7 * std::sqrt(static_cast<double>(share))));
    const QColor colour = to_qcolor(share > 0.5f ? theme.active : theme.predicted);
    if (r < 1.5) {  // nobody sees whether this is round
      const int side = static_cast<int>(std::lround(2 * r));
      painter.fillRect(static_cast<int>(at.x() - r), static_cast<int>(at.y() - r), side, side, colour);
    } else {
      painter.setBrush(colour);
      painter.drawEllipse(at, r, r);
    }
  }
}

void ColumnPane::draw_modules(QPainter& painter) const {
  const Theme& theme = stage_.theme();
  // What drives the highlighted cell: the phases that its basal synapses listen to.
  const std::vector<int> lit = lit_phases();
  for (int module = 0; module < kModules; ++module) {
    draw_bumps(painter, module);
    painter.setBrush(Qt::NoBrush);
    if (stage_.highlighted() == Picked{Thing::module, static_cast<std::uint32_t>(module), 0}) {
      painter.setPen(QPen(to_qcolor(theme.text), 2));
      painter.drawRect(inside(module_box(module), sheet_.phase));
    }
    if (lit.empty() || lit[static_cast<std::size_t>(module)] >= kCells) continue;
    const QPointF at = phase_centre(module, lit[static_cast<std::size_t>(module)]);
    painter.setPen(QPen(to_qcolor(theme.text), 1.4));
    painter.drawRect(
        QRectF(at.x() - 2.2 * sheet_.phase, at.y() - 2.2 * sheet_.phase, 4.4 * sheet_.phase, 4.4 * sheet_.phase));
  }
}

void ColumnPane::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Theme& theme = stage_.theme();
  const auto* column = stage_.column_of(step_.get());
  if (column == nullptr) {
    places_.clear();
    painter.fillRect(rect(), to_qcolor(theme.background));
    draw_hint(painter, rect(), theme, "The cells of a column appear here");
    return;
  }
  const std::size_t objects = column->evidence.size();
  const std::string key = std::to_string(stage_.document()->id()) + " " + std::to_string(stage_.column()) + " " +
                          std::to_string(objects) + " " + (object_ ? object_->name : "") + " " +
                          std::to_string(object_ ? object_->segments.size() : 0) + " " + std::string(theme.name);
  still_.draw(painter, size(), key, [&](QPainter& inner) {
    sheet_ = lay_out(objects);
    places_.clear();
    for (std::uint32_t i = 0; i < objects; ++i) places_.push_back({object_box(i), {Thing::object, i, 0}});
    for (const auto& cell : minicolumns_.cells) {
      places_.push_back({cell_box(cell), {Thing::segment, cell.segment, object_->id}});
    }
    for (int m = 0; m < kModules; ++m) {
      places_.push_back({module_box(m), {Thing::module, static_cast<std::uint32_t>(m), 0}});
    }
    draw_still(inner);
  });
  draw_objects(painter);
  draw_names(painter);
  draw_cells(painter);
  draw_modules(painter);
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
