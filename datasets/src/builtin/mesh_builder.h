#pragma once

#include <span>

#include <colonnade/sensors/textured_mesh.h>

#include "surface.h"

namespace colonnade::datasets {

/// Puts painted surfaces together into one mesh; each gets a tile of the texture.
class MeshBuilder {
 public:
  /// Adds pieces that together close a volume; they all turn the same side out (which one is found out here).
  void add_closed(std::span<const Surface> pieces);
  void add_closed(const Surface& piece) { add_closed(std::span(&piece, 1)); }

  /// The mesh, standing on z = 0, with all tiles one below the other in its texture.
  [[nodiscard]] sensors::TexturedMesh build() const;

 private:
  struct Tile {
    int width = 0;
    int height = 0;
    std::vector<sensors::Rgb> pixels;
    std::size_t first_vertex = 0;
  };
  void add_grid(const Surface& piece);
  void paint(const Surface& piece, std::size_t first_vertex);

  sensors::TexturedMesh mesh_;  // uvs in pixels of their own tile until build()
  std::vector<Tile> tiles_;
};

}  // namespace colonnade::datasets
