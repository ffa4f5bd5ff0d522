#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "camera.h"
#include "drawing.h"

namespace colonnade::viewer {

/// An image of 8 bits a channel, RGBA, first row on top.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgba;
};

/// Draws with OpenGL 3.3 into memory. It makes a context of its own through EGL, so that it works the same in a window,
/// under the offscreen platform and without any display, on a graphics card or in software. Belongs to one thread.
class Renderer {
 public:
  /// @throws InputError saying what is missing when there is no OpenGL 3.3.
  Renderer();
  ~Renderer();
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;

  /// @param hurry draws fewer points when it would take long (while the view moves, or plays).
  [[nodiscard]] const Picture& draw(const Drawing& drawing, const Camera& camera, int width, int height,
                                    Rgba background, bool hurry = false);
  /// What draws: the name that OpenGL gives.
  [[nodiscard]] const std::string& device() const;
  /// Share of the points that the last drawing showed.
  [[nodiscard]] double detail() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::viewer
