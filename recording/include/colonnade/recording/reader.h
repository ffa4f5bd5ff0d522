#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/recording/records.h>

namespace colonnade::recording {

/// Whether a recording still grows.
enum class Growth {
  complete,   ///< its writer has finished it
  growing,    ///< its writer is at work
  abandoned,  ///< its writer was ended before it could finish
};

/// A learned object without its segments.
struct ObjectEntry {
  std::uint32_t column = 0;
  std::uint32_t id = 0;
  std::string name;
  std::uint32_t segments = 0;
  std::int64_t revision = 0;  ///< rises when the object is learned on
};

/// Reads a recording while it is written or afterwards, and never changes it. It keeps the list of episodes in memory
/// (some 100 bytes each) and reads all else when asked. Belongs to one thread.
class Reader {
 public:
  /// @throws InputError when the file is missing, no recording, newer than this program, truncated or damaged.
  explicit Reader(const std::filesystem::path& path);
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] const RecordingInfo& info() const;
  /// As of construction or the last refresh().
  [[nodiscard]] const std::vector<EpisodeRecord>& episodes() const;
  [[nodiscard]] Growth growth() const;
  /// The episode and step that came last, and when it was written (seconds since the epoch); empty when there is none.
  struct Latest {
    int episode = 0;
    int step = 0;
    double written = 0;
  };
  [[nodiscard]] std::optional<Latest> latest() const;

  /// Takes in what has been written meanwhile. @return true when there was something.
  /// @throws InputError when the file is gone or has become unreadable; what was read before stays.
  bool refresh();

  /// @throws InputError when there is no such step, or it is damaged (names episode and step).
  [[nodiscard]] StepRecord step(int episode, int step) const;
  /// Empty when none was recorded. @throws InputError when it is damaged.
  [[nodiscard]] std::optional<PatchRecord> patch(int episode, int step) const;
  /// Steps [first, end) of an episode, in brief. @throws InputError when the file is damaged.
  [[nodiscard]] std::vector<StepSummary> summaries(int episode, int first, int end) const;

  [[nodiscard]] std::vector<ObjectEntry> objects() const;
  /// @throws InputError when there is none, or it is damaged.
  [[nodiscard]] ObjectRecord object(std::uint32_t column, std::uint32_t id) const;
  /// Empty when none was recorded. @throws InputError when it is damaged.
  [[nodiscard]] std::optional<ShapeRecord> shape(const std::string& name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::recording
