#include <colonnade/recording/reader.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>

#include <colonnade/cortex/error.h>

#include "codec.h"
#include "process.h"
#include "storage/sqlite.h"

namespace colonnade::recording {
namespace {

using cortex::storage::Database;
using cortex::storage::Statement;

std::string place(const std::filesystem::path& path, int episode, int step) {
  return path.string() + ": step " + std::to_string(step) + " of episode " + std::to_string(episode);
}

bool exists(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

/// A finished file has all of the pages that its header counts; of one still written the log may hold some.
void check_length(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<unsigned char, 100> header{};
  file.read(reinterpret_cast<char*>(header.data()), header.size());
  if (header[18] == 2) return;  // a write-ahead log (https://www.sqlite.org/fileformat.html, section 1.3)
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = at; i < at + bytes; ++i) value = value << 8 | header[i];
    return value;
  };
  const std::uint64_t page = number(16, 2) == 1 ? 65536 : number(16, 2);
  const std::uint64_t size = std::filesystem::file_size(path);
  if (size < page * number(28, 4)) {
    throw InputError(path.string() + ": is truncated: it has " + std::to_string(size) + " of " +
                     std::to_string(page * number(28, 4)) + " bytes");
  }
}

/// Where nothing can be written, SQLite cannot set up what it reads a log with; without a log it needs nothing.
Database open(const std::filesystem::path& path) {
  try {
    Database database(path, Database::Access::view);
    (void)database.integer("SELECT count(*) FROM recording");
    return database;
  } catch (const InputError&) {
    if (exists(path.string() + "-wal")) throw;
    return Database(path, Database::Access::immutable);
  }
}

struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

std::optional<FileIdentity> identity(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

}  // namespace

struct Reader::State {
  explicit State(const std::filesystem::path& file) : path(file), id(identity(file)), database(open(file)) {
    const std::int64_t version = database.integer("PRAGMA user_version");
    if (version > kFormatVersion) {
      refuse("has recording format version " + std::to_string(version) +
             ", newer than this program, which reads up to " + std::to_string(kFormatVersion));
    }
    if (version < 1) refuse("has format version " + std::to_string(version) + ", which never existed: it is damaged");
    read_info();
  }

  [[noreturn]] void refuse(const std::string& why) const { throw InputError(path.string() + ": " + why); }

  void read_info() {
    for (Statement select(database, "SELECT name, value FROM info"); select.step();) {
      const std::string name(select.text(0));
      if (name == "experiment") info.experiment = select.text(1);
      if (name == "configuration") info.configuration = select.text(1);
      if (name == "program") info.program = select.text(1);
      if (name == "began") info.began = select.real(1);
      if (name == "columns") info.columns = static_cast<int>(select.integer(1));
    }
    if (info.columns < 1 || info.columns > 1000) {
      refuse("says that it has " + std::to_string(info.columns) + " columns: it is damaged");
    }
    for (Statement select(database, "SELECT name, value FROM encoder_option"); select.step();) {
      cortex::for_each_encoder_option(info.encoders, [&](std::string_view name, auto& value, double, double) {
        if (select.text(0) != name) return;
        if constexpr (std::is_floating_point_v<std::remove_reference_t<decltype(value)>>) {
          value = select.real(1);
        } else {
          value = static_cast<std::remove_reference_t<decltype(value)>>(select.integer(1));
        }
      });
    }
  }

  bool refresh() {
    if (const auto now = identity(path); now != id) {
      refuse(now ? "was replaced by another file; open it again to see that one"
                 : "was deleted or moved while it was shown");
    }
    Statement row(
        database,
        "SELECT complete, host, process, process_start, written, latest, revision FROM recording WHERE id = 1");
    if (!row.step()) refuse("has no row in its table 'recording': it is damaged");
    const bool complete = row.integer(0) != 0;
    const ProcessName process{std::string(row.text(1)), row.integer(2), row.integer(3)};
    const Growth before = growth;
    growth = complete ? Growth::complete : may_run(process) ? Growth::growing : Growth::abandoned;
    const std::int64_t at = row.integer(5);
    latest.reset();
    if (at >= 0) {
      latest = {static_cast<int>(at / kStepsPerEpisode), static_cast<int>(at % kStepsPerEpisode), row.real(4)};
    }
    const std::int64_t now = row.integer(6);
    if (now == revision) return growth != before;
    read_episodes();
    revision = now;
    return true;
  }

  void read_episodes() {
    Statement select(database,
                     "SELECT number, object, pose, learning, steps, finished, decided, result FROM episode "
                     "WHERE revision > ? ORDER BY number");
    select.bind(0, revision);
    while (select.step()) {
      EpisodeRecord e;
      e.number = static_cast<int>(select.integer(0));
      e.object = select.text(1);
      e.X_WO = decode_pose(select.blob(2), path.string() + ": episode " + std::to_string(e.number));
      e.learning = select.integer(3) != 0;
      e.steps = static_cast<int>(select.integer(4));
      e.finished = select.integer(5) != 0;
      e.decided = select.integer(6) != 0;
      e.result = select.text(7);
      const auto at = std::lower_bound(episodes.begin(), episodes.end(), e.number,
                                       [](const EpisodeRecord& a, int number) { return a.number < number; });
      if (at != episodes.end() && at->number == e.number) {
        *at = std::move(e);
      } else {
        episodes.insert(at, std::move(e));
      }
    }
  }

  std::filesystem::path path;
  std::optional<FileIdentity> id;
  mutable Database database;
  RecordingInfo info;
  std::vector<EpisodeRecord> episodes;
  Growth growth = Growth::growing;
  std::optional<Latest> latest;
  std::int64_t revision = -1;
};

Reader::Reader(const std::filesystem::path& path) {
  cortex::storage::check_header(path, kApplicationId, "a recording");
  check_length(path);
  state_ = std::make_unique<State>(path);
  state_->refresh();
}
Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

const std::filesystem::path& Reader::path() const { return state_->path; }
const RecordingInfo& Reader::info() const { return state_->info; }
const std::vector<EpisodeRecord>& Reader::episodes() const { return state_->episodes; }
Growth Reader::growth() const { return state_->growth; }
std::optional<Reader::Latest> Reader::latest() const { return state_->latest; }
bool Reader::refresh() { return state_->refresh(); }

StepRecord Reader::step(int episode, int step) const {
  const std::string what = place(state_->path, episode, step);
  Statement select(state_->database, "SELECT data FROM step WHERE key = ?");
  select.bind(0, episode * kStepsPerEpisode + step);
  if (!select.step()) throw InputError(what + " is missing");
  return decode_step(select.blob(0), what);
}

std::optional<PatchRecord> Reader::patch(int episode, int step) const {
  Statement select(state_->database, "SELECT data FROM patch WHERE key = ?");
  select.bind(0, episode * kStepsPerEpisode + step);
  if (!select.step()) return std::nullopt;
  return decode_patch(select.blob(0), place(state_->path, episode, step) + ", its patch,");
}

std::vector<StepSummary> Reader::summaries(int episode, int first, int end) const {
  Statement select(state_->database,
                   "SELECT key, flags, time, evidence FROM step WHERE key >= ? AND key < ? ORDER BY key");
  select.bind(0, episode * kStepsPerEpisode + first).bind(1, episode * kStepsPerEpisode + end);
  std::vector<StepSummary> result;
  while (select.step()) {
    const auto step = static_cast<int>(select.integer(0) % kStepsPerEpisode);
    result.push_back({static_cast<std::uint32_t>(select.integer(1)), select.real(2),
                      decode_evidence(select.blob(3), place(state_->path, episode, step))});
  }
  return result;
}

std::vector<ObjectEntry> Reader::objects() const {
  std::vector<ObjectEntry> result;
  for (Statement select(state_->database, "SELECT key, name, segments, revision FROM object ORDER BY key");
       select.step();) {
    result.push_back({static_cast<std::uint32_t>(select.integer(0) >> 32),
                      static_cast<std::uint32_t>(select.integer(0) & 0xFFFFFFFF), std::string(select.text(1)),
                      static_cast<std::uint32_t>(select.integer(2)), select.integer(3)});
  }
  return result;
}

ObjectRecord Reader::object(std::uint32_t column, std::uint32_t id) const {
  const std::string what =
      state_->path.string() + ": object " + std::to_string(id) + " of column " + std::to_string(column);
  Statement select(state_->database, "SELECT data FROM object WHERE key = ?");
  select.bind(0, static_cast<std::int64_t>(column) << 32 | id);
  if (!select.step()) throw InputError(what + " is missing");
  ObjectRecord object = decode_object(select.blob(0), what);
  object.column = column;
  object.id = id;
  return object;
}

std::optional<ShapeRecord> Reader::shape(const std::string& name) const {
  Statement select(state_->database, "SELECT data FROM shape WHERE name = ?");
  select.bind(0, std::string_view(name));
  if (!select.step()) return std::nullopt;
  ShapeRecord shape = decode_shape(select.blob(0), state_->path.string() + ": the shape '" + name + "'");
  shape.name = name;
  return shape;
}

}  // namespace colonnade::recording
