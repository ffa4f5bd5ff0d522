#include "renderer.h"

#include <epoxy/gl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <list>

#include <colonnade/cortex/error.h>

#include "context.h"

namespace colonnade::viewer {
namespace {

constexpr const char* kVertexShader = R"(#version 330 core
layout(location = 0) in vec3 p;
layout(location = 1) in vec3 n;
layout(location = 2) in vec4 colour;
layout(location = 3) in float size;
uniform mat4 clip_of_model;
uniform mat4 view_of_model;
uniform float pixels_per_unit;  // at unit distance
uniform float enlarge;
uniform float depth_per_unit;  // of clip space, along the line of sight; 0: not points
out vec4 shade;
void main() {
  gl_Position = clip_of_model * vec4(p, 1);
  vec3 normal = mat3(view_of_model) * n;
  float lit = dot(n, n) > 0.0 ? 0.45 + 0.55 * abs(normalize(normal).z) : 1.0;
  shade = vec4(colour.rgb * lit, colour.a);
  gl_PointSize = max(1.5, enlarge * 2.0 * size * pixels_per_unit / gl_Position.w);
  // A disc stands as far before its centre as a ball would, so that a surface does not cut it in half.
  float nearer = min(size, 0.5 * gl_Position.w);
  gl_Position.z = (gl_Position.z + depth_per_unit * nearer) * gl_Position.w / (gl_Position.w - abs(sign(depth_per_unit)) * nearer);
}
)";

constexpr const char* kFragmentShader = R"(#version 330 core
in vec4 shade;
uniform float alpha;
uniform bool round_points;
out vec4 colour;
void main() {
  if (round_points) {
    vec2 from_middle = 2.0 * gl_PointCoord - 1.0;
    if (dot(from_middle, from_middle) > 1.0) discard;
  }
  colour = vec4(shade.rgb, shade.a * alpha);
}
)";

constexpr double kTarget_s = 0.04;  // a hurried drawing should not take longer
constexpr double kLeastPoints = 2000, kMostPoints = 1e8;
constexpr std::size_t kMeshesKept = 24;
constexpr int kSamples = 4;

GLuint compile(GLenum kind, const char* source) {
  const GLuint shader = glCreateShader(kind);
  glShaderSource(shader, 1, &source, nullptr);
  glCompileShader(shader);
  GLint fine = GL_FALSE;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &fine);
  if (fine != GL_TRUE) {
    std::string log(4096, '\0');
    GLsizei length = 0;
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), &length, log.data());
    log.resize(static_cast<std::size_t>(length));
    throw InputError("OpenGL refuses a shader: " + log);
  }
  return shader;
}

const void* offset(std::size_t bytes) { return reinterpret_cast<const void*>(bytes); }

/// A mesh on the graphics card.
struct Uploaded {
  std::shared_ptr<const Mesh> mesh;  // keeps its address from being used again
  GLuint array = 0;
  GLuint vertices = 0;
  GLuint indices = 0;
};

}  // namespace

struct Renderer::State {
  Context context;
  std::string device;
  GLuint program = 0;
  GLint clip_of_model, view_of_model, pixels_per_unit, alpha, round_points, enlarge, depth_per_unit;
  GLuint drawn_on = 0, drawn_colour = 0, drawn_depth = 0;  // multisampled
  GLuint read_from = 0, read_colour = 0, read_depth = 0;
  std::list<Uploaded> uploaded;  // the one used last is the first
  Picture picture;
  double affordable = 20'000;  // points of a hurried drawing, as the last ones have shown
  double detail = 1;

  State() {
    if (epoxy_gl_version() < 33) throw InputError("OpenGL 3.3 is needed; this machine has an older one");
    device = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    program = glCreateProgram();
    const GLuint vertex = compile(GL_VERTEX_SHADER, kVertexShader),
                 fragment = compile(GL_FRAGMENT_SHADER, kFragmentShader);
    glAttachShader(program, vertex);
    glAttachShader(program, fragment);
    glLinkProgram(program);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    clip_of_model = glGetUniformLocation(program, "clip_of_model");
    view_of_model = glGetUniformLocation(program, "view_of_model");
    pixels_per_unit = glGetUniformLocation(program, "pixels_per_unit");
    alpha = glGetUniformLocation(program, "alpha");
    round_points = glGetUniformLocation(program, "round_points");
    enlarge = glGetUniformLocation(program, "enlarge");
    depth_per_unit = glGetUniformLocation(program, "depth_per_unit");
    glGenFramebuffers(1, &drawn_on);
    glGenFramebuffers(1, &read_from);
    glGenRenderbuffers(1, &drawn_colour);
    glGenRenderbuffers(1, &drawn_depth);
    glGenRenderbuffers(1, &read_colour);
    glGenRenderbuffers(1, &read_depth);
  }

  void resize(int width, int height) {
    if (picture.width == width && picture.height == height) return;
    picture.width = width;
    picture.height = height;
    picture.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    glBindRenderbuffer(GL_RENDERBUFFER, drawn_colour);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, kSamples, GL_RGBA8, width, height);
    glBindRenderbuffer(GL_RENDERBUFFER, drawn_depth);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, kSamples, GL_DEPTH_COMPONENT24, width, height);
    glBindRenderbuffer(GL_RENDERBUFFER, read_colour);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glBindRenderbuffer(GL_RENDERBUFFER, read_depth);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_DEPTH_COMPONENT24, width, height);
    glBindFramebuffer(GL_FRAMEBUFFER, drawn_on);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, drawn_colour);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, drawn_depth);
    glBindFramebuffer(GL_FRAMEBUFFER, read_from);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, read_colour);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, read_depth);
  }

  const Uploaded& upload(const std::shared_ptr<const Mesh>& mesh) {
    for (auto it = uploaded.begin(); it != uploaded.end(); ++it) {
      if (it->mesh != mesh) continue;
      uploaded.splice(uploaded.begin(), uploaded, it);
      return uploaded.front();
    }
    Uploaded fresh{mesh};
    glGenVertexArrays(1, &fresh.array);
    glGenBuffers(1, &fresh.vertices);
    glBindVertexArray(fresh.array);
    glBindBuffer(GL_ARRAY_BUFFER, fresh.vertices);
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(mesh->vertices.size() * sizeof(Vertex)),
                 mesh->vertices.data(), GL_STATIC_DRAW);
    for (GLuint location = 0; location < 4; ++location) glEnableVertexAttribArray(location);
    if (!mesh->indices.empty()) {
      glGenBuffers(1, &fresh.indices);
      glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, fresh.indices);
      glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(mesh->indices.size() * sizeof(std::uint32_t)),
                   mesh->indices.data(), GL_STATIC_DRAW);
    }
    uploaded.push_front(std::move(fresh));
    if (uploaded.size() > kMeshesKept) {
      release(uploaded.back());
      uploaded.pop_back();
    }
    return uploaded.front();
  }

  static void release(const Uploaded& old) {
    glDeleteVertexArrays(1, &old.array);
    glDeleteBuffers(1, &old.vertices);
    if (old.indices != 0) glDeleteBuffers(1, &old.indices);
  }

  void draw_item(const Item& item, const Eigen::Matrix4f& view, const Eigen::Matrix4f& projection, GLint every) {
    const Eigen::Matrix4f view_M = view * item.X_WM.matrix(), clip_M = projection * view_M;
    const Uploaded& mesh = upload(item.mesh);
    const bool points = item.mesh->kind == Mesh::Kind::points;
    const GLint stride = points ? every : 1;
    glUniformMatrix4fv(clip_of_model, 1, GL_FALSE, clip_M.data());
    glUniformMatrix4fv(view_of_model, 1, GL_FALSE, view_M.data());
    glUniform1f(pixels_per_unit, 0.5f * static_cast<float>(picture.height) * std::abs(projection(1, 1)));
    glUniform1f(depth_per_unit, points ? projection(2, 2) : 0.0f);
    // Fewer are drawn larger, but cover less than all would: in software it is the pixels that take the time.
    glUniform1f(enlarge, std::pow(static_cast<float>(stride), 0.25f));
    glUniform1f(alpha, item.alpha);
    glUniform1i(round_points, points ? 1 : 0);
    glBindVertexArray(mesh.array);
    glBindBuffer(GL_ARRAY_BUFFER, mesh.vertices);
    const auto bytes = static_cast<GLsizei>(sizeof(Vertex)) * stride;  // fewer points: every so-manieth vertex
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, bytes, offset(offsetof(Vertex, p)));
    glVertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, bytes, offset(offsetof(Vertex, n)));
    glVertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, bytes, offset(offsetof(Vertex, colour)));
    glVertexAttribPointer(3, 1, GL_FLOAT, GL_FALSE, bytes, offset(offsetof(Vertex, size)));
    if (points) {
      glDrawArrays(GL_POINTS, 0, static_cast<GLsizei>(item.mesh->vertices.size()) / stride);
    } else {
      glDrawElements(GL_TRIANGLES, static_cast<GLsizei>(item.mesh->indices.size()), GL_UNSIGNED_INT, nullptr);
    }
  }

  void draw(const Drawing& drawing, const Camera& camera, Rgba background, bool hurry) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    std::size_t points = 0;
    for (const Item& item : drawing.items) {
      if (item.mesh->kind == Mesh::Kind::points) points += item.mesh->vertices.size();
    }
    GLint every = 1;
    if (hurry) every = std::max(1, static_cast<GLint>(std::ceil(static_cast<double>(points) / affordable)));
    detail = 1.0 / every;

    // Smooth edges cost most of the time in software.
    glBindFramebuffer(GL_FRAMEBUFFER, hurry ? read_from : drawn_on);
    glViewport(0, 0, picture.width, picture.height);
    const auto share = [](std::uint8_t c) { return static_cast<float>(c) / 255.0f; };
    glClearColor(share(background[0]), share(background[1]), share(background[2]), 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
    glEnable(GL_DEPTH_TEST);
    glEnable(GL_PROGRAM_POINT_SIZE);
    glEnable(GL_MULTISAMPLE);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glUseProgram(program);
    const Eigen::Matrix4f view = camera.view();
    Eigen::Matrix4f projection =
        camera.projection(static_cast<float>(picture.width) / static_cast<float>(picture.height));
    projection.row(1) *= -1;  // OpenGL's first row is at the bottom, the picture's on top
    // What one can see through comes last.
    for (const bool solid : {true, false}) {
      for (const Item& item : drawing.items) {
        if ((item.alpha >= 1) == solid && !item.mesh->vertices.empty()) draw_item(item, view, projection, every);
      }
    }
    if (!hurry) {
      glBindFramebuffer(GL_READ_FRAMEBUFFER, drawn_on);
      glBindFramebuffer(GL_DRAW_FRAMEBUFFER, read_from);
      glBlitFramebuffer(0, 0, picture.width, picture.height, 0, 0, picture.width, picture.height, GL_COLOR_BUFFER_BIT,
                        GL_NEAREST);
    }
    glBindFramebuffer(GL_READ_FRAMEBUFFER, read_from);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, picture.width, picture.height, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data());
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (!hurry) return;
    // Too slow: fewer next time. Quick although some were left out: more.
    const double factor = std::clamp(kTarget_s / seconds, 0.5, 1.5);
    const bool all = every == 1;
    if (factor < 1 || !all) affordable = std::clamp(affordable * factor, kLeastPoints, kMostPoints);
  }
};

Renderer::Renderer() : state_(std::make_unique<State>()) {}

Renderer::~Renderer() {
  state_->context.make_current();
  for (const Uploaded& mesh : state_->uploaded) State::release(mesh);
}

const Picture& Renderer::draw(const Drawing& drawing, const Camera& camera, int width, int height, Rgba background,
                              bool hurry) {
  state_->context.make_current();
  state_->resize(std::max(1, width), std::max(1, height));
  state_->draw(drawing, camera, background, hurry);
  return state_->picture;
}

const std::string& Renderer::device() const { return state_->device; }
double Renderer::detail() const { return state_->detail; }

}  // namespace colonnade::viewer
