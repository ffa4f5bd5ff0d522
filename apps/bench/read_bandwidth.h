#pragma once

#include <cstddef>
#include <cstdint>

namespace colonnade::bench {

/// Sum of all 8-byte words, at the best instruction set: about the least that one can do with bytes that are read, so
/// its speed is the read bandwidth of wherever they are. @param bytes a multiple of 1024; data aligned to 64.
std::uint64_t stream_sum(const std::uint8_t* data, std::size_t bytes);

}  // namespace colonnade::bench
