#pragma once

#include "document.h"

namespace colonnade::viewer {

/// The one cursor of all panes, and how it moves. Knows no clock: advance() is told how much time has passed.
class Transport {
 public:
  [[nodiscard]] Cursor cursor() const { return cursor_; }
  [[nodiscard]] bool playing() const { return playing_; }
  [[nodiscard]] bool loop() const { return loop_; }
  [[nodiscard]] bool follow() const { return follow_; }
  [[nodiscard]] double speed() const { return speed_; }  ///< steps a second

  void set_playing(bool playing);
  void set_loop(bool loop) { loop_ = loop; }
  /// Stays at the end of what is written.
  void set_follow(bool follow);
  /// @param steps_per_second is kept between 0.25 and 1000.
  void set_speed(double steps_per_second);

  /// To a place, or the nearest one that exists. Stops following.
  void go_to(const Document& document, Cursor to);
  /// Over the borders of episodes. Stops following.
  void step_by(const Document& document, int steps);
  void episode_by(const Document& document, int episodes);
  void to_start(const Document& document) { go_to(document, {cursor_.episode, 0}); }
  void to_end(const Document& document) { go_to(document, {cursor_.episode, 1 << 23}); }

  /// Plays on, and keeps up with what is written. @return true when the cursor moved.
  bool advance(const Document& document, double seconds);
  /// For another document.
  void reset();

 private:
  [[nodiscard]] Cursor clamped(const Document& document, Cursor to) const;

  Cursor cursor_;
  bool playing_ = false;
  bool loop_ = false;
  bool follow_ = false;
  double speed_ = 8;
  double carried_ = 0;  ///< steps owed
};

/// "12:340", "12": episode 12, step 340 or 0. @throws InputError naming the text.
[[nodiscard]] Cursor parse_cursor(const std::string& text);

/// @throws InputError naming what there is, when the recording has no such episode or step.
void check_place(const Document& document, Cursor at);

}  // namespace colonnade::viewer
