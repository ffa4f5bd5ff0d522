#include "objects_pane.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QSplitter>
#include <QVBoxLayout>

namespace colonnade::viewer {

ObjectsPane::ObjectsPane(Stage& stage)
    : Pane(
          stage, "Objects",
          "What the column has learned of each object: one disc for each feature at a location, in the colour that was "
          "felt there. The slider goes back to how the model grew, from the first feature on."),
      list_(new QListWidget),
      growth_(new QSlider(Qt::Horizontal)),
      normals_(new QCheckBox("normals")),
      about_growth_(new QLabel),
      view_(new SceneView(stage)) {
  auto* side = new QWidget;
  auto* right = new QVBoxLayout(side);
  right->setContentsMargins(0, 0, 0, 0);
  auto* bar = new QHBoxLayout;
  bar->addWidget(growth_, 1);
  bar->addWidget(about_growth_);
  bar->addWidget(normals_);
  right->addWidget(view_, 1);
  right->addLayout(bar);
  auto* splitter = new QSplitter;
  splitter->addWidget(list_);
  splitter->addWidget(side);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({170, 500});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(splitter);
  normals_->setFocusPolicy(Qt::NoFocus);
  normals_->setChecked(true);
  QObject::connect(list_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0 && list_->item(row) != nullptr) {
      stage_.select({Thing::object, list_->item(row)->data(Qt::UserRole).toUInt(), 0});
    }
  });
  QObject::connect(growth_, &QSlider::valueChanged, this, [this] { show_object(); });
  QObject::connect(normals_, &QCheckBox::toggled, this, [this] { show_object(); });
  view_->pointed = [this](Picked what) {
    what.object = static_cast<std::uint32_t>(std::max(0, shown_));
    stage_.hover(what.thing == Thing::none ? Picked{} : what);
  };
}

void ObjectsPane::refresh() {
  Document* document = stage_.document();
  const QSignalBlocker quiet(list_);
  int row = 0;  // changed in place: while a recording grows, the list stays where it was scrolled to
  for (const auto& entry : document != nullptr ? document->objects() : std::vector<recording::ObjectEntry>()) {
    if (entry.column != static_cast<std::uint32_t>(stage_.column())) continue;
    if (row == list_->count()) list_->addItem(QString());
    QListWidgetItem* const item = list_->item(row++);
    item->setText(QString("%1  (%2)").arg(QString::fromStdString(entry.name)).arg(entry.segments));
    item->setData(Qt::UserRole, entry.id);
  }
  while (list_->count() > row) delete list_->takeItem(row);
  const std::uint32_t wanted = stage_.shown_object();
  for (row = 0; row < list_->count(); ++row) {
    if (list_->item(row)->data(Qt::UserRole).toUInt() == wanted) list_->setCurrentRow(row);
  }
  show_object();
}

void ObjectsPane::show_object() {
  if (stage_.document() == nullptr || list_->count() == 0) {
    view_->show_drawing({});
    drawn_.clear();
    return;
  }
  const std::uint32_t id = stage_.shown_object();
  const auto object = stage_.document()->object(static_cast<std::uint32_t>(stage_.column()), id);
  const int count = object ? static_cast<int>(object->segments.size()) : 0;
  if (shown_ != static_cast<int>(id) || growth_->maximum() != count) {
    shown_ = static_cast<int>(id);
    const QSignalBlocker quiet(growth_);
    growth_->setRange(count > 0 ? 1 : 0, count);
    growth_->setValue(count);
  }
  QString text = QString("%1 of %2 cells").arg(growth_->value()).arg(count);
  if (object && !object->growth.empty()) {
    const auto showing =
        std::lower_bound(object->growth.begin(), object->growth.end(), static_cast<std::uint32_t>(growth_->value())) -
        object->growth.begin();
    text += QString(", showing %1 of %2")
                .arg(std::min<std::ptrdiff_t>(showing + 1, std::ssize(object->growth)))
                .arg(object->growth.size());
  }
  about_growth_->setText(text);
  // Scrubbing does not change the memory; no need to draw it again.
  const Picked& lit = stage_.highlighted();
  const std::string now = std::to_string(stage_.document()->id()) + " " + std::to_string(stage_.document()->version()) +
                          " " + std::to_string(stage_.column()) + " " + std::to_string(id) + " " +
                          std::to_string(growth_->value()) + " " + std::to_string(normals_->isChecked()) +
                          std::string(stage_.theme().name) +
                          (lit.thing == Thing::segment ? std::to_string(lit.which) : "");
  if (now == drawn_) return;
  drawn_ = now;
  view_->show_drawing(
      drawings_.object(stage_, id, static_cast<std::uint32_t>(growth_->value()), normals_->isChecked()));
}

}  // namespace colonnade::viewer
