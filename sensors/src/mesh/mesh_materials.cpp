#include "mesh_materials.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <assimp/material.h>

#include "find_file.h"
#include "mtl_file.h"
#include "obj_text.h"
#include "text_lines.h"

namespace colonnade::sensors {
namespace {

namespace fs = std::filesystem;

/// All that an OBJ's libraries define, and the names of those that are missing.
struct Libraries {
  std::vector<Material> materials;
  std::vector<std::string> missing;
};

/// An mtllib line names one library, with blanks in its name, or several.
std::vector<std::string> names_of(const std::string& line, const fs::path& folder) {
  if (find_file(folder, line)) return {line};
  std::vector<std::string> names;
  for (std::string_view rest = line; !rest.empty();) names.emplace_back(next_word(rest));
  const bool any = std::any_of(names.begin(), names.end(), [&](const auto& name) { return find_file(folder, name); });
  return any ? names : std::vector{line};
}

Libraries read_libraries(const std::vector<std::string>& lines, const fs::path& folder) {
  Libraries libraries;
  for (const std::string& line : lines) {
    for (const std::string& name : names_of(line, folder)) {
      const std::optional<fs::path> found = find_file(folder, name);
      if (!found) {
        libraries.missing.push_back(name);
        continue;
      }
      for (MeshMaterial& material : read_mtl(*found)) {
        libraries.materials.push_back({std::move(material), found->parent_path(), true, false, false});
      }
    }
  }
  return libraries;
}

bool is_black(const std::array<float, 3>& colour) { return colour == std::array<float, 3>{0, 0, 0}; }

}  // namespace

std::vector<Material> look_up_materials(const MeshContents& contents, const fs::path& path,
                                        std::vector<std::string>& warnings) {
  const auto warn = [&](const std::string& what) { warnings.push_back(path.string() + ": " + what); };
  for (const std::string& name : contents.missing) warn("the file \"" + name + "\" that it wants is missing");
  const Libraries libraries = read_libraries(contents.libraries, path.parent_path());
  for (const std::string& name : libraries.missing) warn("the material library \"" + name + "\" is missing");

  std::vector<Material> materials;
  for (std::size_t i = 0; i < contents.materials.size(); ++i) {
    const MeshMaterial& source = contents.materials[i];
    Material& material = materials.emplace_back(Material{source, path.parent_path(), false, false, false});
    material.named = !source.name.empty() && source.name != AI_DEFAULT_MATERIAL_NAME && source.name != kNoMaterial;
    material.vertices_count = contents.multiplies_vertex_colours;
    if (!contents.has_libraries || !material.named) continue;
    const auto defined = std::find_if(libraries.materials.begin(), libraries.materials.end(),
                                      [&](const Material& m) { return m.source.name == source.name; });
    const bool used = std::any_of(contents.parts.begin(), contents.parts.end(),
                                  [&](const MeshPart& part) { return part.material == i && part.colours.empty(); });
    if (defined != libraries.materials.end()) {
      material = *defined;
      // Many a program writes a black Kd beside a texture, and means the texture.
      const bool textured = !material.source.texture.empty();
      if (textured && material.source.colour && is_black(*material.source.colour)) material.source.colour.reset();
    } else if (used) {
      material.unreadable = true;
      warn("material \"" + source.name + "\" is not defined in a material library; its part is grey");
    }
  }
  return materials;
}

}  // namespace colonnade::sensors
