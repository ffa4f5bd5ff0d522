#pragma once

#include <filesystem>
#include <memory>

#include <colonnade/recording/records.h>

namespace colonnade::recording {

/// Writes a recording, from any number of threads. What is added is encoded by the caller and written by a thread of
/// the recording's own, some 20 times a second in one transaction each: killed at any moment, the file holds all but
/// the last fraction of a second, and other processes read it meanwhile.
///
/// Everything that adds throws InputError, naming the path and the reason, when an earlier write has failed, or after
/// finish(); also for a record that a reader would not give back: names that are none, numbers that are not finite,
/// poses that are none.
class Writer {
 public:
  /// Makes a new recording. A recording that stands there is replaced unless it is being written; anything else is not.
  /// @throws InputError when that is not possible.
  Writer(const std::filesystem::path& path, const RecordingInfo& info);
  /// Finishes, if finish() has not been called; then failures go unsaid.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// A learned object, or its newer state.
  void add(const ObjectRecord& object);
  /// @throws InputError when colours or triangles do not fit its positions.
  void add(const ShapeRecord& shape);
  /// Begins an episode, or says how it ended. Its number of steps follows from the steps added.
  void add(const EpisodeRecord& episode);
  /// @param step from 0, one after the other within an episode. @param patch may be null.
  /// @throws InputError when episode or step is out of range, or the patch's sizes do not agree.
  void add(int episode, int step, const StepRecord& record, const PatchRecord* patch);
  /// Returns when everything added before is in the file.
  void flush();
  /// Marks the recording as complete and closes it.
  void finish();

  /// Seconds since the recording began.
  [[nodiscard]] double time() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::recording
