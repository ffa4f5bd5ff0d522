#pragma once

#include <string_view>

#include <colonnade/cortex/random_numbers.h>

namespace colonnade::datasets {

/// What random numbers are for: streams of different purposes never meet.
enum class RandomPurpose : std::uint32_t { test_rotation = 1, builtin_object = 2 };

/// FNV-1a, stable across machines (std::hash is not).
constexpr std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// The datasets' random numbers, keyed by what they are for.
class RandomStream : public cortex::RandomNumbers<std::uint64_t> {
 public:
  RandomStream(std::uint64_t seed, RandomPurpose purpose, std::uint64_t index, std::uint64_t subindex = 0)
      : RandomNumbers({seed, static_cast<std::uint64_t>(purpose)}, {0, index, subindex, 0}) {}
};

}  // namespace colonnade::datasets
