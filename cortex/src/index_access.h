#pragma once

#include <cstddef>
#include <functional>

#include <colonnade/cortex/access_observer.h>

namespace colonnade::cortex {

/// Is told what the making of an index reads and writes. Called by one thread.
using IndexAccess = std::function<void(Structure structure, std::size_t offset, std::size_t bytes)>;

}  // namespace colonnade::cortex
