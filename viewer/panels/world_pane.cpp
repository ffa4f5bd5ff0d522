#include "world_pane.h"

#include <QVBoxLayout>

namespace colonnade::viewer {

WorldPane::WorldPane(Stage& stage)
    : Pane(stage, "World",
           "The object that is shown, and the sensor that feels its way over it. Beads are the places sensed, the "
           "largest is the newest. The points are the model of the object that the column takes it for, in the pose "
           "that it takes it to have: when they cover the object, it is right."),
      view_(new SceneView(stage)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);
  view_->pointed = [this](Picked what) { stage_.hover(what); };
  view_->clicked = [this](Picked what) {
    stage_.select(what);
    if (what.thing == Thing::step) {
      stage_.move([&](Transport& t, const Document& d) {
        t.go_to(d, {t.cursor().episode, static_cast<int>(what.which)});
      });
    }
  };
}

void WorldPane::refresh() {
  view_->show_drawing(drawings_.world(stage_));
  const int episode = stage_.step() ? stage_.cursor().episode : -1;
  if (episode != episode_ && episode >= 0) view_->fit();  // another object, another side
  episode_ = episode;
}

}  // namespace colonnade::viewer
