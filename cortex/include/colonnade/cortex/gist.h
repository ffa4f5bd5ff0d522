#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace colonnade::cortex {

/// A whole object at a coarse glance from one side: how far what is seen of it spreads, and its colours, without any
/// place. People have it before the details, and guess from it (Oliva and Torralba 2006; Bar et al. 2006).
struct Gist {
  static constexpr std::size_t kHues = 12;
  static constexpr std::size_t kDistances = 12;
  static constexpr float kFarthest_m = 0.15f;
  static constexpr std::size_t kLevels = 4;  ///< of each channel of a relative colour
  /// Standard deviations of the visible points along their principal directions, metres, the least first ...
  std::array<float, 3> spread_m{};
  /// ... and from one end to the other.
  std::array<float, 3> extent_m{};
  /// Shares of the visible points by how far they lie from the middle of all, across the line of sight: in equal steps
  /// up to kFarthest_m, and what lies beyond with the last.
  std::array<float, kDistances> distance{};
  /// How much of each hue is seen: saturation summed over the points, shared among the two nearest hues, over their
  /// number. Around the colour circle, red in the middle between the last and the first.
  std::array<float, kHues> hue{};
  float saturation_mean = 0, saturation_sd = 0;
  float value_mean = 0, value_sd = 0;
  /// Shares of the visible points by colour under whatever light there is, of 255: red, green and blue, each over what
  /// the brightest tenth of the points exceeds (von Kries's adaptation), in kLevels steps each, blue the fastest,
  /// shared among the nearest. Another light changes little here. All zero: not known.
  std::array<std::uint8_t, kLevels * kLevels * kLevels> relative_colour{};
};

/// Whether no number is negative, lengths are 1e7 m at most, and shares and colours 2 (noise).
[[nodiscard]] bool is_valid(const Gist& gist) noexcept;

}  // namespace colonnade::cortex
