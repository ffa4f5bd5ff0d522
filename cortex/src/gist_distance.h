#pragma once

#include <colonnade/cortex/gist.h>

namespace colonnade::cortex {

/// How unlike two gists are: 0 for equal ones; views of one object differ by some 0.3, of different ones by 1 or more.
[[nodiscard]] float distance(const Gist& a, const Gist& b) noexcept;

}  // namespace colonnade::cortex
