#pragma once

#include <colonnade/datasets/experiment.h>

namespace colonnade::datasets {

/// Visits every member of an experiment with its name and range in files: the one table behind reading and writing.
/// The visitor has text, texts, flag, number(name, value, min, max), choice(name, value, names), rotations and
/// section(name, visit).
template <class AnyExperiment, class Visitor>
void visit_fields(AnyExperiment& e, Visitor& v) {
  v.text("name", e.name);
  v.text("description", e.description);
  v.text("object_set", e.object_set);
  v.texts("objects", e.objects);
  v.number("max_objects", e.max_objects, 0, 1e6);
  v.number("object_seed", e.object_seed, 0, 1.8e19);
  v.choice("agent", e.agent, kAgentNames);
  v.number("columns", e.columns, 1, 5);
  v.section("learning", [&](auto& s) {
    s.rotations("rotations", e.learning.rotations);
    s.number("steps", e.learning.steps, 1, 1e5);
    s.choice("movement", e.learning.movement, kMovementNames);
  });
  v.section("test", [&](auto& s) {
    s.choice("rotations", e.test.rotations, kTestRotationsNames);
    s.number("count", e.test.count, 0, 1e6);
    s.choice("sampling", e.test.sampling, kRotationSamplingNames);
    s.choice("movement", e.test.movement, kMovementNames);
    s.flag("hypothesis_testing", e.test.hypothesis_testing);
    s.number("max_sensations", e.test.max_sensations, 1, 1e6);
  });
  v.section("noise", [&](auto& s) {
    s.number("location_m", e.noise.location_m, 0, 1);
    s.number("frame_deg", e.noise.frame_deg, 0, 180);
    s.number("colour", e.noise.colour, 0, 1);
    s.number("log_curvature", e.noise.log_curvature, 0, 10);
    s.number("flag_probability", e.noise.flag_probability, 0, 1);
    s.number("depth_m", e.noise.depth_m, 0, 1);
  });
  v.number("seed", e.seed, 0, 1.8e19);
  v.number("seeds", e.seeds, 1, 1e4);
  v.number("threads", e.threads, 0, 1024);
  v.section("column", [&](auto& s) {
    const auto number = [](auto& section) {
      return
          [&section](const char* name, auto& value, double min, double max) { section.number(name, value, min, max); };
    };
    cortex::for_each_column_option(e.column, number(s));
    s.section("encoders", [&](auto& t) { cortex::for_each_encoder_option(e.column.encoders, number(t)); });
  });
}

}  // namespace colonnade::datasets
