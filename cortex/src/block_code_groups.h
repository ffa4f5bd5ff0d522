#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include <colonnade/cortex/block_code.h>

namespace colonnade::cortex {

/// A run of blocks of a code.
struct BlockGroup {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;  ///< 1 to 8: the key of a group is a machine word
};

/// How many groups a code must share with a query before it is looked at: two where there are blocks enough, since
/// codes that share one by chance are many, and codes that share two are few.
inline std::size_t groups_to_share(std::uint32_t least_overlap) { return std::min<std::size_t>(2, least_overlap); }

/// As many disjoint groups as an overlap of least_overlap may have mismatches, and groups_to_share() more: as many of
/// them are intact. Of longer groups the first 8 blocks count, which keeps that true.
inline std::vector<BlockGroup> make_block_groups(std::size_t blocks, std::uint32_t least_overlap) {
  const std::size_t count = blocks - least_overlap + groups_to_share(least_overlap);
  std::vector<BlockGroup> groups;
  for (std::size_t g = 0; g < count; ++g) {
    const std::size_t begin = g * blocks / count;
    const std::size_t end = (g + 1) * blocks / count;
    groups.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(std::min<std::size_t>(8, end - begin))});
  }
  return groups;
}

static_assert(std::endian::native == std::endian::little, "group_key takes the first bytes of a word");

/// The blocks of a group as one number.
inline std::uint64_t group_key(BlockCode code, BlockGroup group) {
  std::uint64_t key = 0;
  if (group.begin + sizeof(key) <= code.size()) {
    std::memcpy(&key, code.data() + group.begin, sizeof(key));
    return key & (~std::uint64_t{0} >> (64 - 8 * group.size));
  }
  for (std::uint32_t i = group.size; i-- > 0;) key = key << 8 | code[group.begin + i];
  return key;
}

/// True when one of the group's blocks is disconnected: no query shares such a group.
inline bool is_disconnected(BlockCode code, BlockGroup group) {
  const auto blocks = code.subspan(group.begin, group.size);
  return std::find(blocks.begin(), blocks.end(), kDisconnected) != blocks.end();
}

/// Spreads keys over 64 bits; the upper ones are the best (Fibonacci hashing).
inline std::uint64_t hash_key(std::uint64_t key) { return (key ^ key >> 32) * 0x9E3779B97F4A7C15; }

}  // namespace colonnade::cortex
