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

namespace {

/// The rows for what can be chosen within panes.
void add_pane_commands(CommandTable& table, HypothesesPane* hypotheses, RasterPane* raster, ObjectsPane* objects) {
  const auto add = [&](std::string id, std::string text, std::string tip, std::function<void()> run) {
    table.add({"view." + std::move(id), "View", std::move(text), std::move(tip), "", std::move(run),
               [] { return true; }, nullptr});
  };
  add("by_evidence", "Hypotheses by evidence", "Colours the hypotheses by how much speaks for them",
      [=] { hypotheses->set_colour(CloudColour::evidence); });
  add("by_age", "Hypotheses by age", "Colours the hypotheses by how long they have lived",
      [=] { hypotheses->set_colour(CloudColour::age); });
  add("by_error", "Hypotheses by pose error", "Colours the hypotheses by how far they are from the true pose",
      [=] { hypotheses->set_colour(CloudColour::pose_error); });
  add("raster_objects", "Raster of L2/3", "Shows the object cells over time",
      [=] { raster->set_layer(RasterLayer::objects); });
  add("raster_cells", "Raster of L4", "Shows the cells of the shown object over time",
      [=] { raster->set_layer(RasterLayer::cells); });
  add("raster_modules", "Raster of L6", "Shows the cells of all grid-cell modules over time",
      [=] { raster->set_layer(RasterLayer::modules); });
  table.add({"view.normals", "View", "Normals of the model", "Draws the learned normals in the pane 'Objects'", "",
             [=] { objects->set_normals(!objects->normals()); }, [] { return true; },
             [=] { return objects->normals(); }});
}

}  // namespace

void add_all_panes(MainWindow& window) {
  Stage& stage = window.stage();
  CommandTable& table = window.commands();
  add_transport_commands(table, stage);
  add_window_commands(table, window);
  auto* world = new WorldPane(stage);
  window.add_pane(world, Qt::LeftDockWidgetArea);
  window.add_pane(new EvidencePane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new ColumnPane(stage), Qt::LeftDockWidgetArea);
  auto* hypotheses = new HypothesesPane(stage);
  auto* raster = new RasterPane(stage);
  auto* objects = new ObjectsPane(stage);
  table.add({"view.fit", "View", "Fit the view", "Shows all of the object", "F2",
             [=] {
               world->fit();
               hypotheses->fit();
               objects->fit();
             },
             [] { return true; }, nullptr});
  add_pane_commands(table, hypotheses, raster, objects);
  window.add_pane(hypotheses, Qt::LeftDockWidgetArea);
  window.add_pane(raster, Qt::LeftDockWidgetArea);
  window.add_pane(objects, Qt::LeftDockWidgetArea);
  window.add_pane(new VotesPane(stage), Qt::LeftDockWidgetArea);
  window.add_pane(new InspectorPane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new LegendPane(stage, [&window] { return window.panes(); }), Qt::RightDockWidgetArea);
  window.add_pane(new SensorPane(stage), Qt::RightDockWidgetArea);
  window.add_pane(new TimelinePane(stage, table), Qt::BottomDockWidgetArea);
}

}  // namespace colonnade::viewer
