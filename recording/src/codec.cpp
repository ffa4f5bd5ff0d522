#include "codec.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <colonnade/cortex/error.h>

#include "bytes.h"
#include "record_check.h"

namespace colonnade::recording {
namespace {

constexpr float kNoEvidence = std::numeric_limits<float>::quiet_NaN();
constexpr float kDepthLevels = 65535.0f;

void put(ByteWriter& out, const Eigen::Vector3f& v) { out.put_all(std::span<const float>(v.data(), 3)); }
void put(ByteWriter& out, const Eigen::Quaternionf& q) { out.put_all(std::span<const float>(q.coeffs().data(), 4)); }
void put(ByteWriter& out, const cortex::Pose& X) {
  const Eigen::Quaterniond q(X.linear());
  out.put_all(std::span<const double>(X.translation().data(), 3));
  out.put_all(std::span<const double>(q.coeffs().data(), 4));
}

Eigen::Vector3f get_vector(ByteReader& in) {
  Eigen::Vector3f v;
  in.get_all(std::span<float>(v.data(), 3));
  return v;
}
Eigen::Quaternionf get_quaternion(ByteReader& in) {
  Eigen::Quaternionf q;
  in.get_all(std::span<float>(q.coeffs().data(), 4));
  return q;
}
cortex::Pose get_pose(ByteReader& in) {
  cortex::Vector3 p;
  Eigen::Quaterniond q;
  in.get_all(std::span<double>(p.data(), 3));
  in.get_all(std::span<double>(q.coeffs().data(), 4));
  constexpr double kSkewed = 1e-3;
  if (!(std::abs(q.norm() - 1) <= kSkewed)) in.fail("a pose has no rotation");
  return cortex::make_pose(q.normalized().toRotationMatrix(), p);
}

void put(ByteWriter& out, const cortex::Sensation& s) {
  out.put(s.time);
  out.put(static_cast<std::uint8_t>(s.on_surface));
  out.put(static_cast<std::uint8_t>(s.frame_fully_defined));
  out.put_all(std::span<const double>(s.p_W.data(), 3));
  out.put_all(std::span<const double>(s.R_WF.data(), 9));
  for (const double k : {s.k1, s.k2}) out.put(k);
  for (const float c : {s.colour.hue, s.colour.saturation, s.colour.value}) out.put(c);
  const auto& u = s.uncertainty;
  for (const float sd : {u.location, u.normal, u.axis, u.log_curvature, u.colour}) out.put(sd);
}

cortex::Sensation get_sensation(ByteReader& in) {
  cortex::Sensation s;
  s.time = in.get<double>();
  s.on_surface = in.get<std::uint8_t>() != 0;
  s.frame_fully_defined = in.get<std::uint8_t>() != 0;
  in.get_all(std::span<double>(s.p_W.data(), 3));
  in.get_all(std::span<double>(s.R_WF.data(), 9));
  s.k1 = in.get<double>();
  s.k2 = in.get<double>();
  for (float* c : {&s.colour.hue, &s.colour.saturation, &s.colour.value}) *c = in.get<float>();
  auto& u = s.uncertainty;
  for (float* sd : {&u.location, &u.normal, &u.axis, &u.log_curvature, &u.colour}) *sd = in.get<float>();
  return s;
}

void put(ByteWriter& out, const HypothesisRecord& h) {
  for (const std::uint32_t n : {h.id, h.born, h.object}) out.put(n);
  put(out, h.R_WO);
  put(out, h.p_WO);
  out.put(h.evidence);
  out.put(h.segment);
  out.put(h.match);
}

HypothesisRecord get_hypothesis(ByteReader& in) {
  HypothesisRecord h;
  for (std::uint32_t* n : {&h.id, &h.born, &h.object}) *n = in.get<std::uint32_t>();
  h.R_WO = get_quaternion(in);
  h.p_WO = get_vector(in);
  h.evidence = in.get<float>();
  h.segment = in.get<std::uint32_t>();
  h.match = in.get<float>();
  return h;
}

void put(ByteWriter& out, const ColumnRecord& c) {
  out.put(static_cast<std::uint8_t>(c.sensation.has_value()));
  if (c.sensation) put(out, *c.sensation);
  out.put_all(std::span<const cortex::Cell>(c.feature));
  out.put_all(std::span<const cortex::Cell>(c.location));
  for (const std::uint32_t n : {c.population, c.born, c.gone}) out.put(n);
  out.put_count(c.hypotheses.size());
  for (const auto& h : c.hypotheses) put(out, h);
  out.put_count(c.evidence.size());
  out.put_all(std::span<const float>(c.evidence));
}

constexpr std::size_t kLeastColumn = 1 + sizeof(cortex::FeatureCode) + sizeof(cortex::LocationCode) +
                                     3 * sizeof(std::uint32_t) + 2 * sizeof(std::uint32_t);

ColumnRecord get_column(ByteReader& in) {
  ColumnRecord c;
  if (in.get<std::uint8_t>() != 0) c.sensation = get_sensation(in);
  in.get_all(std::span<cortex::Cell>(c.feature));
  in.get_all(std::span<cortex::Cell>(c.location));
  for (std::uint32_t* n : {&c.population, &c.born, &c.gone}) *n = in.get<std::uint32_t>();
  c.hypotheses.resize(in.get_count(52));
  for (auto& h : c.hypotheses) h = get_hypothesis(in);
  c.evidence.resize(in.get_count(4));
  in.get_all(std::span(c.evidence));
  return c;
}

/// @throws InputError when the record is one that no run can have.
template <class Record>
void check(const Record& record) {
  if (const std::string why = what_is_wrong(record); !why.empty()) throw InputError("cannot be recorded: " + why);
}

/// What has been read, if there is no more of it and a run can have it.
template <class Record>
Record checked(ByteReader& in, Record record) {
  in.end();
  if (const std::string why = what_is_wrong(record); !why.empty()) in.fail(why);
  return record;
}

}  // namespace

Blob encode(const StepRecord& r) {
  check(r);
  ByteWriter out;
  out.put(r.flags);
  out.put(r.time);
  put(out, r.X_WS);
  out.put_count(r.ranked.size());
  for (const auto& ranked : r.ranked) {
    out.put(ranked.object);
    out.put(ranked.evidence);
    out.put(ranked.probability);
    put(out, ranked.R_WO);
    put(out, ranked.p_WO);
  }
  out.put(r.poses);
  out.put(static_cast<std::uint8_t>(r.pose_settled));
  out.put(static_cast<std::uint8_t>(r.goal.has_value()));
  if (r.goal) {
    put(out, r.goal->p_W);
    put(out, r.goal->normal_W);
    out.put(r.goal->expected_gain);
  }
  out.put_count(r.votes.size());
  for (const auto& vote : r.votes) {
    out.put(vote.column);
    out.put(vote.object);
    out.put(vote.evidence);
    put(out, vote.p_W);
  }
  out.put_count(r.columns.size());
  for (const auto& column : r.columns) put(out, column);
  return std::move(out).seal();
}

StepRecord decode_step(BlobView blob, const std::string& what) {
  ByteReader in(blob, what);
  StepRecord r;
  r.flags = in.get<std::uint32_t>();
  r.time = in.get<double>();
  r.X_WS = get_pose(in);
  r.ranked.resize(in.get_count(40));
  for (auto& ranked : r.ranked) {
    ranked.object = in.get<std::uint32_t>();
    ranked.evidence = in.get<float>();
    ranked.probability = in.get<float>();
    ranked.R_WO = get_quaternion(in);
    ranked.p_WO = get_vector(in);
  }
  r.poses = in.get<std::uint32_t>();
  r.pose_settled = in.get<std::uint8_t>() != 0;
  if (in.get<std::uint8_t>() != 0) {
    GoalRecord goal;
    goal.p_W = get_vector(in);
    goal.normal_W = get_vector(in);
    goal.expected_gain = in.get<float>();
    r.goal = goal;
  }
  r.votes.resize(in.get_count(24));
  for (auto& vote : r.votes) {
    vote.column = in.get<std::uint32_t>();
    vote.object = in.get<std::uint32_t>();
    vote.evidence = in.get<float>();
    vote.p_W = get_vector(in);
  }
  r.columns.resize(in.get_count(kLeastColumn));
  for (auto& column : r.columns) column = get_column(in);
  return checked(in, std::move(r));
}

Blob encode_evidence(const StepRecord& r) {
  ByteWriter out;
  std::vector<float> evidence;
  if (!r.columns.empty()) evidence = r.columns.front().evidence;
  if (r.columns.size() > 1) {  // what the region believes, not one of its columns
    std::fill(evidence.begin(), evidence.end(), kNoEvidence);
    for (const auto& ranked : r.ranked) {
      if (ranked.object < evidence.size()) evidence[ranked.object] = ranked.evidence;
    }
  }
  out.put_count(evidence.size());
  out.put_all(std::span<const float>(evidence));
  return std::move(out).seal();
}

std::vector<float> decode_evidence(BlobView blob, const std::string& what) {
  ByteReader in(blob, what);
  std::vector<float> evidence(in.get_count(4));
  in.get_all(std::span(evidence));
  return checked(in, std::move(evidence));
}

Blob encode_pose(const cortex::Pose& pose) {
  ByteWriter out;
  put(out, pose);
  return std::move(out).seal();
}

cortex::Pose decode_pose(BlobView blob, const std::string& what) {
  ByteReader in(blob, what);
  const cortex::Pose pose = get_pose(in);
  in.end();
  if (!cortex::is_valid(pose)) in.fail("its pose is none");
  return pose;
}

// Depth takes 16 bits a pixel: levels between 0 and the deepest reading.
Blob encode(const PatchRecord& p) {
  check(p);
  const auto reading = [](float depth) { return std::isfinite(depth) && depth > 0 ? depth : 0.0f; };
  ByteWriter out;
  out.put(static_cast<std::uint16_t>(p.width));
  out.put(static_cast<std::uint16_t>(p.height));
  out.put(p.half_width);
  float deepest = 0;
  for (const float depth : p.depth) deepest = std::max(deepest, reading(depth));
  const float unit = deepest > 0 ? std::max(deepest / kDepthLevels, std::numeric_limits<float>::min()) : 1.0f;
  out.put(unit);
  out.put_all(std::span(p.rgb.data(), p.rgb.size()));
  for (const float depth : p.depth) out.put(static_cast<std::uint16_t>(std::lround(reading(depth) / unit)));
  return std::move(out).seal();
}

PatchRecord decode_patch(BlobView blob, const std::string& what) {
  ByteReader in(blob, what);
  PatchRecord p;
  p.width = in.get<std::uint16_t>();
  p.height = in.get<std::uint16_t>();
  p.half_width = in.get<float>();
  const float unit = in.get<float>();
  if (!(unit > 0) || !std::isfinite(unit * kDepthLevels)) in.fail("its unit of depth is " + std::to_string(unit));
  const auto pixels = static_cast<std::size_t>(p.width) * static_cast<std::size_t>(p.height);
  if (blob.size() < 5 * pixels) in.fail();
  p.rgb.resize(pixels);
  in.get_all(std::span(p.rgb));
  std::vector<std::uint16_t> levels(pixels);
  in.get_all(std::span(levels));
  for (const std::uint16_t level : levels) p.depth.push_back(static_cast<float>(level) * unit);
  return checked(in, std::move(p));
}

Blob encode(const ObjectRecord& o) {
  check(o);
  ByteWriter out;
  out.put_text(o.name);
  out.put_count(o.segments.size());
  for (const auto& s : o.segments) {
    put(out, s.p_O);
    put(out, s.normal_O);
    for (const float v : {s.k1, s.k2, s.colour.hue, s.colour.saturation, s.colour.value}) out.put(v);
    out.put(s.observations);
    out.put_all(std::span<const cortex::Cell>(s.cells));
  }
  out.put_count(o.growth.size());
  out.put_all(std::span<const std::uint32_t>(o.growth));
  return std::move(out).seal();
}

ObjectRecord decode_object(BlobView blob, const std::string& what) {
  ByteReader in(blob, what);
  ObjectRecord o;
  o.name = in.get_text();
  o.segments.resize(in.get_count(240));
  for (auto& s : o.segments) {
    s.p_O = get_vector(in);
    s.normal_O = get_vector(in);
    for (float* v : {&s.k1, &s.k2, &s.colour.hue, &s.colour.saturation, &s.colour.value}) *v = in.get<float>();
    s.observations = in.get<std::uint32_t>();
    in.get_all(std::span<cortex::Cell>(s.cells));
  }
  o.growth.resize(in.get_count(4));
  in.get_all(std::span(o.growth));
  return checked(in, std::move(o));
}

Blob encode(const ShapeRecord& s) {
  check(s);
  ByteWriter out;
  out.put_count(s.positions_O.size());
  for (const auto& p : s.positions_O) put(out, p);
  for (const auto& colour : s.colours) out.put_all(std::span<const std::uint8_t>(colour));
  out.put_count(s.triangles.size());
  for (const auto& triangle : s.triangles) out.put_all(std::span<const std::uint32_t>(triangle));
  return std::move(out).seal();
}

ShapeRecord decode_shape(BlobView blob, const std::string& name, const std::string& what) {
  ByteReader in(blob, what);
  ShapeRecord s;
  s.name = name;
  s.positions_O.resize(in.get_count(15));
  for (auto& p : s.positions_O) p = get_vector(in);
  s.colours.resize(s.positions_O.size());
  for (auto& colour : s.colours) in.get_all(std::span<std::uint8_t>(colour));
  s.triangles.resize(in.get_count(12));
  for (auto& triangle : s.triangles) in.get_all(std::span<std::uint32_t>(triangle));
  return checked(in, std::move(s));
}

}  // namespace colonnade::recording
