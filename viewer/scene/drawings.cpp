#include "drawings.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace colonnade::viewer {
namespace {

using recording::HypothesisRecord;

constexpr int kPathShown = 400;  // steps
constexpr int kPathPiece = 50;
constexpr std::ptrdiff_t kMostSolid = 128;  // hypotheses drawn as balls with sticks

std::size_t mesh_bytes(const std::shared_ptr<const Mesh>& mesh) {
  return mesh->vertices.capacity() * sizeof(Vertex) + mesh->indices.capacity() * sizeof(std::uint32_t);
}

Eigen::Isometry3f pose(const Eigen::Quaternionf& R, const Eigen::Vector3f& p) {
  Eigen::Isometry3f X = Eigen::Isometry3f::Identity();
  X.linear() = R.normalized().toRotationMatrix();
  X.translation() = p;
  return X;
}

Eigen::Isometry3f pose(const HypothesisRecord& h) { return pose(h.R_WO, h.p_WO); }

std::shared_ptr<const Mesh> surface_mesh(const recording::ShapeRecord& shape) {
  Mesh mesh;
  for (std::size_t i = 0; i < shape.positions_O.size(); ++i) {
    const auto& c = shape.colours[i];
    mesh.vertices.push_back({shape.positions_O[i], Eigen::Vector3f::Zero(), {c[0], c[1], c[2], 255}});
  }
  for (const auto& [a, b, c] : shape.triangles) {
    const Eigen::Vector3f n = (shape.positions_O[b] - shape.positions_O[a])
                                  .cross(shape.positions_O[c] - shape.positions_O[a]);  // weighs by area
    for (const std::uint32_t corner : {a, b, c}) {
      mesh.vertices[corner].n += n;
      mesh.indices.push_back(corner);
    }
  }
  for (Vertex& vertex : mesh.vertices) vertex.n.normalize();
  return std::make_shared<const Mesh>(std::move(mesh));
}

/// The patch, put where it was seen: a little coloured surface.
void add_patch(MeshBuilder& out, const recording::PatchRecord& patch, const Eigen::Isometry3f& X_WS) {
  const auto point = [&](int u, int v, float depth) -> Eigen::Vector3f {
    const auto ray = [&](int i, int n) {
      return patch.half_width * (2 * (static_cast<float>(i) + 0.5f) / static_cast<float>(n) - 1);
    };
    return X_WS * Eigen::Vector3f(ray(u, patch.width) * depth, ray(v, patch.height) * depth, 0.995f * depth);
  };
  for (int v = 0; v + 2 < patch.height; v += 2) {
    for (int u = 0; u + 2 < patch.width; u += 2) {
      const auto at = [&](int x, int y) { return static_cast<std::size_t>(y * patch.width + x); };
      const float a = patch.depth[at(u, v)], b = patch.depth[at(u + 2, v)], c = patch.depth[at(u, v + 2)],
                  d = patch.depth[at(u + 2, v + 2)];
      const float low = std::min({a, b, c, d}), high = std::max({a, b, c, d});
      if (low <= 0 || high > 1.15f * low) continue;
      const auto& rgb = patch.rgb[at(u, v)];
      const Rgba colour{rgb[0], rgb[1], rgb[2], 255};
      out.triangle(point(u, v, a), point(u + 2, v, b), point(u, v + 2, c), colour);
      out.triangle(point(u + 2, v, b), point(u + 2, v + 2, d), point(u, v + 2, c), colour);
    }
  }
}

void add_frustum(MeshBuilder& out, const Eigen::Isometry3f& X_WS, float half_width, float depth, float thickness,
                 Rgba colour) {
  const float h = half_width * depth;
  const std::array<Eigen::Vector3f, 4> corners{
      Eigen::Vector3f(-h, -h, depth), {h, -h, depth}, {h, h, depth}, {-h, h, depth}};
  for (std::size_t i = 0; i < 4; ++i) {
    out.tube(X_WS.translation(), X_WS * corners[i], thickness, colour);
    out.tube(X_WS * corners[i], X_WS * corners[(i + 1) % 4], thickness, colour);
  }
}

/// Whether a hypothesis is pointed at, or drives the cell that is.
bool is_lit(const Picked& what, const HypothesisRecord& h) {
  if (what.thing == Thing::segment) return what.object == h.object && what.which == h.segment;
  return what.thing == Thing::hypothesis && what.which == h.id;
}

/// Where the sensor is on the object, if the hypothesis is right.
Eigen::Vector3f place_on_object(const HypothesisRecord& h, const Eigen::Vector3f& p_W) {
  return pose(h).inverse() * p_W;
}

}  // namespace

float pose_error(const HypothesisRecord& hypothesis, const recording::EpisodeRecord& episode,
                 const std::string& object_name) {
  if (episode.object.empty() || episode.object != object_name) return -1;
  const Eigen::Quaternionf truth(Eigen::Quaterniond(episode.X_WO.linear()).cast<float>());
  return hypothesis.R_WO.normalized().angularDistance(truth);
}

Drawings::Drawings() : meshes_(32, 64 << 20, mesh_bytes) {}

std::shared_ptr<const Mesh> Drawings::surface(const Stage& stage, const std::string& name) {
  const auto shape = stage.document()->shape(name);
  if (!shape) return nullptr;
  return *meshes_.get("surface " + std::to_string(stage.document()->id()) + " " + name,
                      [&] { return surface_mesh(*shape); });
}

std::shared_ptr<const Mesh> Drawings::model(const Stage& stage, const recording::ObjectRecord& object, float size,
                                            std::uint32_t segments, std::optional<Rgba> colour) {
  const std::size_t count =
      segments == 0 ? object.segments.size() : std::min<std::size_t>(segments, object.segments.size());
  const std::string key = "model " + std::to_string(stage.document()->id()) + " " + object.name + " " +
                          std::to_string(count) + " " + std::to_string(object.column) + " " + std::to_string(size) +
                          " " + std::to_string(object.segments.size()) + " " +
                          (colour ? std::to_string((*colour)[0] << 16 | (*colour)[1] << 8 | (*colour)[2]) : "");
  return *meshes_.get(key, [&] {
    Mesh mesh;
    mesh.kind = Mesh::Kind::points;
    for (std::size_t i = 0; i < count; ++i) {
      const auto& s = object.segments[i];
      mesh.vertices.push_back(
          {s.p_O, s.normal_O, colour.value_or(from_hsv(s.colour.hue, s.colour.saturation, s.colour.value)), size});
    }
    return std::make_shared<const Mesh>(std::move(mesh));
  });
}

void Drawings::add_path(Drawing& drawing, const Stage& stage, int end, float thin) {
  const int episode = stage.cursor().episode;
  const auto& trail = stage.document()->trail(episode);
  const Theme& theme = stage.theme();
  end = std::min(end, static_cast<int>(trail.size()));
  const int begin = std::max(0, (end - kPathShown) / kPathPiece * kPathPiece);
  const auto at = [&](int i) -> const Eigen::Vector3f& { return trail[static_cast<std::size_t>(i)]; };
  const auto lines = [&](int first, int last) {
    MeshBuilder out;
    for (int i = std::max(1, first); i < last; ++i) out.thread(at(i - 1), at(i), 0.45f * thin, theme.sensor);
    return out.take();
  };
  const auto beads = [&](int first, int last) {
    Mesh mesh;
    mesh.kind = Mesh::Kind::points;
    for (int i = first; i < last; ++i) {  // the newest one is the largest, those before it shrink
      const float fade = std::max(0.35f, 1.0f - static_cast<float>(end - 1 - i) / 40.0f);
      const bool newest = i + 1 == end;
      mesh.vertices.push_back(
          {at(i), Eigen::Vector3f::Zero(), newest ? theme.text : theme.sensor, (newest ? 3.2f : 1.0f + fade) * thin});
    }
    return std::make_shared<const Mesh>(std::move(mesh));
  };
  const auto add = [&](std::shared_ptr<const Mesh> mesh) { drawing.items.push_back({std::move(mesh)}); };
  for (int first = begin; first < end; first += kPathPiece) {
    const int last = first + kPathPiece;
    if (last >= end) {
      add(lines(first, end));
    } else {
      const std::string key = "path " + std::to_string(stage.document()->id()) + " " + std::to_string(episode) + " " +
                              std::to_string(first) + " " + std::to_string(thin) + std::string(theme.name);
      add(*meshes_.get(key, [&] { return lines(first, last); }));
    }
  }
  add(beads(begin, end));
  for (int i = begin; i < end; ++i) {
    drawing.spots.push_back({at(i), static_cast<std::uint32_t>(Thing::step), static_cast<std::uint32_t>(i)});
  }
}

Drawing Drawings::world(const Stage& stage) {
  Drawing drawing;
  const recording::EpisodeRecord* episode = stage.episode();
  const auto step = stage.step();
  if (episode == nullptr) return drawing;
  const Theme& theme = stage.theme();
  Document& document = *stage.document();

  const Eigen::Isometry3f X_WO(episode->X_WO.cast<float>());
  float size = 0.1f;
  drawing.centre = X_WO.translation();
  if (const auto mesh = surface(stage, episode->object)) {
    drawing.items.push_back({mesh, X_WO, 1.0f});
    const std::string which = std::to_string(document.id()) + " " + std::to_string(episode->number);
    if (sized_ != which) {
      sized_ = which;
      box_W_.setEmpty();
      for (const Vertex& vertex : mesh->vertices) box_W_.extend(X_WO * vertex.p);
    }
    drawing.centre = box_W_.center();
    size = 0.5f * box_W_.diagonal().norm();
  }
  drawing.radius = 1.1f * size;
  const float thin = 0.006f * size;

  MeshBuilder lines;
  lines.frame(X_WO, 0.35f * size);
  drawing.labels.push_back({X_WO * Eigen::Vector3f(0, 0, 0.42f * size), "true: " + episode->object, theme.truth});

  add_path(drawing, stage, stage.cursor().step + 1, thin);
  if (step) {
    const Eigen::Isometry3f X_WS(step->X_WS.cast<float>());
    drawing.from = X_WS.translation() - drawing.centre;
    const auto patch = document.patch(stage.cursor());
    float depth = 0.02f;
    if (patch) {
      const float middle = patch->depth[static_cast<std::size_t>(patch->height / 2 * patch->width + patch->width / 2)];
      if (middle > 0) depth = middle;
      add_patch(lines, *patch, X_WS);
    }
    add_frustum(lines, X_WS, patch ? patch->half_width : 0.1f, depth, 0.7f * thin, theme.sensor);
    lines.frame(X_WS, 0.15f * size);
    drawing.labels.push_back({X_WS.translation(), "sensor", theme.sensor});
    if (const auto* column = stage.column_of(step.get()); column != nullptr && column->sensation) {
      const auto& s = *column->sensation;
      const Eigen::Vector3f p = s.p_W.cast<float>(), n = s.normal_W().cast<float>();
      if (s.on_surface) {
        lines.tube(p, p + 0.3f * size * n, 0.8f * thin, theme.text);
        lines.cone(p + 0.3f * size * n, p + 0.36f * size * n, 2.4f * thin, theme.text);
      }
    }
    if (step->goal) {
      const Eigen::Vector3f p = step->goal->p_W, n = step->goal->normal_W;
      lines.diamond(p, 4 * thin, theme.goal);
      lines.cone(p + 0.3f * size * n, p + 0.06f * size * n, 3 * thin, theme.goal);
      drawing.labels.push_back({p + 0.32f * size * n, "goal: touch here next", theme.goal});
    }
    std::optional<std::uint32_t> named;  // a column's votes stand together
    for (const auto& vote : step->votes) {
      const Rgba colour = curve_style(vote.column, theme).colour;
      lines.diamond(vote.p_W, 2.4f * thin, colour);
      if (step->columns.size() > 1 && named != vote.column) {
        drawing.labels.push_back({vote.p_W, "column " + std::to_string(vote.column), colour});
        named = vote.column;
      }
      drawing.spots.push_back({vote.p_W, static_cast<std::uint32_t>(Thing::vote), vote.column});
    }
    // The best guess, as its learned points in its pose.
    if (!step->ranked.empty()) {
      const auto& best = step->ranked.front();
      if (const auto object = document.object(0, best.object)) {
        const Eigen::Isometry3f X = pose(best.R_WO, best.p_WO);
        drawing.items.push_back({model(stage, *object, 2.2f * thin, 0, theme.guess), X, 0.85f});
        lines.frame(X, 0.25f * size);
        const Picked& lit = stage.highlighted();
        if (lit.thing == Thing::segment && lit.object == object->id && lit.which < object->segments.size()) {
          lines.ball(X * object->segments[lit.which].p_O, 4 * thin, theme.text);
        }
        Eigen::AlignedBox3f box;
        for (const auto& s : object->segments) box.extend(X * s.p_O);
        const Eigen::Vector3f top(box.center().x(), box.center().y(), box.max().z() + 0.1f * size);
        drawing.labels.push_back(
            {top, "guess: " + object->name + ", " + std::to_string(std::lround(100 * best.probability)) + " %",
             theme.guess});
      }
    }
  }
  drawing.items.push_back({lines.take(), Eigen::Isometry3f::Identity(), 1.0f});
  return drawing;
}

Drawing Drawings::hypotheses(const Stage& stage, CloudColour colour) {
  Drawing drawing;
  const auto step = stage.step();
  const recording::ColumnRecord* column = stage.column_of(step.get());
  if (column == nullptr || !stage.document()) return drawing;
  const Theme& theme = stage.theme();
  const std::uint32_t shown = stage.shown_object();
  const auto object = stage.document()->object(static_cast<std::uint32_t>(stage.column()), shown);
  if (!object || object->segments.empty()) return drawing;

  Eigen::AlignedBox3f box;
  for (const auto& s : object->segments) box.extend(s.p_O);
  drawing.centre = box.center();
  const float size = 0.5f * box.diagonal().norm();
  drawing.radius = 1.1f * size;
  const float unit = 0.012f * size;
  drawing.items.push_back({model(stage, *object, unit, 0), Eigen::Isometry3f::Identity(), 0.55f});

  MeshBuilder marks;
  Mesh crowd;  // all but the best ones are discs
  crowd.kind = Mesh::Kind::points;
  const auto previous = stage.previous_step();
  const recording::ColumnRecord* before = stage.column_of(previous.get());
  std::vector<std::uint32_t> now;
  for (const auto& h : column->hypotheses) now.push_back(h.id);
  std::sort(now.begin(), now.end());
  const float best = column->hypotheses.empty() ? 0.0f : column->hypotheses.front().evidence;
  if (column->sensation) {
    const Eigen::Vector3f p_W = column->sensation->p_W.cast<float>(), n_W = column->sensation->normal_W().cast<float>();
    auto rank = std::ssize(column->hypotheses);
    for (auto h = column->hypotheses.rbegin(); h != column->hypotheses.rend(); ++h) {
      --rank;
      if (h->object != shown) continue;
      float share = 1 - std::min(1.0f, (best - h->evidence) / 14.0f);
      const float weight = share;
      if (colour == CloudColour::age) {
        share = std::min(1.0f, static_cast<float>(stage.cursor().step - static_cast<int>(h->born)) / 20.0f);
      } else if (colour == CloudColour::pose_error) {
        const float error = pose_error(*h, *stage.episode(), object->name);
        share = error < 0 ? 0.0f : 1 - std::min(1.0f, error / 1.5f);
      }
      const Eigen::Vector3f p = place_on_object(*h, p_W), n = pose(*h).linear().transpose() * n_W;
      const float radius = unit * (1.4f + 2.2f * weight);
      const bool fresh = static_cast<int>(h->born) == stage.cursor().step;
      const bool lit = is_lit(stage.highlighted(), *h);
      drawing.spots.push_back({p, static_cast<std::uint32_t>(Thing::hypothesis), h->id});
      if (rank >= kMostSolid && !lit) {
        crowd.vertices.push_back({p, n, ramp(share), radius});
        continue;
      }
      if (fresh) {
        marks.diamond(p, 1.6f * radius, ramp(share));
      } else {
        marks.ball(p, radius, lit ? theme.text : ramp(share));
      }
      marks.tube(p, p + 6 * unit * n, (lit ? 0.8f : 0.35f) * unit, lit ? theme.text : ramp(share));
    }
    if (before != nullptr) {
      const auto some = std::min(std::ssize(before->hypotheses), kMostSolid);
      for (const auto& h : std::span(before->hypotheses).first(static_cast<std::size_t>(some))) {
        if (h.object != shown || std::binary_search(now.begin(), now.end(), h.id)) continue;
        marks.cross(place_on_object(h, p_W), 2.5f * unit, theme.faint);
      }
    }
  }
  const Picked& lit = stage.highlighted();
  if (lit.thing == Thing::segment && lit.object == shown && lit.which < object->segments.size()) {
    marks.ball(object->segments[lit.which].p_O, 2.5f * unit, theme.text);
  }
  const recording::EpisodeRecord* episode = stage.episode();
  if (episode != nullptr && episode->object == object->name && column->sensation) {
    const Eigen::Vector3f truth = episode->X_WO.cast<float>().inverse() * column->sensation->p_W.cast<float>();
    marks.tube(truth - Eigen::Vector3f(0, 0, 0.5f * size), truth + Eigen::Vector3f(0, 0, 0.5f * size), 0.4f * unit,
               theme.truth);
    drawing.labels.push_back({truth + Eigen::Vector3f(0, 0, 0.55f * size), "truly here", theme.truth});
  }
  drawing.items.push_back({marks.take(), Eigen::Isometry3f::Identity(), 1.0f});
  // The more there are, the smaller, or one would see one large blot.
  const float smaller = std::clamp(std::sqrt(2000.0f / static_cast<float>(crowd.vertices.size() + 1)), 0.2f, 1.0f);
  for (Vertex& vertex : crowd.vertices) vertex.size *= smaller;
  if (!crowd.vertices.empty()) drawing.items.push_back({std::make_shared<const Mesh>(std::move(crowd))});
  return drawing;
}

Drawing Drawings::object(const Stage& stage, std::uint32_t id, std::uint32_t segments, bool normals) {
  Drawing drawing;
  if (!stage.document()) return drawing;
  const auto object = stage.document()->object(static_cast<std::uint32_t>(stage.column()), id);
  if (!object || object->segments.empty()) return drawing;
  Eigen::AlignedBox3f box;
  for (const auto& s : object->segments) box.extend(s.p_O);
  drawing.centre = box.center();
  const float size = 0.5f * box.diagonal().norm();
  drawing.radius = 1.1f * size;
  const float unit = 0.02f * size;
  drawing.items.push_back({model(stage, *object, unit, segments), Eigen::Isometry3f::Identity(), 1.0f});
  const std::size_t count =
      segments == 0 ? object->segments.size() : std::min<std::size_t>(segments, object->segments.size());
  MeshBuilder marks;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& s = object->segments[i];
    if (normals) marks.tube(s.p_O, s.p_O + 5 * unit * s.normal_O, 0.1f * unit, stage.theme().faint);
    drawing.spots.push_back({s.p_O, static_cast<std::uint32_t>(Thing::segment), static_cast<std::uint32_t>(i)});
  }
  const Picked& lit = stage.highlighted();
  if (lit.thing == Thing::segment && lit.object == id && lit.which < count) {
    marks.ball(object->segments[lit.which].p_O, 1.8f * unit, stage.theme().text);
  }
  drawing.items.push_back({marks.take(), Eigen::Isometry3f::Identity(), 1.0f});
  return drawing;
}

}  // namespace colonnade::viewer
