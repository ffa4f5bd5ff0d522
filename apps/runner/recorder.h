#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <colonnade/cortex/inspection.h>
#include <colonnade/cortex/region.h>
#include <colonnade/datasets/experiment.h>
#include <colonnade/recording/writer.h>
#include <colonnade/sensors/agent.h>

#include "learning.h"
#include "objects.h"

namespace colonnade::runner {

/// How much of each step is kept.
enum class RecordDetail {
  brief,     ///< no patches, 8 hypotheses a column
  standard,  ///< patches at half their resolution, 32 hypotheses
  full,      ///< whole patches, 256 hypotheses
};

/// What `--record` asks for.
struct RecordRequest {
  std::filesystem::path file;
  std::vector<std::pair<int, int>> episodes;  ///< first and last of each range; empty: all
  RecordDetail detail = RecordDetail::standard;
};

/// Ranges as "0-9,20". @throws InputError naming the part that is none.
[[nodiscard]] std::vector<std::pair<int, int>> parse_ranges(const std::string& text);

/// The recording of a run; shared by its threads.
class Recorder {
 public:
  /// @throws InputError when the file cannot be made.
  Recorder(RecordRequest request, const datasets::Experiment& experiment);

  [[nodiscard]] bool wants(int episode) const;
  [[nodiscard]] RecordDetail detail() const { return request_.detail; }
  [[nodiscard]] recording::Writer& writer() { return writer_; }

  void add(std::span<const Object> objects);
  void add(const Memories& memories);
  /// One object of one column, as it is now.
  void add(const cortex::Memory& memory, std::uint32_t column, cortex::ObjectId object);
  /// Notes how many segments an object had after a showing.
  void note_growth(std::uint32_t column, const std::string& object, std::size_t segments);

 private:
  RecordRequest request_;
  recording::Writer writer_;
  std::mutex mutex_;
  std::map<std::pair<std::uint32_t, std::string>, std::vector<std::uint32_t>> growth_;
};

/// Samples the episodes of one thread, one after the other. Region and agent know nothing of it.
class EpisodeSampler {
 public:
  explicit EpisodeSampler(Recorder& recorder);

  void begin(const recording::EpisodeRecord& episode);
  /// After each sensation, before the sensor moves. @param flags besides those that follow from the rest.
  void step(const cortex::Region& region, const sensors::Agent& agent, const std::optional<cortex::Goal>& goal,
            std::uint32_t flags = 0);
  void end(const cortex::Percept& percept, const cortex::Memory& memory);

  [[nodiscard]] int steps() const { return step_; }

 private:
  void sample_column(const cortex::Column& column, const std::optional<cortex::Sensation>& sensation,
                     std::size_t index);
  void sample_patch(const sensors::RgbdPatch& patch);

  Recorder& recorder_;
  cortex::Inspector inspector_;
  recording::EpisodeRecord episode_;
  int step_ = 0;
  recording::StepRecord record_;
  recording::PatchRecord patch_;
  std::vector<std::vector<std::uint32_t>> born_;  ///< [column][step]: ids below this were born by then
  std::vector<std::uint32_t> population_;         ///< [column], before this step
};

}  // namespace colonnade::runner
