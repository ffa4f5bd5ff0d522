#include "document.h"

#include <algorithm>
#include <cstdint>

#include <colonnade/cortex/error.h>

namespace colonnade::viewer {
namespace {

constexpr std::size_t kMegabyte = 1 << 20;

template <class T>
std::size_t bytes(const std::vector<T>& list) {
  return list.capacity() * sizeof(T);
}

std::size_t step_bytes(const recording::StepRecord& step) {
  std::size_t sum = sizeof(step) + bytes(step.ranked) + bytes(step.votes) + bytes(step.columns);
  for (const auto& column : step.columns) sum += bytes(column.hypotheses) + bytes(column.evidence);
  return sum;
}
std::size_t patch_bytes(const recording::PatchRecord& patch) {
  return sizeof(patch) + bytes(patch.rgb) + bytes(patch.depth);
}
std::size_t object_bytes(const recording::ObjectRecord& object) {
  return sizeof(object) + bytes(object.segments) + bytes(object.growth);
}
int next_version() {
  static int last = 0;
  return ++last;
}

std::size_t shape_bytes(const recording::ShapeRecord& shape) {
  return sizeof(shape) + bytes(shape.positions_O) + bytes(shape.colours) + bytes(shape.triangles);
}

// What is drawn is looked up by sizes and indices that come from the file.
void check(const recording::PatchRecord& patch, const std::filesystem::path& path, Cursor at) {
  const auto pixels = static_cast<std::int64_t>(patch.width) * patch.height;
  const bool none = patch.width == 0 && patch.height == 0;
  if ((none || (patch.width > 0 && patch.height > 0)) && pixels == std::ssize(patch.rgb) &&
      pixels == std::ssize(patch.depth)) {
    return;
  }
  throw InputError(path.string() + ": the patch of step " + std::to_string(at.step) + " of episode " +
                   std::to_string(at.episode) + " is damaged: " + std::to_string(patch.width) + " x " +
                   std::to_string(patch.height) + " pixels, " + std::to_string(patch.rgb.size()) + " colours and " +
                   std::to_string(patch.depth.size()) + " depths");
}

void check(const recording::ShapeRecord& shape, const std::filesystem::path& path) {
  const std::size_t corners = shape.positions_O.size();
  for (const auto& triangle : shape.triangles) {
    if (std::any_of(triangle.begin(), triangle.end(), [&](std::uint32_t corner) { return corner >= corners; })) {
      throw InputError(path.string() + ": the surface of '" + shape.name + "' is damaged: a triangle has the corners " +
                       std::to_string(triangle[0]) + ", " + std::to_string(triangle[1]) + " and " +
                       std::to_string(triangle[2]) + " of " + std::to_string(corners));
    }
  }
  if (shape.colours.size() != corners) {
    throw InputError(path.string() + ": the surface of '" + shape.name + "' is damaged: " + std::to_string(corners) +
                     " corners and " + std::to_string(shape.colours.size()) + " colours");
  }
}

}  // namespace

template <class Read>
auto Document::guarded(Read&& read) -> decltype(read()) {
  try {
    return read();
  } catch (const InputError& error) {
    problem_ = error.what();
    return {};
  }
}

Document::Document(const std::filesystem::path& path)
    : reader_(path),
      id_(next_version()),
      version_(id_),
      steps_(256, 32 * kMegabyte, step_bytes),
      patches_(64, 16 * kMegabyte, patch_bytes),
      objects_(16, 32 * kMegabyte, object_bytes),
      shapes_(4, 64 * kMegabyte, shape_bytes) {}

const recording::EpisodeRecord* Document::episode(int number) const {
  const auto& all = reader_.episodes();
  const auto at = std::lower_bound(all.begin(), all.end(), number,
                                   [](const recording::EpisodeRecord& e, int n) { return e.number < n; });
  return at != all.end() && at->number == number ? &*at : nullptr;
}

bool Document::poll() {
  bool news = false;
  std::string failure;
  try {
    news = reader_.refresh();
  } catch (const InputError& error) {
    failure = error.what();
  }
  const bool failed = !failure.empty() && failure != poll_failure_;  // said once, not at each poll
  if (failed) problem_ = failure;
  poll_failure_ = std::move(failure);
  if (news) version_ = next_version();
  return news || failed;
}

std::shared_ptr<const recording::StepRecord> Document::step(Cursor at) {
  return guarded([&] { return steps_.get(at, [&] { return reader_.step(at.episode, at.step); }); });
}

std::shared_ptr<const recording::PatchRecord> Document::patch(Cursor at) {
  return guarded([&]() -> std::shared_ptr<const recording::PatchRecord> {
    auto patch = patches_.get(at, [&] {
      auto read = reader_.patch(at.episode, at.step).value_or(recording::PatchRecord{});
      check(read, reader_.path(), at);
      return read;
    });
    return patch->width > 0 ? patch : nullptr;
  });
}

std::shared_ptr<const recording::ObjectRecord> Document::object(std::uint32_t column, std::uint32_t id) {
  (void)objects();  // what was learned on is read again
  return guarded([&] { return objects_.get({column, id}, [&] { return reader_.object(column, id); }); });
}

std::shared_ptr<const recording::ShapeRecord> Document::shape(const std::string& name) {
  return guarded([&]() -> std::shared_ptr<const recording::ShapeRecord> {
    auto shape = shapes_.get(name, [&] {
      auto read = reader_.shape(name).value_or(recording::ShapeRecord{});
      check(read, reader_.path());
      return read;
    });
    return shape->positions_O.empty() ? nullptr : shape;
  });
}

const std::vector<recording::StepSummary>& Document::summaries(int number) {
  if (summarised_ != number) {
    summaries_.clear();
    summarised_ = number;
  }
  const recording::EpisodeRecord* which = episode(number);
  const auto known = static_cast<int>(summaries_.size());
  if (which != nullptr && which->steps > known) {
    auto more = guarded([&] { return reader_.summaries(number, known, which->steps); });
    summaries_.insert(summaries_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return summaries_;
}

int Document::recorded_steps(int number) {
  const recording::EpisodeRecord* which = episode(number);
  return which == nullptr ? 0 : std::min(which->steps, static_cast<int>(summaries(number).size()));
}

const std::vector<Eigen::Vector3f>& Document::trail(int number) {
  if (trailed_ != number) {
    trail_.clear();
    trailed_ = number;
  }
  const int steps = recorded_steps(number);
  while (static_cast<int>(trail_.size()) < steps) {
    const auto record =
        guarded([&] { return std::make_optional(reader_.step(number, static_cast<int>(trail_.size()))); });
    Eigen::Vector3f place = trail_.empty() ? Eigen::Vector3f::Zero() : trail_.back();
    if (record && !record->columns.empty() && record->columns[0].sensation) {
      place = record->columns[0].sensation->p_W.cast<float>();
    } else if (record && trail_.empty()) {
      place = record->X_WS.translation().cast<float>();
    }
    trail_.push_back(place);
  }
  return trail_;
}

const std::vector<recording::ObjectEntry>& Document::objects() {
  if (listed_ == version_) return entries_;
  listed_ = version_;
  auto now = guarded([this] { return reader_.objects(); });
  std::int64_t newest = -1;
  for (const auto& entry : now) newest = std::max(newest, entry.revision);
  if (newest != newest_revision_) objects_.clear();
  newest_revision_ = newest;
  entries_ = std::move(now);
  return entries_;
}

const std::string& Document::object_name(std::uint32_t id) {
  static const std::string unknown = "?";
  for (const auto& entry : objects()) {
    if (entry.column == 0 && entry.id == id) return entry.name;
  }
  return unknown;
}

std::optional<std::uint32_t> Document::object_id(std::uint32_t column, const std::string& name) {
  for (const auto& entry : objects()) {
    if (entry.column == column && entry.name == name) return entry.id;
  }
  return std::nullopt;
}

}  // namespace colonnade::viewer
