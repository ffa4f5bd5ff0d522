#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

namespace colonnade::runner {

/// Progress of a long task on standard error: a bar with the time left on a terminal, plain lines (at most one each
/// five seconds or tenth of the work) otherwise. Thread-safe.
class Progress {
 public:
  /// @param done already finished (of a resumed task); does not count for the speed.
  Progress(std::string label, int total, int done, bool quiet = false);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// One more is done. @param note shown behind the bar.
  void advance(std::string_view note = {});

 private:
  void show(bool last);

  using Clock = std::chrono::steady_clock;
  std::mutex mutex_;
  std::string label_;
  std::string note_;
  int total_;
  int done_;
  int done_before_;
  bool terminal_;
  bool quiet_;
  int shown_tenth_ = -1;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point shown_{};
};

/// "1:05", "2:03:07".
[[nodiscard]] std::string format_duration(double seconds);

}  // namespace colonnade::runner
