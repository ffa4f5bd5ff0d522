#include "context.h"

#include <dlfcn.h>

#include <array>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {

namespace {

/// Whether a library is on this machine. (epoxy ends the program where one is missing.)
bool has_library(const char* name) {
  void* const library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) return false;
  dlclose(library);
  return true;
}

constexpr const char* kNoOpenGl =
    "no OpenGL 3.3 was found on this machine, so that there are no three-dimensional pictures; the flat panes work";

}  // namespace

// First without any display (Mesa), then the graphics cards (EGL devices), then the display.
Context::Context() {
  if (!has_library("libEGL.so.1") || !(has_library("libOpenGL.so.0") || has_library("libGL.so.1"))) {
    throw InputError(kNoOpenGl);
  }
  const bool platforms = epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_EXT_platform_base");
  if (platforms && epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless") &&
      try_display(eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr))) {
    return;
  }
  if (platforms && epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_EXT_device_enumeration")) {
    std::array<EGLDeviceEXT, 8> devices{};
    EGLint count = 0;
    if (eglQueryDevicesEXT(static_cast<EGLint>(devices.size()), devices.data(), &count) == EGL_TRUE) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        if (try_display(eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr))) return;
      }
    }
  }
  if (try_display(eglGetDisplay(EGL_DEFAULT_DISPLAY))) return;
  throw InputError(kNoOpenGl);
}

bool Context::try_display(EGLDisplay display) {
  if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) != EGL_TRUE) return false;
  const std::array<EGLint, 5> wanted{EGL_SURFACE_TYPE, EGL_DONT_CARE, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  const std::array<EGLint, 7> version{
      EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
      EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
  EGLConfig config = nullptr;
  EGLint count = 0;
  const bool bound = eglBindAPI(EGL_OPENGL_API) == EGL_TRUE;
  if (bound && eglChooseConfig(display, wanted.data(), &config, 1, &count) == EGL_TRUE) {
    context_ = eglCreateContext(display, count > 0 ? config : nullptr, EGL_NO_CONTEXT, version.data());
    if (context_ != EGL_NO_CONTEXT && eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == EGL_TRUE) {
      display_ = display;
      return true;
    }
    if (context_ != EGL_NO_CONTEXT) eglDestroyContext(display, context_);
    context_ = EGL_NO_CONTEXT;
  }
  return false;
}

Context::~Context() {
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
}

void Context::make_current() const {
  eglBindAPI(EGL_OPENGL_API);
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_);
}

}  // namespace colonnade::viewer
