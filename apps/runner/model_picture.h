#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/memory.h>

namespace colonnade::runner {

/// A picture: rows of RGBA pixels, 8 bits a channel.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};

/// Draws a learned model as lit discs, one a learned point in its colour, seen from several sides next to each other on
/// a transparent ground.
/// @param views how many sides; @param size pixels of each view's side.
[[nodiscard]] Picture draw_model(std::span<const cortex::LearnedPoint> points, int views, int size);

/// The picture as a PNG file's bytes.
[[nodiscard]] std::string encode_png(const Picture& picture);

/// Bytes in base 64, for data URIs.
[[nodiscard]] std::string base64(std::string_view bytes);

}  // namespace colonnade::runner
