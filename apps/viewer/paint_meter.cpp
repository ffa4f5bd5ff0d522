#include "paint_meter.h"

#include <ctime>

namespace colonnade::viewer {
namespace {

const Pane* pane_around(const QObject* object) {
  for (; object != nullptr; object = object->parent()) {
    if (const auto* pane = dynamic_cast<const Pane*>(object)) return pane;
  }
  return nullptr;
}

}  // namespace

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void PaintMeter::refresh(Pane& pane, Stage::Change change) {
  const double begin = processor_seconds();
  pane.invalidate(change);
  costs_[pane.name()].refreshing_s += processor_seconds() - begin;
}

bool PaintMeter::notify(QObject* receiver, QEvent* event) {
  const Pane* const pane = event->type() == QEvent::Paint ? pane_around(receiver) : nullptr;
  if (pane == nullptr) return QApplication::notify(receiver, event);
  const double begin = processor_seconds();
  const bool handled = QApplication::notify(receiver, event);
  PaneCost& cost = costs_[pane->name()];
  cost.painting_s += processor_seconds() - begin;
  ++cost.paints;
  return handled;
}

}  // namespace colonnade::viewer
