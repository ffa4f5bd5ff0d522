#include "recorder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <colonnade/cortex/error.h>
#include <colonnade/datasets/experiment_file.h>
#include <colonnade/sensors/simulated_world.h>
#include <fmt/core.h>

#include "build_info.h"

namespace colonnade::runner {

namespace {

recording::RecordingInfo describe(const datasets::Experiment& experiment) {
  return {experiment.name, datasets::to_yaml(experiment), fmt::format("colonnade {} ({})", kVersion, kRevision),
          experiment.columns, experiment.column.encoders};
}

std::size_t most_hypotheses(RecordDetail detail) {
  switch (detail) {
    case RecordDetail::brief:
      return 8;
    case RecordDetail::standard:
      return 32;
    case RecordDetail::full:
      break;
  }
  return 256;
}

recording::ShapeRecord shape_of(const Object& object) {
  const sensors::TexturedMesh& mesh = object.scene->mesh();
  recording::ShapeRecord shape;
  shape.name = object.name;
  shape.positions_O = mesh.positions;
  shape.colours.resize(mesh.positions.size());
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    // A hair inside: at its very corner a triangle may touch another tile of its texture.
    constexpr float kInside = 0.01f;
    constexpr std::array<std::array<float, 2>, 3> kCorners{
        {{kInside, kInside}, {1 - 2 * kInside, kInside}, {kInside, 1 - 2 * kInside}}};
    for (std::size_t k = 0; k < 3; ++k) {
      shape.colours[mesh.triangles[i][k]] = sensors::colour_at(mesh, i, kCorners[k][0], kCorners[k][1]);
    }
  }
  shape.triangles = mesh.triangles;
  return shape;
}

}  // namespace

std::vector<std::pair<int, int>> parse_ranges(const std::string& text) {
  std::vector<std::pair<int, int>> ranges;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    const char* const part = at;
    int first = 0;
    auto read = std::from_chars(at, end, first);
    int last = first;
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, last);
    if (read.ec != std::errc() || first < 0 || last < first || (read.ptr != end && *read.ptr != ',')) {
      throw InputError(fmt::format("--record-episodes: '{}' is no range; write them as in 0-9,20",
                                   std::string(part, std::find(part, end, ','))));
    }
    ranges.emplace_back(first, last);
    if (read.ptr == end) return ranges;
    at = read.ptr + 1;
  }
}

Recorder::Recorder(RecordRequest request, const datasets::Experiment& experiment)
    : request_(std::move(request)), writer_(request_.file, describe(experiment)) {}

bool Recorder::wants(int episode) const {
  return request_.episodes.empty() ||
         std::any_of(request_.episodes.begin(), request_.episodes.end(),
                     [&](const auto& range) { return range.first <= episode && episode <= range.second; });
}

void Recorder::add(std::span<const Object> objects) {
  for (const Object& object : objects) writer_.add(shape_of(object));
}

void Recorder::add(const Memories& memories) {
  for (std::uint32_t column = 0; column < memories.size(); ++column) {
    const cortex::Memory& memory = *memories[column];
    for (std::uint32_t id = 0; id < memory.object_count(); ++id) add(memory, column, cortex::ObjectId(id));
  }
}

void Recorder::add(const cortex::Memory& memory, std::uint32_t column, cortex::ObjectId object) {
  recording::ObjectRecord record;
  record.column = column;
  record.id = object.value();
  record.name = memory.name(object);
  const std::span<const std::uint8_t> codes = cortex::segment_codes(memory, object);
  for (const cortex::LearnedPoint& point : memory.points(object)) {
    recording::SegmentRecord segment;
    segment.p_O = point.p_O.cast<float>();
    segment.normal_O = point.normal_O.cast<float>();
    segment.k1 = static_cast<float>(point.k1);
    segment.k2 = static_cast<float>(point.k2);
    segment.colour = point.colour;
    segment.observations = static_cast<std::uint32_t>(point.observations);
    const auto cells = codes.subspan(record.segments.size() * segment.cells.size(), segment.cells.size());
    std::copy(cells.begin(), cells.end(), segment.cells.begin());
    record.segments.push_back(segment);
  }
  {
    const std::lock_guard lock(mutex_);
    const auto grown = growth_.find({column, record.name});
    if (grown != growth_.end()) record.growth = grown->second;
  }
  writer_.add(record);
}

void Recorder::note_growth(std::uint32_t column, const std::string& object, std::size_t segments) {
  const std::lock_guard lock(mutex_);
  growth_[{column, object}].push_back(static_cast<std::uint32_t>(segments));
}

EpisodeSampler::EpisodeSampler(Recorder& recorder)
    : recorder_(recorder), inspector_(most_hypotheses(recorder.detail())) {}

void EpisodeSampler::begin(const recording::EpisodeRecord& episode) {
  episode_ = episode;
  step_ = 0;
  born_.clear();
  population_.clear();
  recorder_.writer().add(episode_);
}

void EpisodeSampler::sample_column(const cortex::Column& column, const std::optional<cortex::Sensation>& sensation,
                                   std::size_t index) {
  const cortex::LayerActivity& activity = inspector_.inspect(column);
  std::vector<std::uint32_t>& born = born_[index];
  const std::uint32_t known = born.empty() ? 0 : born.back();
  born.push_back(activity.next_id);

  recording::ColumnRecord& c = record_.columns[index];
  c.sensation = sensation;
  c.feature = activity.feature;
  c.location = activity.location;
  c.born = activity.next_id - known;
  c.gone = population_[index] + c.born - activity.population;
  c.population = activity.population;
  if (population_[index] == 0 && c.born > 0) record_.flags |= recording::kBurst;
  population_[index] = activity.population;
  c.evidence = activity.object_evidence;
  c.hypotheses.clear();
  for (const cortex::HypothesisSample& h : activity.hypotheses) {
    const auto step = std::upper_bound(born.begin(), born.end(), h.id) - born.begin();
    c.hypotheses.push_back({h.id, static_cast<std::uint32_t>(step), h.object.value(),
                            Eigen::Quaternionf(Eigen::Quaterniond(h.X_WO.linear()).cast<float>()),
                            h.X_WO.translation().cast<float>(), h.evidence,
                            h.segment.valid() ? h.segment.value() : recording::kNoIndex, h.match});
  }
}

// Half the resolution says as much to the eye, at a quarter of the cost.
void EpisodeSampler::sample_patch(const sensors::RgbdPatch& patch) {
  const int shrink = recorder_.detail() == RecordDetail::full ? 1 : 2;
  patch_.width = patch.camera.width / shrink;
  patch_.height = patch.camera.height / shrink;
  patch_.half_width = static_cast<float>(0.5 * patch.camera.width / patch.camera.fx);
  patch_.rgb.clear();
  patch_.depth.clear();
  for (int v = 0; v < patch_.height; ++v) {
    for (int u = 0; u < patch_.width; ++u) {
      const std::size_t i = patch.index(u * shrink, v * shrink);
      patch_.rgb.push_back(patch.rgb[i]);
      patch_.depth.push_back(sensors::is_reading(patch.depth[i]) ? patch.depth[i] : 0.0f);
    }
  }
}

void EpisodeSampler::step(const cortex::Region& region, const sensors::Agent& agent,
                          const std::optional<cortex::Goal>& goal, std::uint32_t flags) {
  const cortex::Percept& percept = region.percept();
  const auto observed = agent.observe();
  recording::StepRecord& r = record_;
  r.flags = flags;
  r.time = recorder_.writer().time();
  r.X_WS = agent.patch().X_WS;
  if (step_ == 0) r.flags |= recording::kReset;
  for (const auto& sensation : observed) {
    if (sensation) r.flags |= sensation->on_surface ? recording::kSensed : recording::kNothing;
  }
  born_.resize(region.size());
  population_.resize(region.size());
  r.columns.resize(region.size());
  for (std::size_t i = 0; i < region.size(); ++i) {
    sample_column(region.column(i), i < observed.size() ? observed[i] : std::nullopt, i);
  }
  r.ranked.clear();
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    const cortex::RankedObject& ranked = percept.ranked[i];
    r.ranked.push_back({ranked.object.value(), static_cast<float>(ranked.evidence),
                        static_cast<float>(ranked.probability),
                        Eigen::Quaternionf(Eigen::Quaterniond(ranked.X_WO.linear()).cast<float>()),
                        ranked.X_WO.translation().cast<float>()});
  }
  r.poses = static_cast<std::uint32_t>(percept.pose_count);
  r.pose_settled = percept.pose_settled;
  if (percept.decided) r.flags |= recording::kDecided;
  r.goal.reset();
  if (goal) {
    r.flags |= recording::kGoal;
    r.goal = recording::GoalRecord{goal->p_W.cast<float>(), goal->normal_W.cast<float>(),
                                   static_cast<float>(goal->expected_gain)};
  }
  r.votes.clear();
  if (region.size() > 1) {
    for (const cortex::Vote& vote : region.votes()) {
      r.votes.push_back(
          {vote.sender.value(), vote.object.value(), static_cast<float>(vote.evidence), vote.p_WS.cast<float>()});
    }
    if (!r.votes.empty()) r.flags |= recording::kVoted;
  }
  const bool with_patch = recorder_.detail() != RecordDetail::brief;
  if (with_patch) sample_patch(agent.patch());
  recorder_.writer().add(episode_.number, step_++, r, with_patch ? &patch_ : nullptr);
}

void EpisodeSampler::end(const cortex::Percept& percept, const cortex::Memory& memory) {
  episode_.finished = true;
  episode_.decided = percept.decided;
  episode_.result = percept.object().valid() ? memory.name(percept.object()) : std::string();
  recorder_.writer().add(episode_);
}

}  // namespace colonnade::runner
