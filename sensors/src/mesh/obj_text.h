#pragma once

#include <string>
#include <vector>

namespace colonnade::sensors {

/// The text of an OBJ file without what Assimp's reader gets wrong.
struct ObjText {
  std::string text;
  std::vector<std::string> libraries;  ///< what its mtllib lines name; the lines themselves are gone
};

/// The name that stands for faces before any usemtl in an ObjText.
inline constexpr const char* kNoMaterial = "(no material)";

/// Drops the byte-order mark, blanks at lines' ends, numbers after a vertex' colour; writes .5 as 0.5; joins lines
/// continued with a backslash; takes out the material libraries; gives faces before the first usemtl a material of
/// their own (Assimp gives them another's); and, where some vertices have colours, the others the colour -1 -1 -1
/// (Assimp would shift the colours to other vertices).
ObjText tidy_obj(const std::string& file);

}  // namespace colonnade::sensors
