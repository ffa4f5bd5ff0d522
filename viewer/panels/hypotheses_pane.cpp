#include "hypotheses_pane.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace colonnade::viewer {

HypothesesPane::HypothesesPane(Stage& stage)
    : Pane(stage, "Hypotheses",
           "Each ball is a guess of where on the object the sensor is, with a stick along the surface's normal as that "
           "guess has it. Bright and large: much evidence, long alive, or near the true pose, as chosen. Diamonds "
           "joined "
           "at this step, grey crosses are no longer among the best. The rod shows where the sensor truly is."),
      colour_(new QComboBox),
      counts_(new QLabel),
      view_(new SceneView(stage)) {
  colour_->addItems({"coloured by evidence", "coloured by age", "coloured by pose error"});
  colour_->setFocusPolicy(Qt::NoFocus);
  counts_->setWordWrap(true);
  auto* bar = new QHBoxLayout;
  bar->addWidget(colour_);
  bar->addWidget(counts_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addLayout(bar);
  layout->addWidget(view_, 1);
  QObject::connect(colour_, &QComboBox::currentIndexChanged, this, [this] { refresh(); });
  view_->pointed = [this](Picked what) { stage_.hover(what); };
  view_->clicked = [this](Picked what) { stage_.select(what); };
}

void HypothesesPane::refresh() {
  view_->show_drawing(drawings_.hypotheses(stage_, static_cast<CloudColour>(colour_->currentIndex())));
  const auto step = stage_.step();
  const auto* column = stage_.column_of(step.get());
  if (column == nullptr) {
    counts_->clear();
    return;
  }
  std::size_t here = 0;
  for (const auto& h : column->hypotheses) here += h.object == stage_.shown_object() ? 1U : 0U;
  counts_->setText(QString("%1 alive, %2 joined, %3 left; %4 of the best %5 are about '%6'")
                       .arg(column->population)
                       .arg(column->born)
                       .arg(column->gone)
                       .arg(here)
                       .arg(column->hypotheses.size())
                       .arg(QString::fromStdString(stage_.document()->object_name(stage_.shown_object()))));
}

}  // namespace colonnade::viewer
