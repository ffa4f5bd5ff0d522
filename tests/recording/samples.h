#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include <colonnade/recording/writer.h>

namespace colonnade::recording {

/// A folder of the test's own, gone at its end.
class TestFolder {
 public:
  TestFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() / ("colonnade_" + std::to_string(getpid()) + "_" + test->name());
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline RecordingInfo sample_info() {
  RecordingInfo info;
  info.experiment = "sample";
  info.configuration = "name: sample\n";
  info.program = "test";
  info.encoders.seed = 0x8000000000000003ULL;  // does not fit into a signed number
  info.encoders.learn_distance_m = 0.009;
  return info;
}

inline ObjectRecord sample_object(std::uint32_t id, const std::string& name, std::uint32_t segments) {
  ObjectRecord object;
  object.id = id;
  object.name = name;
  for (std::uint32_t i = 0; i < segments; ++i) {
    SegmentRecord segment;
    segment.p_O = Eigen::Vector3f(0.01f * static_cast<float>(i), 0.02f, 0.03f);
    segment.k1 = static_cast<float>(i);
    segment.colour = {0.25f, 0.5f, 0.75f};
    segment.observations = i + 1;
    segment.cells.fill(static_cast<cortex::Cell>(i));
    object.segments.push_back(segment);
  }
  object.growth = {segments / 2, segments};
  return object;
}

inline StepRecord sample_step(int step, std::size_t objects) {
  StepRecord r;
  r.flags = kSensed | (step == 0 ? kReset | kBurst : 0U);
  r.time = 0.5 * step;
  r.X_WS = cortex::make_pose(cortex::rotation_from_euler_xyz(0.1, 0.2, 0.3), cortex::Vector3(step, 2, 3));
  r.ranked.push_back({1, 10.5f, 0.75f, Eigen::Quaternionf(0, 1, 0, 0), Eigen::Vector3f(1, 2, 3)});
  r.poses = 2;
  r.goal = GoalRecord{Eigen::Vector3f(4, 5, 6), Eigen::Vector3f::UnitX(), 0.5f};
  r.votes.push_back({0, 1, 2.5f, Eigen::Vector3f(7, 8, 9)});
  ColumnRecord c;
  c.sensation.emplace();
  c.sensation->p_W = cortex::Vector3(0.1 * step, 0.2, 0.3);
  c.sensation->k1 = 12;
  c.feature.fill(3);
  c.location.fill(4);
  c.population = 7;
  c.born = 2;
  c.hypotheses.push_back({5, 1, 1, Eigen::Quaternionf::Identity(), Eigen::Vector3f(1, 0, 0), 10.5f, 3, -0.5f});
  c.evidence.assign(objects, 1.5f);
  r.columns.push_back(c);
  return r;
}

inline PatchRecord sample_patch() {
  PatchRecord patch;
  patch.width = 4;
  patch.height = 3;
  patch.half_width = 0.1f;
  for (int i = 0; i < 12; ++i) {
    patch.rgb.push_back({static_cast<std::uint8_t>(i), 100, 200});
    patch.depth.push_back(i == 0 ? 0.0f : 0.02f + 0.001f * static_cast<float>(i));
  }
  return patch;
}

inline EpisodeRecord sample_episode(int number, bool finished) {
  EpisodeRecord episode;
  episode.number = number;
  episode.object = "cup";
  episode.X_WO = cortex::make_pose(cortex::rotation_from_euler_xyz(0.3, 0, 0), cortex::Vector3(1, 2, 3));
  episode.finished = finished;
  episode.decided = finished;
  episode.result = finished ? "cup" : "";
  return episode;
}

/// Two objects, `episodes` episodes of `steps` steps. Leaves the last episode open unless told to finish.
inline void write_sample(Writer& writer, int episodes, int steps) {
  writer.add(sample_object(0, "bowl", 3));
  writer.add(sample_object(1, "cup", 5));
  ShapeRecord shape;
  shape.name = "cup";
  shape.positions_O = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  shape.colours.assign(4, {10, 20, 30});
  shape.triangles = {{0, 1, 2}, {1, 2, 3}};
  writer.add(shape);
  const PatchRecord patch = sample_patch();
  for (int e = 0; e < episodes; ++e) {
    writer.add(sample_episode(e, false));
    for (int s = 0; s < steps; ++s) writer.add(e, s, sample_step(s, 2), &patch);
    writer.add(sample_episode(e, true));
  }
}

}  // namespace colonnade::recording
