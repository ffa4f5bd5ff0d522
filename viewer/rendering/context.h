#pragma once

#include <epoxy/egl.h>

namespace colonnade::viewer {

/// An OpenGL 3.3 core context without a window.
class Context {
 public:
  /// @throws InputError when there is none.
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  void make_current() const;

 private:
  bool try_display(EGLDisplay display);

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
};

}  // namespace colonnade::viewer
