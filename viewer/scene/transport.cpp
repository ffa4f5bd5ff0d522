#include "transport.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {

void Transport::set_playing(bool playing) {
  playing_ = playing;
  carried_ = 0;
  if (playing) follow_ = false;
}

void Transport::set_follow(bool follow) {
  follow_ = follow;
  if (follow) playing_ = false;
}

void Transport::set_speed(double steps_per_second) { speed_ = std::clamp(steps_per_second, 0.25, 1000.0); }

void Transport::reset() {
  cursor_ = {};
  playing_ = false;
  follow_ = false;
  carried_ = 0;
}

Cursor Transport::clamped(const Document& document, Cursor to) const {
  const auto& all = document.episodes();
  if (all.empty()) return {};
  auto at = std::lower_bound(all.begin(), all.end(), to.episode,
                             [](const recording::EpisodeRecord& e, int n) { return e.number < n; });
  if (at == all.end()) --at;
  return {at->number, std::clamp(to.step, 0, std::max(0, at->steps - 1))};
}

void Transport::go_to(const Document& document, Cursor to) {
  follow_ = false;
  cursor_ = clamped(document, to);
}

void Transport::episode_by(const Document& document, int episodes) {
  const auto& all = document.episodes();
  if (all.empty()) return;
  const auto at = std::lower_bound(all.begin(), all.end(), cursor_.episode,
                                   [](const recording::EpisodeRecord& e, int n) { return e.number < n; });
  const auto index = std::clamp<std::ptrdiff_t>(at - all.begin() + episodes, 0, std::ssize(all) - 1);
  go_to(document, {all[static_cast<std::size_t>(index)].number, 0});
}

void Transport::step_by(const Document& document, int steps) {
  const auto& all = document.episodes();
  if (all.empty()) return;
  follow_ = false;
  Cursor to = clamped(document, cursor_);
  auto at = std::lower_bound(all.begin(), all.end(), to.episode,
                             [](const recording::EpisodeRecord& e, int n) { return e.number < n; });
  std::int64_t step = std::int64_t{to.step} + steps;
  while (step >= std::max(1, at->steps) && std::next(at) != all.end()) {
    step -= std::max(1, at->steps);
    to.episode = (++at)->number;
  }
  while (step < 0 && at != all.begin()) {
    to.episode = (--at)->number;
    step += std::max(1, at->steps);
  }
  to.step = static_cast<int>(std::clamp<std::int64_t>(step, 0, std::max(0, at->steps - 1)));
  cursor_ = clamped(document, to);
}

bool Transport::advance(const Document& document, double seconds) {
  const Cursor before = cursor_;
  if (follow_) {
    // Several episodes may run at the same time: the one that is shown is followed to its end.
    const recording::EpisodeRecord* shown = document.episode(cursor_.episode);
    if (shown != nullptr && !shown->finished && shown->steps > 0) {
      cursor_ = {shown->number, shown->steps - 1};
    } else if (const auto latest = document.reader().latest()) {
      cursor_ = clamped(document, {latest->episode, latest->step});
    }
  } else if (playing_) {
    carried_ += seconds * speed_;
    const double whole = std::floor(carried_);
    carried_ -= whole;
    const auto steps = static_cast<int>(std::min(whole, 1e6));
    const recording::EpisodeRecord* episode = document.episode(cursor_.episode);
    if (loop_ && episode != nullptr && episode->steps > 0) {
      cursor_.step = static_cast<int>((std::int64_t{cursor_.step} + steps) % episode->steps);
    } else if (steps > 0) {
      step_by(document, steps);
      const auto& all = document.episodes();
      const bool at_end = !all.empty() && cursor_.episode == all.back().number && cursor_.step + 1 >= all.back().steps;
      if (at_end && document.reader().growth() != recording::Growth::growing) playing_ = false;
    }
  } else {
    cursor_ = clamped(document, cursor_);
  }
  return cursor_ != before;
}

Cursor parse_cursor(const std::string& text) {
  Cursor at;
  const char* const end = text.data() + text.size();
  auto read = std::from_chars(text.data(), end, at.episode);
  if (read.ec == std::errc() && read.ptr != end && *read.ptr == ':') read = std::from_chars(read.ptr + 1, end, at.step);
  if (read.ec != std::errc() || read.ptr != end || at.episode < 0 || at.step < 0) {
    throw InputError("'" + text + "' is no place in a recording; write EPISODE:STEP, as in 3:17");
  }
  return at;
}

void check_place(const Document& document, Cursor at) {
  const recording::EpisodeRecord* episode = document.episode(at.episode);
  const auto& all = document.episodes();
  if (episode == nullptr) {
    throw InputError("there is no episode " + std::to_string(at.episode) + "; " +
                     (all.empty() ? std::string("none has been recorded yet")
                      : all.size() == 1
                          ? "there is only episode " + std::to_string(all.front().number)
                          : "there are " + std::to_string(all.size()) + ", from " + std::to_string(all.front().number) +
                                " to " + std::to_string(all.back().number)));
  }
  if (at.step < episode->steps) return;
  throw InputError("there is no step " + std::to_string(at.step) + " in episode " + std::to_string(at.episode) + "; " +
                   (episode->steps == 0 ? std::string("it has none yet")
                                        : "it has the steps 0 to " + std::to_string(episode->steps - 1)));
}

}  // namespace colonnade::viewer
