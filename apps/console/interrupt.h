#pragma once

#include <string>

namespace colonnade::runner {

/// Ctrl-C and SIGTERM ask a run to stop after what it is writing; a second Ctrl-C kills it. Call once, early.
void catch_interrupts();

/// True after the user asked to stop.
[[nodiscard]] bool interrupted() noexcept;

/// Thrown where work stops because interrupted(); programs say so, and what now, and exit with code 130.
struct Interrupted {
  std::string what_now;  ///< empty: nothing to go on with
};

/// Does the work; where that is interrupted, what_now() says how to go on.
template <class Work, class Advice>
void with_advice(Work&& work, Advice&& what_now) {
  try {
    work();
  } catch (const Interrupted&) {
    throw Interrupted{what_now()};
  }
}

inline constexpr const char* kGoOnWithResume = "go on with --resume";

}  // namespace colonnade::runner
