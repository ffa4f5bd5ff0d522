#pragma once

#include <cstdint>
#include <string>

namespace colonnade::cortex {

/// How sensations become codes, and when a new segment grows. Fixed for the life of a memory and saved with it.
struct EncoderOptions {
  /// Root seed of all code tables (Random123 streams): equal seeds make equal codes.
  std::uint64_t seed = 1;
  /// Period of the coarse grid-cell modules' bins, metres (location overlap falls to about 0 at this distance).
  double location_bin_m = 0.03;
  /// Bin of the fine grid-cell modules, metres.
  double location_fine_bin_m = 0.012;
  /// A sensation further than this from every segment of the object grows a new one, metres.
  double learn_distance_m = 0.008;
  /// ... or whose normal differs by more than this from the near ones', radians.
  double learn_angle_rad = 0.52;
  /// ... or whose colour differs by more than this (chroma-weighted HSV distance).
  double learn_colour = 0.15;
  /// ... or whose log curvature differs by more than this.
  double learn_log_curvature = 0.8;
};

/// How a column recognises. Free to change between episodes.
struct ColumnOptions {
  EncoderOptions encoders;
  /// Seed of the column's own random choices (which pairs of sensations propose hypotheses).
  std::uint64_t seed = 1;
  /// Most live hypotheses; the weakest are dropped beyond it.
  int max_hypotheses = 2000;
  /// Sensations kept in working memory for proposals and refinement; older ones leave.
  int working_memory = 512;
  /// Least number of sensations before the terminal condition may hold.
  int min_sensations = 20;
  /// Probability of the best object at which it counts as clear.
  double decision_confidence = 0.99;
};

/// Calls visit(name, value, minimum, maximum) for every number in the options: one table for configuration files, the
/// command line and range checks.
template <class Options, class Visitor>
void for_each_encoder_option(Options& o, Visitor&& visit) {
  visit("seed", o.seed, 0.0, 1.8e19);
  visit("location_bin_m", o.location_bin_m, 1e-4, 10.0);
  visit("location_fine_bin_m", o.location_fine_bin_m, 1e-4, 10.0);
  visit("learn_distance_m", o.learn_distance_m, 1e-4, 1.0);
  visit("learn_angle_rad", o.learn_angle_rad, 0.01, 3.2);
  visit("learn_colour", o.learn_colour, 0.01, 10.0);
  visit("learn_log_curvature", o.learn_log_curvature, 0.01, 100.0);
}
template <class Options, class Visitor>
void for_each_column_option(Options& o, Visitor&& visit) {
  visit("seed", o.seed, 0.0, 1.8e19);
  visit("max_hypotheses", o.max_hypotheses, 16.0, 1e7);
  visit("working_memory", o.working_memory, 8.0, 1e5);
  visit("min_sensations", o.min_sensations, 1.0, 1e6);
  visit("decision_confidence", o.decision_confidence, 0.5, 1.0);
}

/// Throws InputError naming the first option out of range and its value.
void check(const EncoderOptions& options);
void check(const ColumnOptions& options);

}  // namespace colonnade::cortex
