#pragma once

#include <cstdint>

namespace colonnade::cortex {

/// How sensations become codes, and when a new segment grows. Fixed for the life of a memory and saved with it.
struct EncoderOptions {
  /// Root seed of all code tables (Random123 streams): equal seeds make equal codes.
  std::uint64_t seed = 1;
  /// Bin of the coarse grid-cell modules, metres (location overlap falls to about 0 at this distance).
  double location_bin_m = 0.03;
  /// Bin of the fine grid-cell modules, metres.
  double location_fine_bin_m = 0.012;
  /// A sensation further than this from every segment of the object grows a new one, metres.
  double learn_distance_m = 0.008;
  /// ... or whose normal differs by more than this from the near ones', radians.
  double learn_angle_rad = 0.52;
  /// ... or whose colour differs by more than this (distance in the HSV cone, where grey has no hue).
  double learn_colour = 0.2;
  /// ... or whose log curvature differs by more than this.
  double learn_log_curvature = 0.8;

  friend bool operator==(const EncoderOptions&, const EncoderOptions&) = default;
};

/// How a sensation's match with a segment becomes evidence for a hypothesis: a sum of graded overlaps, each weighed
/// against what chance would give, so that mismatches count against. Units are those of log-likelihood ratios.
struct EvidenceOptions {
  double location = 0.6;          ///< weight of the location overlap (0 to 1)
  double offset_sd_m = 0.0025;    ///< model's own roughness along the normal, metres; the sensor's noise adds to it
  double offset_most = 2.0;       ///< most that an offset along the normal counts against
  double normal = 2.0;            ///< weight of the normal's overlap ...
  double normal_chance = 0.5;     ///< ... above this
  double axis = 0.8;              ///< weight of the principal axis' overlap, where both frames are defined ...
  double axis_chance = 0.45;      ///< ... above this
  double curvature = 0.6;         ///< weight of each principal curvature's overlap ...
  double curvature_chance = 0.5;  ///< ... above this
  double hue = 2.0;               ///< weight of the hue's overlap, times how colourful the segment is ...
  double hue_chance = 0.5;        ///< ... above this
  double tone = 1.0;              ///< weight of saturation's and of value's overlap ...
  double tone_chance = 0.55;      ///< ... above this
  double floor = -3.0;            ///< least evidence of one sensation: outliers happen
  double familiar = 0.4;          ///< weight of how common the features are on the object, wherever they are
  double displaced = 0;           ///< ... and of how common displacements from earlier places are on it
  double gist = 90;           ///< weight of how much farther the object's nearest view is from a gist than that of all
  double gist_most = 60;      ///< most that this counts against an object
  double outline = 1000;      ///< weight of how much of the object lies in what outlines show to be empty (conclude())
  double outline_most = 144;  ///< most that this counts against a pose
  double nothing_there = -2.5;    ///< a surface was sensed where the model has none
  double surface_missing = -2.5;  ///< nothing was sensed where the model has a surface
};

/// How a column recognises. Free to change between episodes.
struct ColumnOptions {
  EncoderOptions encoders;
  EvidenceOptions evidence;
  /// Seed of the column's own random choices (which pairs of sensations propose hypotheses).
  std::uint64_t seed = 1;
  /// Most live hypotheses; the weakest are dropped beyond it.
  int max_hypotheses = 1000;
  /// ... and most for one object: a ball's poses must not crowd out everything else.
  int max_hypotheses_per_object = 48;
  /// Hypotheses with this much less evidence than the best are pruned.
  double prune_range = 14.0;
  /// Sensations kept in working memory for proposals and refinement; older ones leave.
  int working_memory = 512;
  /// Segments whose feature code bursts at the first sensation and propose hypotheses; 0: only pairs of sensations do.
  int burst_segments = 96;
  /// Pairs of sensations that propose hypotheses at a proposing sensation.
  int pairs_per_proposal = 5;
  /// Pairs that propose other poses of the best object at every sensation, once that object is clear or nothing fits.
  int attended_pairs = 2;
  /// Most stored pairs of segments looked at for one pair of sensations; of more, every other one or fewer.
  int scanned_per_pair = 4096;
  /// Most segment pairs verified for one pair of sensations; a quarter of them may be of one object.
  int candidates_per_pair = 64;
  /// Hypotheses refined at each sensation.
  int refined_per_sensation = 6;
  /// Least number of sensations before the terminal condition may hold.
  int min_sensations = 20;
  /// Evidence per unit of log-odds: calibrates the probability of the percept.
  double temperature = 3.0;
  /// Probability of the best object at which it counts as clear.
  double decision_confidence = 0.99;
  /// Poses of the best object within this much evidence of its best are still possible.
  double pose_margin = 4.0;
  /// ... or within this share of the best evidence, whichever is more: the best of many poses is best partly by chance.
  double pose_margin_share = 0.15;
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
  visit("max_hypotheses_per_object", o.max_hypotheses_per_object, 1.0, 1e6);
  visit("prune_range", o.prune_range, 0.1, 1e6);
  visit("working_memory", o.working_memory, 8.0, 1e5);
  visit("burst_segments", o.burst_segments, 0.0, 1e5);
  visit("pairs_per_proposal", o.pairs_per_proposal, 0.0, 1000.0);
  visit("attended_pairs", o.attended_pairs, 0.0, 1000.0);
  visit("scanned_per_pair", o.scanned_per_pair, 1.0, 1e6);
  visit("candidates_per_pair", o.candidates_per_pair, 1.0, 1e5);
  visit("refined_per_sensation", o.refined_per_sensation, 0.0, 1000.0);
  visit("min_sensations", o.min_sensations, 1.0, 1e6);
  visit("temperature", o.temperature, 0.01, 1000.0);
  visit("decision_confidence", o.decision_confidence, 0.5, 1.0);
  visit("pose_margin", o.pose_margin, 0.0, 1000.0);
  visit("pose_margin_share", o.pose_margin_share, 0.0, 1.0);
  auto& e = o.evidence;
  visit("evidence_location", e.location, 0.0, 100.0);
  visit("evidence_offset_sd_m", e.offset_sd_m, 1e-5, 1.0);
  visit("evidence_offset_most", e.offset_most, 0.0, 100.0);
  visit("evidence_normal", e.normal, 0.0, 100.0);
  visit("evidence_normal_chance", e.normal_chance, 0.0, 1.0);
  visit("evidence_axis", e.axis, 0.0, 100.0);
  visit("evidence_axis_chance", e.axis_chance, 0.0, 1.0);
  visit("evidence_curvature", e.curvature, 0.0, 100.0);
  visit("evidence_curvature_chance", e.curvature_chance, 0.0, 1.0);
  visit("evidence_hue", e.hue, 0.0, 100.0);
  visit("evidence_hue_chance", e.hue_chance, 0.0, 1.0);
  visit("evidence_tone", e.tone, 0.0, 100.0);
  visit("evidence_tone_chance", e.tone_chance, 0.0, 1.0);
  visit("evidence_floor", e.floor, -100.0, 0.0);
  visit("evidence_familiar", e.familiar, 0.0, 100.0);
  visit("evidence_displaced", e.displaced, 0.0, 100.0);
  visit("evidence_gist", e.gist, 0.0, 1e4);
  visit("evidence_gist_most", e.gist_most, 0.0, 1e4);
  visit("evidence_outline", e.outline, 0.0, 1e5);
  visit("evidence_outline_most", e.outline_most, 0.0, 1e5);
  visit("evidence_nothing_there", e.nothing_there, -100.0, 0.0);
  visit("evidence_surface_missing", e.surface_missing, -100.0, 0.0);
}

/// Throws InputError naming the first option out of range and its value.
void check(const EncoderOptions& options);
void check(const ColumnOptions& options);

}  // namespace colonnade::cortex
