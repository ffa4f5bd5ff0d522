#include "facts.h"

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <numbers>

#include "drawings.h"

namespace colonnade::viewer {
namespace {

using recording::ColumnRecord;
using recording::HypothesisRecord;

constexpr float kDegrees = 180 / std::numbers::pi_v<float>;

/// One line as printf writes it.
[[gnu::format(printf, 1, 2)]] std::string line(const char* format, ...) {
  std::array<char, 512> buffer{};
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(buffer.data(), buffer.size(), format, arguments);
  va_end(arguments);
  return std::string(buffer.data()) + "\n";
}

std::string vector_line(const char* name, const Eigen::Vector3f& v, const char* unit) {
  return line("%-22s %9.4f %9.4f %9.4f %s", name, static_cast<double>(v.x()), static_cast<double>(v.y()),
              static_cast<double>(v.z()), unit);
}

std::string about_sensation(const cortex::Sensation& s) {
  if (!s.on_surface)
    return "sensation              nothing is there\n" + vector_line("  at p_W", s.p_W.cast<float>(), "m");
  std::string text = vector_line("sensed at p_W", s.p_W.cast<float>(), "m");
  text += vector_line("normal_W", s.normal_W().cast<float>(), "");
  text += line("%-22s %9.2f %9.2f 1/m%s", "curvatures k1, k2", s.k1, s.k2,
               s.frame_fully_defined ? "" : "  (directions undefined)");
  text += line("%-22s %9.3f %9.3f %9.3f", "hue, sat., value", static_cast<double>(s.colour.hue),
               static_cast<double>(s.colour.saturation), static_cast<double>(s.colour.value));
  text += line("%-22s %9.2f mm, %.2f deg", "sd location, normal", 1e3 * static_cast<double>(s.uncertainty.location),
               static_cast<double>(s.uncertainty.normal * kDegrees));
  return text;
}

std::string about_hypothesis(const Stage& stage, const HypothesisRecord& h) {
  const std::string& name = stage.document()->object_name(h.object);
  std::string text = line("hypothesis %u", h.id);
  text += line("%-22s %s", "object", name.c_str());
  text += line("%-22s %9.3f", "evidence", static_cast<double>(h.evidence));
  text += line("%-22s %9u  (%d steps ago)", "joined at step", h.born, stage.cursor().step - static_cast<int>(h.born));
  text += vector_line("p_WO", h.p_WO, "m");
  text += line("%-22s %9.4f %9.4f %9.4f %9.4f", "R_WO quaternion xyzw", static_cast<double>(h.R_WO.x()),
               static_cast<double>(h.R_WO.y()), static_cast<double>(h.R_WO.z()), static_cast<double>(h.R_WO.w()));
  if (h.segment == recording::kNoIndex) {
    text += line("%-22s none near; evidence %.3f", "segment", static_cast<double>(h.match));
  } else {
    text += line("%-22s %9u, evidence %.3f: %s", "segment", h.segment, static_cast<double>(h.match),
                 h.match > 0 ? "active" : "predicted, silent");
  }
  const float error = pose_error(h, *stage.episode(), name);
  if (error >= 0)
    text += line("%-22s %9.2f deg (symmetry not counted)", "rotation error", static_cast<double>(error * kDegrees));
  return text;
}

std::string about_segment(const Stage& stage, std::uint32_t object_id, std::uint32_t segment) {
  const auto object = stage.document()->object(static_cast<std::uint32_t>(stage.column()), object_id);
  if (!object || segment >= object->segments.size()) return {};
  const auto& s = object->segments[segment];
  std::string text = line("L4 cell %u of '%s'", segment, object->name.c_str());
  text += vector_line("learned at p_O", s.p_O, "m");
  text += vector_line("normal_O", s.normal_O, "");
  text += line("%-22s %9.2f %9.2f 1/m", "curvatures k1, k2", static_cast<double>(s.k1), static_cast<double>(s.k2));
  text += line("%-22s %9.3f %9.3f %9.3f", "hue, sat., value", static_cast<double>(s.colour.hue),
               static_cast<double>(s.colour.saturation), static_cast<double>(s.colour.value));
  text += line("%-22s %9u", "observations", s.observations);
  const auto step = stage.step();
  const ColumnRecord* column = stage.column_of(step.get());
  if (column == nullptr) return text;
  int location = 0, feature = 0;
  for (std::size_t i = 0; i < cortex::kLocationBlocks; ++i) location += s.cells[i] == column->location[i] ? 1 : 0;
  for (std::size_t i = 0; i < cortex::kFeatureBlocks; ++i) feature += s.cells[128 + i] == column->feature[i] ? 1 : 0;
  text += line("%-22s %6d of 64 cells that it listens to are active in L6", "basal overlap", location);
  text += line("%-22s %6d of 64 are active in what is felt", "proximal overlap", feature);
  for (const auto& h : column->hypotheses) {
    if (h.object == object_id && h.segment == segment) {
      text += line("  driven by hypothesis %u, evidence of the match %.3f", h.id, static_cast<double>(h.match));
    }
  }
  return text;
}

std::string about_object(const Stage& stage, std::uint32_t id) {
  const auto object = stage.document()->object(static_cast<std::uint32_t>(stage.column()), id);
  if (!object) return {};
  std::uint64_t observations = 0;
  for (const auto& s : object->segments) observations += s.observations;
  std::string text = line("object %u: %s", id, object->name.c_str());
  text += line("%-22s %9zu", "L4 cells", object->segments.size());
  text += line("%-22s %9llu", "observations", static_cast<unsigned long long>(observations));
  for (std::size_t i = 0; i < object->growth.size(); ++i)
    text += line("  after showing %-6zu %9u cells", i + 1, object->growth[i]);
  const auto step = stage.step();
  if (const ColumnRecord* column = stage.column_of(step.get()); column != nullptr && id < column->evidence.size()) {
    text += line("%-22s %9.3f", "evidence now", static_cast<double>(column->evidence[id]));
  }
  return text;
}

std::string about_module(const Stage& stage, std::uint32_t module) {
  const auto step = stage.step();
  const ColumnRecord* column = stage.column_of(step.get());
  std::string text = line("L6 grid-cell module %u (%s bins)", module, module < 32 ? "coarse" : "fine");
  if (column != nullptr && module < cortex::kLocationBlocks) {
    text += line("%-22s %9d of 216", "active cell", static_cast<int>(column->location[module]));
  }
  return text;
}

std::string about_step(const Stage& stage) {
  const auto* episode = stage.episode();
  const auto step = stage.step();
  if (episode == nullptr || !step) return "nothing is open\n";
  std::string text = line("episode %d, step %d", episode->number, stage.cursor().step);
  text += line("%-22s %s", "true object", episode->object.empty() ? "?" : episode->object.c_str());
  text += line("%-22s %9.3f s", "time", step->time);
  for (std::size_t i = 0; i < step->ranked.size() && i < 5; ++i) {
    const auto& r = step->ranked[i];
    text += line("%zu. %-19s %8.2f %%  evidence %.2f", i + 1, stage.document()->object_name(r.object).c_str(),
                 100 * static_cast<double>(r.probability), static_cast<double>(r.evidence));
  }
  text += line("%-22s %9u%s", "poses left", step->poses, step->pose_settled ? ", settled" : "");
  text += line("%-22s %s", "decided", (step->flags & recording::kDecided) != 0 ? "yes" : "no");
  if (const ColumnRecord* column = stage.column_of(step.get())) {
    text += line("column %d", stage.column());
    text += line("%-22s %9u  (+%u, -%u)", "hypotheses", column->population, column->born, column->gone);
    if (column->sensation) text += about_sensation(*column->sensation);
  }
  if (step->goal) {
    text += vector_line("goal p_W", step->goal->p_W, "m");
    text += line("%-22s %9.3f", "expected gain", static_cast<double>(step->goal->expected_gain));
  }
  for (const auto& vote : step->votes) {
    text += line("vote of column %u: %s, evidence %.2f", vote.column,
                 stage.document()->object_name(vote.object).c_str(), static_cast<double>(vote.evidence));
  }
  return text;
}

}  // namespace

std::string facts(const Stage& stage) {
  if (stage.document() == nullptr) return "nothing is open\n";
  const Picked& what = stage.highlighted();
  const auto step = stage.step();
  const ColumnRecord* column = stage.column_of(step.get());
  switch (what.thing) {
    case Thing::hypothesis:
      if (column == nullptr) break;
      for (const auto& h : column->hypotheses) {
        if (h.id == what.which) return about_hypothesis(stage, h);
      }
      return line("hypothesis %u is not among the recorded ones at this step", what.which);
    case Thing::segment:
      return about_segment(stage, what.object, what.which);
    case Thing::object:
      return about_object(stage, what.which);
    case Thing::module:
      return about_module(stage, what.which);
    case Thing::vote:
    case Thing::step:
    case Thing::none:
      break;
  }
  return about_step(stage);
}

std::string story(const Stage& stage) {
  const auto* episode = stage.episode();
  const auto step = stage.step();
  if (stage.document() == nullptr) return "Open a recording (Ctrl+O), or start an experiment in the pane 'Experiment'.";
  if (episode == nullptr || !step) return "The run has not shown an object yet.";
  std::string text;
  if (episode->learning) {
    text = "The column is told what it touches, and learns it: " + episode->object + ". ";
  } else {
    text = "The column touches something, and does not know what: it is '" + episode->object +
           "', somehow turned. It has sensed " + std::to_string(stage.cursor().step + 1) + " places so far. ";
  }
  const ColumnRecord* column = stage.column_of(step.get());
  if (column != nullptr && column->sensation) {
    text += column->sensation->on_surface ? "It has just felt a piece of surface. "
                                          : "It has just looked where nothing is. ";
  }
  if ((step->flags & recording::kBurst) != 0) {
    text +=
        "Nothing had been predicted, so that all cells that know such a feature fire (they burst), and each says "
        "where on which object this may be. ";
  } else if (column != nullptr && !episode->learning) {
    if (column->sensation) {
      text += "The movement shifted every guess; those that had predicted this gained evidence, the others lost. ";
    }
    text += std::to_string(column->population) + " guesses are alive. ";
  }
  if (!step->ranked.empty()) {
    const auto& best = step->ranked.front();
    const std::string& name = stage.document()->object_name(best.object);
    text += "\nIts best guess: '" + name + "', " + std::to_string(std::lround(100 * best.probability)) + " % sure";
    text += name == episode->object ? ", which is right. " : ", which is wrong. ";
  }
  if (step->goal) text += "It wants to touch next where its two best guesses differ most. ";
  if ((step->flags & recording::kDecided) != 0) text += "\nIt has decided.";
  return text;
}

}  // namespace colonnade::viewer
