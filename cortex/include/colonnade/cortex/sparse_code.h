#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace colonnade::cortex {

/// An unstructured sparse binary code, as L2/3 has one for each object: about 2 % of its cells are active. Unlike a
/// block code it may be a union of several: then more are. Two random codes of 40 cells among 2,048 share 0.8 on
/// average, and 20 or more with a probability below 1e-20 (Ahmad and Hawkins 2016), so a half is enough to be known by.
class SparseCode {
 public:
  static constexpr std::size_t kCells = 2048;
  static constexpr std::size_t kActive = 40;  ///< of one object

  void activate(std::size_t cell) noexcept { words_[cell / 64] |= std::uint64_t{1} << (cell % 64); }
  [[nodiscard]] bool active(std::size_t cell) const noexcept { return (words_[cell / 64] >> (cell % 64) & 1) != 0; }
  [[nodiscard]] std::size_t count() const noexcept { return overlap(*this, *this); }
  /// The active cells, rising.
  [[nodiscard]] std::vector<std::uint16_t> cells() const;

  /// Union: what is active in either.
  SparseCode& operator|=(const SparseCode& other) noexcept {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  /// Cells that are active in both.
  [[nodiscard]] friend std::size_t overlap(const SparseCode& a, const SparseCode& b) noexcept {
    std::size_t both = 0;
    for (std::size_t i = 0; i < a.words_.size(); ++i) {
      both += static_cast<std::size_t>(std::popcount(a.words_[i] & b.words_[i]));
    }
    return both;
  }
  friend bool operator==(const SparseCode&, const SparseCode&) = default;

 private:
  std::array<std::uint64_t, kCells / 64> words_{};
};

/// L2/3's code of the object of that name: kActive cells. The same in every column, so that columns that have learned
/// apart from each other understand each other's votes; in a cortex they would have to associate their codes first.
[[nodiscard]] SparseCode object_code(std::string_view name);

}  // namespace colonnade::cortex
