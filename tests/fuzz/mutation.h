#pragma once

#include <span>
#include <string>
#include <string_view>

#include <colonnade/cortex/random_numbers.h>

namespace colonnade::fuzz {

/// Decides everything; the same for the same seed and run, on every machine.
using Random = cortex::RandomNumbers<std::uint32_t>;

/// Texts that mean something to a reader: keys, signatures, odd values.
using Tokens = std::span<const std::string_view>;

template <class Range>
[[nodiscard]] auto& pick(Range&& range, Random& random) {
  return range[random.below(static_cast<std::uint32_t>(std::size(range)))];
}

/// Numbers at which programs go wrong: ends of types, one beyond, powers of two.
[[nodiscard]] std::int64_t odd_integer(Random& random);
/// The same with a fraction, and what is no number.
[[nodiscard]] double odd_real(Random& random);

/// Changes a few places of any text or bytes: flips, cuts, repeats, numbers, tokens, pieces of another input.
void mutate_bytes(std::string& data, std::string_view other, Tokens tokens, Random& random);

}  // namespace colonnade::fuzz
