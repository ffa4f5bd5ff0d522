#include "all_panes.h"

#include "column_pane.h"
#include "evidence_pane.h"
#include "hypotheses_pane.h"
#include "inspector_pane.h"
#include "legend_pane.h"
#include "objects_pane.h"
#include "raster_pane.h"
#include "sensor_pane.h"
#include "timeline_pane.h"
#include "votes_pane.h"
#include "world_pane.h"

namespace colonnade::viewer {

void add_all_panes(MainWindow& window) {
  Stage& stage = window.stage();
  CommandTable& table = window.commands();
  add_transport_commands(table, stage);
  add_window_commands(table, window);
  auto* world = new WorldPane(stage);
  table.add({"view.fit", "View", "Fit the view", "Shows all of the object", "F2", [world] { world->fit(); },
             [] { return true; }, nullptr});
  window.add_pane(world, Qt::LeftDockWidgetArea);
  window.add_pane(new EvidencePane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new ColumnPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new HypothesesPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new RasterPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new ObjectsPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new VotesPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new InspectorPane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new LegendPane(stage, [&window] { return window.panes(); }), Qt::RightDockWidgetArea);
  window.add_pane(new SensorPane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new TimelinePane(stage, table), Qt::BottomDockWidgetArea);
}

}  // namespace colonnade::viewer
