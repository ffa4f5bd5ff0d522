#include <colonnade/recording/reader.h>

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/memory.h>

#include "codec.h"
#include "process.h"
#include "schema.h"
#include "storage/printable.h"
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
    (void)database.integer("PRAGMA user_version");
    return database;
  } catch (const InputError&) {
    if (exists(path.string() + "-wal")) throw;
    return Database(path, Database::Access::immutable);
  }
}

/// The highest number of an episode, and one: more do not fit into EpisodeRecord::number.
constexpr std::int64_t kMostEpisodes = std::numeric_limits<std::int32_t>::max();

constexpr std::int64_t kMost32 = std::numeric_limits<std::uint32_t>::max();

/// All that is read while it lives is of one moment.
class ReadTransaction {
 public:
  explicit ReadTransaction(Database& database) : database_(database) { database_.execute("BEGIN"); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ~ReadTransaction() {
    try {
      database_.execute("ROLLBACK");
    } catch (const InputError&) {  // NOLINT: the next one begins anew, or says why not
    }
  }

 private:
  Database& database_;
};

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
    database.limit_sizes();
    database.check_schema(kSchema);
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
      if (name == "columns") info.columns = static_cast<int>(select.integer(1, 1, kMostColumns));
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
    if (const std::string why = what_is_wrong(info); !why.empty()) database.damaged(why);
  }

  bool refresh() {
    if (const auto now = identity(path); now != id) {
      refuse(now ? "was replaced by another file; open it again to see that one"
                 : "was deleted or moved while it was shown");
    }
    database.limit_sizes();
    const ReadTransaction together(database);  // episodes and their steps as of one moment
    Statement row(
        database,
        "SELECT complete, host, process, process_start, written, latest, revision FROM recording WHERE id = 1");
    if (!row.step()) refuse("has no row in its table 'recording': it is damaged");
    const bool complete = row.boolean(0);
    const ProcessName process{std::string(row.text(1)), row.integer(2), row.integer(3)};
    const Growth before = growth;
    growth = complete ? Growth::complete : may_run(process) ? Growth::growing : Growth::abandoned;
    const std::int64_t at = row.integer(5, -1, kStepsPerEpisode * kMostEpisodes - 1);
    latest.reset();
    if (at >= 0) {
      latest = {static_cast<int>(at / kStepsPerEpisode), static_cast<int>(at % kStepsPerEpisode), row.real(4)};
    }
    const std::int64_t now = row.integer(6, 0, std::numeric_limits<std::int64_t>::max());
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
    Statement last(database, "SELECT coalesce(max(key), ?1 - 1) FROM step WHERE key >= ?1 AND key < ?2");
    for (int before = -1; select.step();) {
      EpisodeRecord e;
      e.number = static_cast<int>(select.integer(0, before + 1, kMostEpisodes - 1));
      before = e.number;
      e.object = select.text(1);
      e.X_WO = decode_pose(select.blob(2), path.string() + ": episode " + std::to_string(e.number));
      e.learning = select.boolean(3);
      e.steps = static_cast<int>(select.integer(4, 0, kStepsPerEpisode));
      e.finished = select.boolean(5);
      e.decided = select.boolean(6);
      e.result = select.text(7);
      const std::string what = "episode " + std::to_string(e.number);
      if (const std::string why = what_is_wrong(e); !why.empty()) database.damaged(what + ": " + why);
      const std::int64_t first = e.number * kStepsPerEpisode;
      const std::int64_t steps = last.bind(0, first).bind(1, first + kStepsPerEpisode).first_integer() + 1 - first;
      if (steps != e.steps) {
        database.damaged(what + " has " + std::to_string(steps) + " steps, not " + std::to_string(e.steps));
      }
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
  select.about(what).bind(0, episode * kStepsPerEpisode + step);
  if (!select.step()) throw InputError(what + " is missing");
  return decode_step(select.blob(0), what);
}

std::optional<PatchRecord> Reader::patch(int episode, int step) const {
  const std::string what = place(state_->path, episode, step) + ", its patch,";
  Statement select(state_->database, "SELECT data FROM patch WHERE key = ?");
  select.about(what).bind(0, episode * kStepsPerEpisode + step);
  if (!select.step()) return std::nullopt;
  return decode_patch(select.blob(0), what);
}

std::vector<StepSummary> Reader::summaries(int episode, int first, int end) const {
  Statement select(state_->database,
                   "SELECT key, flags, time, evidence FROM step WHERE key >= ? AND key < ? ORDER BY key");
  select.bind(0, episode * kStepsPerEpisode + first).bind(1, episode * kStepsPerEpisode + end);
  std::vector<StepSummary> result;
  while (select.step()) {
    const std::string what = place(state_->path, episode, static_cast<int>(select.integer(0) % kStepsPerEpisode));
    select.about(what);
    result.push_back({static_cast<std::uint32_t>(select.integer(1, 0, kMost32)), select.real(2),
                      decode_evidence(select.blob(3), what)});
  }
  return result;
}

std::vector<ObjectEntry> Reader::objects() const {
  std::vector<ObjectEntry> result;
  std::int64_t before = -1;
  for (Statement select(state_->database, "SELECT key, name, segments, revision FROM object ORDER BY key");
       select.step();) {
    const std::int64_t key = select.integer(0, before + 1, (std::int64_t{kMostColumns} << 32) - 1);
    before = key;
    ObjectEntry entry{static_cast<std::uint32_t>(key >> 32), static_cast<std::uint32_t>(key & kMost32),
                      std::string(select.text(1)), static_cast<std::uint32_t>(select.integer(2, 0, kMost32)),
                      select.integer(3)};
    if (!cortex::is_object_name(entry.name)) {
      state_->database.damaged("object " + std::to_string(entry.id) + " of column " + std::to_string(entry.column) +
                               " is named '" + cortex::storage::printable(entry.name) + "'");
    }
    result.push_back(std::move(entry));
  }
  return result;
}

ObjectRecord Reader::object(std::uint32_t column, std::uint32_t id) const {
  const std::string what =
      state_->path.string() + ": object " + std::to_string(id) + " of column " + std::to_string(column);
  Statement select(state_->database, "SELECT data, name, segments FROM object WHERE key = ?");
  select.about(what).bind(0, static_cast<std::int64_t>(column) << 32 | id);
  if (!select.step()) throw InputError(what + " is missing");
  ObjectRecord object = decode_object(select.blob(0), what);
  if (object.name != select.text(1) || static_cast<std::int64_t>(object.segments.size()) != select.integer(2)) {
    throw InputError(what + " is damaged: it has another name or number of segments than the list of objects says");
  }
  object.column = column;
  object.id = id;
  return object;
}

std::optional<ShapeRecord> Reader::shape(const std::string& name) const {
  Statement select(state_->database, "SELECT data FROM shape WHERE name = ?");
  select.bind(0, std::string_view(name));
  if (!select.step()) return std::nullopt;
  return decode_shape(select.blob(0), name, state_->path.string() + ": the shape '" + name + "'");
}

}  // namespace colonnade::recording
