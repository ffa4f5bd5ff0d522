#pragma once

#include <cstddef>
#include <functional>

namespace colonnade::cortex {

/// Calls body(begin, end) for consecutive pieces of [0, count), at most `piece` long, on up to `threads` threads. The
/// pieces depend on count and piece only, so that results do not depend on the number of threads. With one thread, or
/// one piece, everything runs in order on the calling thread. An exception in a body reaches the caller.
void parallel_for(std::size_t count, std::size_t piece, int threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body);

}  // namespace colonnade::cortex
