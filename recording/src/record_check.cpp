#include "record_check.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <sstream>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/memory.h>

#include "storage/printable.h"

namespace colonnade::recording {
namespace {

using cortex::is_object_name;
using cortex::storage::is_printable;
using cortex::storage::printable;

constexpr float kSkewed = 1e-3f;  // of a quaternion's length, as poses may be

/// Collects the first thing that is wrong.
class Checker {
 public:
  template <class Value>
  void number(bool good, const char* name, const Value& value) {
    if (good || !why_.empty()) return;
    std::ostringstream out;
    out << name << " is " << value;
    why_ = out.str();
  }
  void demand(bool good, const std::string& why) {
    if (!good && why_.empty()) why_ = why;
  }
  template <class Real>
  void finite(const char* name, Real value) {
    number(std::isfinite(value), name, value);
  }
  void place(const char* name, const Eigen::Vector3f& p) { number(p.allFinite(), name, p.transpose()); }
  void turn(const char* name, const Eigen::Quaternionf& q) {
    number(std::abs(q.norm() - 1) <= kSkewed, name, q.coeffs().transpose());  // which NaN is not
  }
  void name(const char* what, const std::string& name) {
    demand(name.empty() || is_object_name(name), std::string(what) + " '" + printable(name) + "' is no name");
  }
  void colour(const cortex::Hsv& c) {
    for (const float channel : {c.hue, c.saturation, c.value}) {
      number(cortex::is_colour(channel), "a channel of a colour", channel);
    }
  }
  [[nodiscard]] std::string why() && { return std::move(why_); }

 private:
  std::string why_;
};

void check(Checker& checker, const cortex::Sensation& s) {
  checker.demand(s.p_W.allFinite() && s.R_WF.allFinite(), "the place or the frame of a sensation is not finite");
  const auto& u = s.uncertainty;
  for (const double v : {s.time, s.k1, s.k2}) checker.finite("a number of a sensation", v);
  for (const float v :
       {s.colour.hue, s.colour.saturation, s.colour.value, u.location, u.normal, u.axis, u.log_curvature, u.colour}) {
    checker.finite("a number of a sensation", v);
  }
}

void check(Checker& checker, const std::vector<float>& evidence) {
  for (const float e : evidence) checker.number(!std::isinf(e), "the evidence of an object", e);
}

void check(Checker& checker, const ColumnRecord& column) {
  if (column.sensation) check(checker, *column.sensation);
  for (const HypothesisRecord& h : column.hypotheses) {
    checker.turn("the rotation of a hypothesis", h.R_WO);
    checker.place("the place of a hypothesis", h.p_WO);
    checker.finite("the evidence of a hypothesis", h.evidence);
    checker.finite("the match of a hypothesis", h.match);
  }
  check(checker, column.evidence);
}

}  // namespace

std::string what_is_wrong(const RecordingInfo& info) {
  Checker checker;
  checker.name("experiment", info.experiment);
  checker.demand(is_printable(info.program), "the program '" + printable(info.program) + "' is no text");
  std::string lines = info.configuration;
  std::erase_if(lines, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  checker.demand(is_printable(lines), "the configuration is no text");
  checker.number(info.columns >= 1 && info.columns <= kMostColumns, "the number of columns", info.columns);
  checker.finite("the time at which it began", info.began);
  try {
    cortex::check(info.encoders);
  } catch (const InputError& error) {
    checker.demand(false, error.what());
  }
  return std::move(checker).why();
}

std::string what_is_wrong(const EpisodeRecord& episode) {
  Checker checker;
  checker.number(episode.number >= 0, "the number", episode.number);
  checker.number(episode.steps >= 0 && episode.steps <= kMostStepsPerEpisode, "the number of steps", episode.steps);
  checker.name("object", episode.object);
  checker.name("result", episode.result);
  checker.demand(cortex::is_valid(episode.X_WO), "the pose of the object is none");
  return std::move(checker).why();
}

std::string what_is_wrong(const StepRecord& r) {
  Checker checker;
  checker.finite("the time", r.time);
  checker.demand(cortex::is_valid(r.X_WS), "the pose of the sensor is none");
  for (const RankedRecord& ranked : r.ranked) {
    checker.finite("the evidence of an object", ranked.evidence);
    checker.number(ranked.probability >= 0 && ranked.probability <= 1 + kSkewed, "a probability", ranked.probability);
    checker.turn("the rotation of an object", ranked.R_WO);
    checker.place("the place of an object", ranked.p_WO);
  }
  if (r.goal) {
    checker.place("the place of the goal", r.goal->p_W);
    checker.place("the normal of the goal", r.goal->normal_W);
    checker.finite("the gain of the goal", r.goal->expected_gain);
  }
  for (const VoteRecord& vote : r.votes) {
    checker.number(vote.column < r.columns.size(), "the column of a vote", vote.column);
    checker.finite("the evidence of a vote", vote.evidence);
    checker.place("the place of a vote", vote.p_W);
  }
  checker.number(r.columns.size() <= kMostColumns, "the number of columns", r.columns.size());
  for (const ColumnRecord& column : r.columns) check(checker, column);
  return std::move(checker).why();
}

std::string what_is_wrong(const PatchRecord& p) {
  const auto side = [](int pixels) { return pixels >= 1 && pixels <= kLargestPatch; };
  std::ostringstream size;
  size << "the patch has " << p.width << " x " << p.height << " pixels";
  Checker checker;
  checker.demand(side(p.width) && side(p.height), size.str() + "; each side has 1 to " + std::to_string(kLargestPatch));
  const std::size_t pixels = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height);
  size << " with " << p.rgb.size() << " colours and " << p.depth.size() << " depths";
  checker.demand(p.rgb.size() == pixels && p.depth.size() == pixels, size.str());
  checker.number(std::isfinite(p.half_width) && p.half_width > 0, "half the width of the patch", p.half_width);
  return std::move(checker).why();
}

std::string what_is_wrong(const ObjectRecord& object) {
  Checker checker;
  checker.demand(is_object_name(object.name), "the object's name '" + printable(object.name) + "' is no name");
  checker.number(object.column < kMostColumns, "the column", object.column);
  checker.number(object.id < cortex::Memory::kMostObjects, "the number of the object", object.id);
  for (const SegmentRecord& s : object.segments) {
    checker.place("the place of a segment", s.p_O);
    checker.place("the normal of a segment", s.normal_O);
    for (const float k : {s.k1, s.k2}) checker.finite("a curvature of a segment", k);
    checker.colour(s.colour);
  }
  std::uint32_t before = 0;
  for (const std::uint32_t segments : object.growth) {
    checker.number(segments >= before && segments <= object.segments.size(), "a number of segments while it grew",
                   segments);
    before = segments;
  }
  return std::move(checker).why();
}

std::string what_is_wrong(const ShapeRecord& s) {
  Checker checker;
  checker.demand(is_object_name(s.name), "the shape's name '" + printable(s.name) + "' is no name");
  checker.demand(s.colours.size() == s.positions_O.size(), "the shape '" + printable(s.name) + "' has " +
                                                               std::to_string(s.colours.size()) + " colours for " +
                                                               std::to_string(s.positions_O.size()) + " positions");
  for (const auto& p : s.positions_O) checker.place("a position of the shape", p);
  for (const auto& triangle : s.triangles) {
    for (const std::uint32_t corner : triangle) {
      checker.number(corner < s.positions_O.size(), "a corner of a triangle", corner);
    }
  }
  return std::move(checker).why();
}

std::string what_is_wrong(const std::vector<float>& evidence) {
  Checker checker;
  check(checker, evidence);
  return std::move(checker).why();
}

}  // namespace colonnade::recording
