#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace colonnade::sensors {

/// The colours of a PLY file's faces, in the file's order, as shares of 1 (integers by their range); empty when it
/// gives none, or is broken. Assimp reads those of vertices alone.
std::vector<std::array<float, 3>> ply_face_colours(std::string_view file);

}  // namespace colonnade::sensors
