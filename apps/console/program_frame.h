#pragma once

#include <functional>

namespace colonnade::runner {

inline constexpr int kInternalFailure = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kInterrupted = 130;

/// Runs the body of a program, says on standard error what it throws, and sees that all output is written.
/// @returns the program's exit code: the body's, or one of the above.
int run_guarded(const std::function<int()>& body);

}  // namespace colonnade::runner
