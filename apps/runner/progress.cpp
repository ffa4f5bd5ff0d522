#include "progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "console.h"

namespace colonnade::runner {

std::string format_duration(double seconds) {
  const long s = std::lround(std::max(0.0, seconds));
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

Progress::Progress(std::string label, int total, int done, bool quiet)
    : label_(std::move(label)),
      total_(total),
      done_(done),
      done_before_(done),
      terminal_(isatty(STDERR_FILENO) != 0),
      quiet_(quiet) {
  const std::lock_guard lock(mutex_);
  show(false);
}

Progress::~Progress() {
  if (terminal_ && !quiet_ && total_ > 0) print_error("\n");
}

void Progress::advance(std::string_view note) {
  const std::lock_guard lock(mutex_);
  ++done_;
  note_ = note;
  show(done_ == total_);
}

void Progress::show(bool last) {
  if (quiet_ || total_ == 0) return;
  const auto now = Clock::now();
  const int tenth = 10 * done_ / total_;
  const std::chrono::duration<double> since = now - shown_;
  const bool due = terminal_ ? since.count() > 0.1 : tenth != shown_tenth_ || since.count() > 5.0;
  if (!last && !due) return;
  shown_ = now;
  shown_tenth_ = tenth;

  const std::chrono::duration<double> elapsed = now - begin_;
  const int fresh = done_ - done_before_;
  std::string time = format_duration(elapsed.count());
  if (!last) time = fresh > 0 ? format_duration(elapsed.count() * (total_ - done_) / fresh) + " left" : "";
  if (terminal_) {
    constexpr int kWidth = 30;
    const int filled = kWidth * done_ / total_;
    std::string bar;
    for (int i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
    print_error("\r{} {} {}/{}  {}  {}\x1b[K", label_, bar, done_, total_, time, note_);
  } else {
    print_error("{} {}/{}  {}  {}\n", label_, done_, total_, time, note_);
  }
}

}  // namespace colonnade::runner
