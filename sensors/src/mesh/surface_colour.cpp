#include <algorithm>
#include <cmath>

#include <colonnade/sensors/textured_mesh.h>

namespace colonnade::sensors {
namespace {

Rgb bilinear(const Texture& texture, float s, float t) {
  const auto wrap = [&](float x) { return texture.repeats ? x - std::floor(x) : std::clamp(x, 0.0f, 1.0f); };
  const float x = wrap(s) * static_cast<float>(texture.width) - 0.5f;
  const float y = wrap(t) * static_cast<float>(texture.height) - 0.5f;
  const int x0 = static_cast<int>(std::floor(x));
  const int y0 = static_cast<int>(std::floor(y));
  const auto fx = static_cast<int>((x - static_cast<float>(x0)) * 256);
  const auto fy = static_cast<int>((y - static_cast<float>(y0)) * 256);
  const int left = std::max(x0, 0);
  const int right = std::min(x0 + 1, texture.width - 1);
  const Rgb* upper =
      &texture.pixels[static_cast<std::size_t>(std::max(y0, 0)) * static_cast<std::size_t>(texture.width)];
  const Rgb* lower = &texture.pixels[static_cast<std::size_t>(std::min(y0 + 1, texture.height - 1)) *
                                     static_cast<std::size_t>(texture.width)];
  Rgb result;
  for (std::size_t c = 0; c < 3; ++c) {
    const int above = upper[left][c] * (256 - fx) + upper[right][c] * fx;
    const int below = lower[left][c] * (256 - fx) + lower[right][c] * fx;
    result[c] = static_cast<std::uint8_t>((above * (256 - fy) + below * fy) >> 16);
  }
  return result;
}

const Texture* texture_at(const TexturedMesh& mesh, std::size_t triangle) {
  if (mesh.textures.empty()) return nullptr;
  if (mesh.texture_of.empty()) return &mesh.textures.front();
  const std::uint32_t index = mesh.texture_of[triangle];
  return index == kNoTexture ? nullptr : &mesh.textures[index];
}

Rgb between(const Rgb& p, const Rgb& q, const Rgb& r, float a, float b) {
  const float c = 1 - a - b;
  Rgb result;
  for (std::size_t i = 0; i < 3; ++i) {
    const float mixed = c * static_cast<float>(p[i]) + a * static_cast<float>(q[i]) + b * static_cast<float>(r[i]);
    result[i] = static_cast<std::uint8_t>(std::clamp(mixed + 0.5f, 0.0f, 255.0f));
  }
  return result;
}

}  // namespace

Rgb colour_at(const TexturedMesh& mesh, std::size_t triangle, float a, float b) {
  const std::array<std::uint32_t, 3>& t = mesh.triangles[triangle];
  const Texture* const texture = texture_at(mesh, triangle);
  const bool coloured = !mesh.colours.empty();
  Rgb result{128, 128, 128};
  if (coloured) result = between(mesh.colours[t[0]], mesh.colours[t[1]], mesh.colours[t[2]], a, b);
  if (texture == nullptr) return result;
  const Eigen::Vector2f uv = (1 - a - b) * mesh.uvs[t[0]] + a * mesh.uvs[t[1]] + b * mesh.uvs[t[2]];
  const Rgb texel = bilinear(*texture, uv.x(), uv.y());
  if (!coloured) return texel;
  for (std::size_t i = 0; i < 3; ++i) result[i] = static_cast<std::uint8_t>((texel[i] * result[i] + 127) / 255);
  return result;
}

}  // namespace colonnade::sensors
