#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace colonnade::viewer {

using Rgba = std::array<std::uint8_t, 4>;

/// Colours that people with any kind of colour vision can tell apart (Okabe and Ito 2008). No state is told by colour
/// alone: shapes, dashes and words go with it.
namespace okabe_ito {
inline constexpr Rgba kOrange{230, 159, 0, 255};
inline constexpr Rgba kSky{86, 180, 233, 255};
inline constexpr Rgba kGreen{0, 158, 115, 255};
inline constexpr Rgba kYellow{240, 228, 66, 255};
inline constexpr Rgba kBlue{0, 114, 178, 255};
inline constexpr Rgba kVermilion{213, 94, 0, 255};
inline constexpr Rgba kPurple{204, 121, 167, 255};
}  // namespace okabe_ito

/// What everything is drawn with, besides the data's own colours.
struct Theme {
  std::string_view name;
  Rgba background, panel, text, faint, grid;
  Rgba truth;      ///< the true object
  Rgba guess;      ///< the most likely hypothesis
  Rgba active;     ///< active cells
  Rgba predicted;  ///< predicted cells that stayed silent
  Rgba burst;      ///< cells that fired though nothing had predicted them
  Rgba sensor;
  Rgba goal;
};

inline constexpr Theme kDark{"dark",
                             {24, 26, 30, 255},
                             {34, 37, 43, 255},
                             {226, 228, 232, 255},
                             {140, 146, 156, 255},
                             {62, 67, 76, 255},
                             okabe_ito::kGreen,
                             okabe_ito::kOrange,
                             okabe_ito::kYellow,
                             okabe_ito::kSky,
                             okabe_ito::kVermilion,
                             okabe_ito::kSky,
                             okabe_ito::kPurple};
inline constexpr Theme kLight{"light",
                              {252, 252, 250, 255},
                              {240, 240, 238, 255},
                              {28, 30, 34, 255},
                              {110, 114, 122, 255},
                              {208, 210, 214, 255},
                              {0, 128, 92, 255},
                              {200, 120, 0, 255},
                              {184, 134, 0, 255},
                              okabe_ito::kBlue,
                              okabe_ito::kVermilion,
                              okabe_ito::kBlue,
                              {168, 80, 130, 255}};

/// How the n-th of several curves is drawn. Neighbours differ in colour and in dashes; twelve are unlike each other.
struct CurveStyle {
  Rgba colour;
  int dashes;  ///< 0 solid, 1 dashed, 2 dotted, 3 dash-dot
};
[[nodiscard]] inline CurveStyle curve_style(std::size_t n, const Theme& theme) {
  const Rgba fifth = theme.name == kLight.name ? Rgba{140, 110, 0, 255} : okabe_ito::kYellow;  // which is lost on white
  const std::array<Rgba, 6> colours{okabe_ito::kSky, okabe_ito::kVermilion, okabe_ito::kPurple, okabe_ito::kBlue,
                                    fifth,           okabe_ito::kOrange};
  return {colours[n % colours.size()], static_cast<int>(n % 4)};
}

/// A ramp from dark blue over grey to yellow whose lightness rises evenly (after cividis, Nuñez et al. 2018).
[[nodiscard]] inline Rgba ramp(float share) {
  constexpr std::array<std::array<float, 3>, 5> kStops{
      {{0, 44, 100}, {70, 90, 120}, {124, 123, 120}, {187, 172, 100}, {255, 234, 70}}};
  const float clamped = share > 0 ? (share < 1 ? share : 1.0f) : 0.0f;  // NaN becomes 0
  const float at = clamped * 3.999f;
  const auto i = static_cast<std::size_t>(at);
  const float f = at - static_cast<float>(i);
  Rgba colour{0, 0, 0, 255};
  for (std::size_t c = 0; c < 3; ++c) {
    colour[c] = static_cast<std::uint8_t>(kStops[i][c] + f * (kStops[i + 1][c] - kStops[i][c]));
  }
  return colour;
}

[[nodiscard]] inline Rgba with_alpha(Rgba colour, std::uint8_t alpha) {
  colour[3] = alpha;
  return colour;
}

/// Hue, saturation, value in [0, 1] as a colour.
[[nodiscard]] inline Rgba from_hsv(float hue, float saturation, float value) {
  Rgba colour{0, 0, 0, 255};
  constexpr std::array<float, 3> kShift{5, 3, 1};
  for (std::size_t c = 0; c < 3; ++c) {
    float k = kShift[c] + hue * 6;
    while (k >= 6) k -= 6;
    const float dip = k < 4 - k ? k : 4 - k;
    const float share = dip < 0 ? 0.0f : (dip > 1 ? 1.0f : dip);
    colour[c] = static_cast<std::uint8_t>(255 * value * (1 - saturation * share));
  }
  return colour;
}

}  // namespace colonnade::viewer
