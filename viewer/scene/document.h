#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/recording/reader.h>

#include "cache.h"

namespace colonnade::viewer {

/// A moment of a recording.
struct Cursor {
  int episode = 0;  ///< its number
  int step = 0;
  friend auto operator<=>(const Cursor&, const Cursor&) = default;
};

/// A recording as the panes see it: what they ask for is read when they ask, the latest of it is kept, and what cannot
/// be read is a message instead of an exception.
class Document {
 public:
  /// @throws InputError when the file cannot be shown at all.
  explicit Document(const std::filesystem::path& path);

  [[nodiscard]] const recording::Reader& reader() const { return reader_; }
  [[nodiscard]] const std::vector<recording::EpisodeRecord>& episodes() const { return reader_.episodes(); }
  /// Null when there is no such episode.
  [[nodiscard]] const recording::EpisodeRecord* episode(int number) const;

  /// Takes in what has been written meanwhile. @return true when something changed.
  bool poll();

  /// Null when it cannot be read; then problem() says why.
  [[nodiscard]] std::shared_ptr<const recording::StepRecord> step(Cursor at);
  /// Null when there is none.
  [[nodiscard]] std::shared_ptr<const recording::PatchRecord> patch(Cursor at);
  [[nodiscard]] std::shared_ptr<const recording::ObjectRecord> object(std::uint32_t column, std::uint32_t id);
  [[nodiscard]] std::shared_ptr<const recording::ShapeRecord> shape(const std::string& name);
  /// The steps of an episode in brief, as many as there are so far.
  [[nodiscard]] const std::vector<recording::StepSummary>& summaries(int episode);
  /// How many of an episode's steps are there to be read, whatever it says of itself.
  [[nodiscard]] int recorded_steps(int episode);
  /// Where column 0 sensed at each step so far, W; repeats the last place where it had no sensation.
  [[nodiscard]] const std::vector<Eigen::Vector3f>& trail(int episode);

  [[nodiscard]] const std::vector<recording::ObjectEntry>& objects();
  /// The name of an object of column 0; "?" when there is none.
  [[nodiscard]] const std::string& object_name(std::uint32_t id);
  /// The number that a column's memory has given to a name; empty when it does not know it.
  [[nodiscard]] std::optional<std::uint32_t> object_id(std::uint32_t column, const std::string& name);

  /// What went wrong last, empty when nothing did.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  void forget_problem() { problem_.clear(); }

  /// What is kept of steps, patches, objects and shapes, bytes: bounded, however long the recording is.
  [[nodiscard]] std::size_t kept_bytes() const {
    return steps_.bytes() + patches_.bytes() + objects_.bytes() + shapes_.bytes();
  }
  static constexpr std::size_t kMostKept = 144U << 20;

  /// Rises with everything new; no two documents ever have the same one.
  [[nodiscard]] int version() const { return version_; }
  /// Tells documents apart, also when another file stands at the same path.
  [[nodiscard]] int id() const { return id_; }

 private:
  template <class Read>
  auto guarded(Read&& read) -> decltype(read());

  recording::Reader reader_;
  std::string problem_;
  std::string poll_failure_;
  int id_;
  int version_;
  Cache<Cursor, recording::StepRecord> steps_;
  Cache<Cursor, recording::PatchRecord> patches_;
  Cache<std::pair<std::uint32_t, std::uint32_t>, recording::ObjectRecord> objects_;
  Cache<std::string, recording::ShapeRecord> shapes_;
  int summarised_ = -1;
  std::vector<recording::StepSummary> summaries_;
  int trailed_ = -1;
  std::vector<Eigen::Vector3f> trail_;
  int listed_ = -1;
  std::vector<recording::ObjectEntry> entries_;
  std::int64_t newest_revision_ = -1;
};

}  // namespace colonnade::viewer
