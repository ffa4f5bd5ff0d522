#include "mesh_painter.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <opencv2/core.hpp>

#include <colonnade/cortex/error.h>

#include "../image_file.h"
#include "find_file.h"
#include "mesh_materials.h"

namespace colonnade::sensors {
namespace {

namespace fs = std::filesystem;
using Colour = std::array<float, 3>;

constexpr Colour kWhite{1, 1, 1};
constexpr Rgb kGrey{128, 128, 128};

Rgb to_rgb(const Colour& colour) {
  Rgb result;
  for (std::size_t i = 0; i < 3; ++i) {
    const float share = std::isfinite(colour[i]) ? std::clamp(colour[i], 0.0f, 1.0f) : 0.0f;
    result[i] = static_cast<std::uint8_t>(std::lround(share * 255));
  }
  return result;
}

Colour times(const Colour& a, const Colour& b) { return {a[0] * b[0], a[1] * b[1], a[2] * b[2]}; }

/// Files give colours as shares of 1, where nothing is far above 1, or of 255.
void to_shares_of_one(const std::vector<Colour*>& colours) {
  constexpr float kAboveRounding = 1.5f;
  const bool bytes = std::any_of(colours.begin(), colours.end(), [](const Colour* c) {
    return std::any_of(c->begin(), c->end(), [](float channel) { return channel > kAboveRounding; });
  });
  if (!bytes) return;
  for (Colour* const c : colours) {
    for (float& channel : *c) channel = channel < 0 ? channel : channel / 255;
  }
}

class Painter {
 public:
  Painter(MeshContents& contents, const fs::path& path)
      : contents_(contents), path_(path), materials_(look_up_materials(contents, path, mesh_.warnings)) {}

  TexturedMesh paint() {
    std::vector<Colour*> colours;
    for (MeshPart& part : contents_.parts) {
      for (Colour& colour : part.colours) colours.push_back(&colour);
    }
    to_shares_of_one(colours);
    colours.clear();
    for (Material& material : materials_) {
      if (material.source.colour) colours.push_back(&*material.source.colour);
    }
    to_shares_of_one(colours);

    textures_.assign(materials_.size(), std::nullopt);
    for (const MeshPart& part : contents_.parts) add(part);
    simplify();
    return std::move(mesh_);
  }

 private:
  void warn(const std::string& what) {
    std::string warning = path_.string() + ": " + what;
    if (std::find(mesh_.warnings.begin(), mesh_.warnings.end(), warning) == mesh_.warnings.end()) {
      mesh_.warnings.push_back(std::move(warning));
    }
  }

  static std::string name_of(const Material& material) {
    return material.named ? "material \"" + material.source.name + "\"" : "a material without a name";
  }

  void add(const MeshPart& part) {
    if (part.triangles.empty()) return;
    if (part.material >= materials_.size()) throw InputError(path_.string() + ": a part has no material");
    const Material& material = materials_[part.material];
    const std::uint32_t texture = part.uvs.empty() ? without_coordinates(material) : texture_of(part.material);
    const auto first = static_cast<std::uint32_t>(mesh_.positions.size());
    for (const std::array<float, 3>& p : part.positions) mesh_.positions.emplace_back(p[0], p[1], p[2]);
    for (const std::array<std::uint32_t, 3>& t : part.triangles) {
      mesh_.triangles.push_back({first + t[0], first + t[1], first + t[2]});
      mesh_.texture_of.push_back(texture);
    }
    for (std::size_t i = 0; i < part.positions.size(); ++i) {
      mesh_.uvs.push_back(texture == kNoTexture ? Eigen::Vector2f::Zero() : uv_of(part.uvs.at(i), material.source));
    }
    texture == kNoTexture ? add_colours(part, material) : add_factors(part, material);
  }

  /// In OBJ and glTF a texture is multiplied with colours.
  void add_factors(const MeshPart& part, const Material& material) {
    const Colour factor = material.source.colour.value_or(kWhite);
    const bool vertices_count = material.vertices_count && !part.colours.empty();
    for (std::size_t i = 0; i < part.positions.size(); ++i) {
      mesh_.colours.push_back(to_rgb(vertices_count ? times(factor, part.colours.at(i)) : factor));
    }
  }

  void add_colours(const MeshPart& part, const Material& material) {
    const Colour factor = material.vertices_count ? material.source.colour.value_or(kWhite) : kWhite;
    const bool stated = material.source.colour && !material.unreadable;
    const Rgb otherwise = stated ? to_rgb(*material.source.colour) : kGrey;
    bool grey = false;
    for (std::size_t i = 0; i < part.positions.size(); ++i) {
      const bool coloured = !part.colours.empty() && part.colours.at(i)[0] >= 0;
      mesh_.colours.push_back(coloured ? to_rgb(times(factor, part.colours[i])) : otherwise);
      grey = grey || (!coloured && !stated);
    }
    if (!grey || material.unreadable) return;
    if (!part.colours.empty()) {
      warn("some vertices have no colour; they are grey");
    } else {
      warn(material.named ? name_of(material) + " has no colour that is read; its part is grey"
                          : "a part has no colour that is read; it is grey");
    }
  }

  static Eigen::Vector2f uv_of(const std::array<float, 2>& uv, const MeshMaterial& material) {
    // v points downwards here, and upwards in the transform.
    return {uv[0] * material.uv_scale[0] + material.uv_offset[0],
            1 - ((1 - uv[1]) * material.uv_scale[1] + material.uv_offset[1])};
  }

  std::uint32_t without_coordinates(const Material& material) {
    if (!material.source.texture.empty()) {
      warn(name_of(material) + " has a texture, its part no texture coordinates; the texture does not show");
    }
    return kNoTexture;
  }

  /// The texture of a material, read where it is needed first.
  std::uint32_t texture_of(std::size_t index) {
    if (textures_[index]) return *textures_[index];
    std::uint32_t& result = textures_[index].emplace(kNoTexture);
    Material& material = materials_[index];
    if (material.source.texture.empty()) return result;
    for (std::size_t i = 0; i < materials_.size(); ++i) {
      const bool same = i != index && materials_[i].source.texture == material.source.texture &&
                        materials_[i].folder == material.folder &&
                        materials_[i].source.repeats == material.source.repeats;
      if (same && textures_[i]) {
        material.unreadable = materials_[i].unreadable;
        return result = *textures_[i];
      }
    }
    if (std::optional<Texture> texture = read_texture(material)) {
      texture->repeats = material.source.repeats;
      result = static_cast<std::uint32_t>(mesh_.textures.size());
      mesh_.textures.push_back(std::move(*texture));
    }
    return result;
  }

  std::optional<Texture> read_texture(Material& material) {
    const std::string& written = material.source.texture;
    if (written.starts_with('*')) return embedded_texture(written);
    std::optional<fs::path> found = find_file(material.folder, written);
    if (!found) found = find_file(path_.parent_path(), written);
    if (found && is_known_image(*found)) return sensors::to_rgb(read_image(*found), found->string());
    material.unreadable = true;
    warn(name_of(material) + ": the texture \"" + written + "\" is " +
         (found ? "in no format that is read" : "missing") + "; its part is grey");
    return std::nullopt;
  }

  Texture embedded_texture(const std::string& written) {
    const auto index = static_cast<std::size_t>(std::stoul(written.substr(1)));
    const EmbeddedTexture& texture = contents_.textures.at(index);
    const std::string name = path_.string() + ", embedded texture " + std::to_string(index);
    if (texture.height == 0) return sensors::to_rgb(decode_image(texture.bytes, name), name);
    if (texture.bytes.size() != std::size_t{4} * texture.width * texture.height) throw InputError(name + ": broken");
    const cv::Mat pixels(static_cast<int>(texture.height), static_cast<int>(texture.width), CV_8UC4,
                         const_cast<std::uint8_t*>(texture.bytes.data()));  // which is only read
    return sensors::to_rgb(pixels, name);
  }

  /// Leaves out what says nothing: rendering is faster without.
  void simplify() {
    const std::vector<std::uint32_t>& of = mesh_.texture_of;
    if (mesh_.textures.empty()) mesh_.uvs.clear();
    const bool all_textured = std::find(of.begin(), of.end(), kNoTexture) == of.end();
    const bool all_white = std::all_of(mesh_.colours.begin(), mesh_.colours.end(), [](const Rgb& c) {
      return c == Rgb{255, 255, 255};
    });
    if (all_textured && all_white) mesh_.colours.clear();
    if (mesh_.textures.empty() || (mesh_.textures.size() == 1 && all_textured)) mesh_.texture_of.clear();
  }

  MeshContents& contents_;
  const fs::path& path_;
  TexturedMesh mesh_;
  std::vector<Material> materials_;
  std::vector<std::optional<std::uint32_t>> textures_;  // of each material, once it was looked up
};

}  // namespace

TexturedMesh paint_mesh(MeshContents contents, const fs::path& path) { return Painter(contents, path).paint(); }

}  // namespace colonnade::sensors
