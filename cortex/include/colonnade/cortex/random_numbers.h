#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace colonnade::cortex {

/// A word of random bits; its width chooses the generator, Philox 4x32-10 or 4x64-10.
template <class T>
concept RandomWord = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

/// Philox with ten rounds (Salmon et al. 2011): four words that depend on counter and key alone.
std::array<std::uint32_t, 4> philox(const std::array<std::uint32_t, 4>& counter,
                                    const std::array<std::uint32_t, 2>& key) noexcept;
std::array<std::uint64_t, 4> philox(const std::array<std::uint64_t, 4>& counter,
                                    const std::array<std::uint64_t, 2>& key) noexcept;

/// Where uniform numbers lie.
enum class UnitInterval {
  half_open,  ///< [0, 1)
  open        ///< (0, 1)
};

/// Counter-based random numbers: the n-th number is a function of key, counter and n, so results depend neither on
/// threads nor on who draws first. Each part derives its own stream, which says what of seed, purpose and indices is
/// key and what counter, so that no two streams share numbers.
template <RandomWord Word, UnitInterval interval = UnitInterval::half_open>
class RandomNumbers {
 public:
  /// @param counter its first word must be 0: it counts.
  RandomNumbers(const std::array<Word, 2>& key, const std::array<Word, 4>& counter) : key_(key), counter_(counter) {}

  Word next() noexcept {
    if (used_ == 4) {
      block_ = philox(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return block_[used_++];
  }
  /// Uniform between 0 and 1, with 32 or 53 bits.
  double uniform() noexcept {
    if constexpr (sizeof(Word) == 8) {
      return (static_cast<double>(next() >> 11) + kShift) * 0x1p-53;
    } else {
      return (next() + kShift) * 0x1p-32;
    }
  }
  double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
  /// Standard normal (Box and Muller 1958).
  double normal() noexcept {
    const double u = interval == UnitInterval::open ? uniform() : 1 - uniform();  // never 0
    const double radius = std::sqrt(-2 * std::log(u));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Uniform in 0 .. count - 1. @pre count > 0
  Word below(Word count) noexcept {
    if constexpr (sizeof(Word) == 8) {
      return static_cast<Word>(uniform() * static_cast<double>(count));
    } else {
      return static_cast<Word>((static_cast<std::uint64_t>(next()) * count) >> 32);
    }
  }

 private:
  static constexpr double kShift = interval == UnitInterval::open ? 0.5 : 0.0;

  std::array<Word, 2> key_;
  std::array<Word, 4> counter_;
  std::array<Word, 4> block_{};
  std::size_t used_ = 4;
};

/// A 64-bit seed as the key of 32-bit words.
constexpr std::array<std::uint32_t, 2> key_of_seed(std::uint64_t seed) noexcept {
  return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
}

}  // namespace colonnade::cortex
