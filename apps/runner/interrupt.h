#pragma once

namespace colonnade::runner {

/// Ctrl-C and SIGTERM ask a run to stop after what it is writing; a second Ctrl-C kills it. Call once, early.
void catch_interrupts();

/// True after the user asked to stop.
[[nodiscard]] bool interrupted() noexcept;

/// Thrown where a run stops because interrupted(); programs exit with code 130.
struct Interrupted {};

}  // namespace colonnade::runner
