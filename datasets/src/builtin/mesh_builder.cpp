#include "mesh_builder.h"

#include <algorithm>
#include <limits>

namespace colonnade::datasets {

namespace {

using Triangle = std::array<std::uint32_t, 3>;

double signed_volume(const sensors::TexturedMesh& mesh, std::size_t first_triangle) {
  double volume = 0;
  for (std::size_t i = first_triangle; i < mesh.triangles.size(); ++i) {
    const auto p = [&](std::size_t k) -> Eigen::Vector3d {
      return mesh.positions[mesh.triangles[i][k]].cast<double>();
    };
    volume += p(0).dot(p(1).cross(p(2))) / 6;
  }
  return volume;
}

/// Where a pixel lies between grid lines.
struct Cell {
  double at;
  std::size_t line;  ///< the line before it
  double share;      ///< of the way to the next
};

std::vector<Cell> cells(const std::vector<double>& lines, int pixels) {
  std::vector<Cell> result;
  result.reserve(static_cast<std::size_t>(pixels));
  std::size_t line = 0;
  for (int i = 0; i < pixels; ++i) {
    const double at = static_cast<double>(i) / (pixels - 1);
    while (line + 2 < lines.size() && lines[line + 1] <= at) ++line;
    result.push_back({at, line, (at - lines[line]) / (lines[line + 1] - lines[line])});
  }
  return result;
}

}  // namespace

void MeshBuilder::add_closed(std::span<const Surface> pieces) {
  const std::size_t first_triangle = mesh_.triangles.size();
  for (const Surface& piece : pieces) {
    const std::size_t first_vertex = mesh_.positions.size();
    add_grid(piece);
    paint(piece, first_vertex);
  }
  if (signed_volume(mesh_, first_triangle) >= 0) return;
  for (std::size_t i = first_triangle; i < mesh_.triangles.size(); ++i)
    std::swap(mesh_.triangles[i][1], mesh_.triangles[i][2]);
}

void MeshBuilder::paint(const Surface& piece, std::size_t first_vertex) {
  Tile tile{piece.texture_width, piece.texture_height, {}, first_vertex};
  tile.pixels.reserve(static_cast<std::size_t>(tile.width) * static_cast<std::size_t>(tile.height));
  const std::vector<Cell> columns = cells(piece.u, tile.width);
  for (const Cell& row : cells(piece.v, tile.height)) {
    for (const Cell& column : columns) {
      // The point is taken on the mesh, between its corners.
      const std::size_t corner = first_vertex + row.line * piece.u.size() + column.line;
      const auto p = [&](std::size_t i) -> Eigen::Vector3d {
        return (1 - column.share) * mesh_.positions[i].cast<double>() +
               column.share * mesh_.positions[i + 1].cast<double>();
      };
      const Eigen::Vector3d p_O = (1 - row.share) * p(corner) + row.share * p(corner + piece.u.size());
      tile.pixels.push_back(to_rgb(piece.paint(column.at, row.at, p_O)));
    }
  }
  tiles_.push_back(std::move(tile));
}

void MeshBuilder::add_grid(const Surface& piece) {
  const auto first = static_cast<std::uint32_t>(mesh_.positions.size());
  const auto columns = static_cast<std::uint32_t>(piece.u.size());
  for (const double v : piece.v) {
    for (const double u : piece.u) {
      mesh_.positions.push_back(piece.position(u, v).cast<float>());
      // The outermost grid lines run through the middle of the outermost pixels: no colour of the next tile gets in.
      mesh_.uvs.emplace_back(static_cast<float>(0.5 + u * (piece.texture_width - 1)),
                             static_cast<float>(0.5 + v * (piece.texture_height - 1)));
    }
  }
  const auto add = [&](const Triangle& triangle) {
    const auto p = [&](std::size_t k) { return mesh_.positions[triangle[k]]; };
    const bool collapsed = p(0) == p(1) || p(1) == p(2) || p(2) == p(0);  // at a pole
    if (!collapsed) mesh_.triangles.push_back(triangle);
  };
  for (std::uint32_t j = 0; j + 1 < piece.v.size(); ++j) {
    for (std::uint32_t i = 0; i + 1 < columns; ++i) {
      const std::uint32_t a = first + j * columns + i;
      add({a, a + 1, a + columns + 1});
      add({a, a + columns + 1, a + columns});
    }
  }
}

sensors::TexturedMesh MeshBuilder::build() const {
  sensors::TexturedMesh mesh = mesh_;
  sensors::Texture& texture = mesh.textures.emplace_back();
  for (const Tile& tile : tiles_) {
    texture.width = std::max(texture.width, tile.width);
    texture.height += tile.height;
  }
  texture.pixels.reserve(static_cast<std::size_t>(texture.width) * static_cast<std::size_t>(texture.height));
  int top = 0;
  for (std::size_t t = 0; t < tiles_.size(); ++t) {
    const Tile& tile = tiles_[t];
    for (int y = 0; y < tile.height; ++y) {
      const auto row = tile.pixels.begin() + static_cast<std::ptrdiff_t>(y) * tile.width;
      texture.pixels.insert(texture.pixels.end(), row, row + tile.width);
      texture.pixels.resize(texture.pixels.size() + static_cast<std::size_t>(texture.width - tile.width));
    }
    const std::size_t end = t + 1 < tiles_.size() ? tiles_[t + 1].first_vertex : mesh.uvs.size();
    for (std::size_t i = tile.first_vertex; i < end; ++i) {
      mesh.uvs[i].x() /= static_cast<float>(texture.width);
      mesh.uvs[i].y() = (mesh.uvs[i].y() + static_cast<float>(top)) / static_cast<float>(texture.height);
    }
    top += tile.height;
  }
  float lowest = std::numeric_limits<float>::max();
  for (const Eigen::Vector3f& position : mesh.positions) lowest = std::min(lowest, position.z());
  for (Eigen::Vector3f& position : mesh.positions) position.z() -= lowest;
  return mesh;
}

}  // namespace colonnade::datasets
