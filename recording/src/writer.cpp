#include <colonnade/recording/writer.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/reader.h>

#include "codec.h"
#include "process.h"
#include "schema.h"
#include "storage/sqlite.h"

namespace colonnade::recording {
namespace {

using cortex::storage::Database;
using cortex::storage::Statement;

constexpr std::size_t kMostWaiting = 64U << 20;         // bytes that may wait for the disk
constexpr auto kPause = std::chrono::milliseconds(40);  // between transactions

struct ObjectRow {
  std::int64_t key;
  std::string name;
  std::int64_t segments;
  Blob data;
};
struct ShapeRow {
  std::string name;
  Blob data;
};
struct StepRow {
  int episode;
  int step;
  std::int64_t flags;
  double time;
  Blob evidence;
  Blob data;
  Blob patch;
};
using Row = std::variant<ObjectRow, ShapeRow, EpisodeRecord, StepRow>;

std::size_t size_of(const Row& row) {
  if (const auto* object = std::get_if<ObjectRow>(&row)) return object->data.size();
  if (const auto* shape = std::get_if<ShapeRow>(&row)) return shape->data.size();
  if (const auto* step = std::get_if<StepRow>(&row)) return step->data.size() + step->patch.size() + 1000;
  return sizeof(EpisodeRecord);
}

void remove_files(const std::filesystem::path& path) {
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    std::error_code error;
    std::filesystem::remove(path.string() + suffix, error);
    if (error) throw InputError(path.string() + ": cannot be replaced: " + error.message());
  }
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw InputError(path.string() + ": cannot be recorded: " + why);
}

/// Whether somebody writes this recording now. One that cannot be read nobody does.
bool grows(const std::filesystem::path& path) {
  try {
    return Reader(path).growth() == Growth::growing;
  } catch (const InputError&) {
    return false;
  }
}

/// Makes room for a new recording and opens it.
Database create(const std::filesystem::path& path, const RecordingInfo& info) {
  if (const std::string why = what_is_wrong(info); !why.empty()) refuse(path, why);
  (void)cortex::storage::folder_of(path);
  std::error_code unknown;  // opening the file will say why
  if (std::filesystem::exists(path, unknown)) {
    cortex::storage::check_header(path, kApplicationId, "a recording, and is not replaced by one");
    if (grows(path)) throw InputError(path.string() + ": another process writes it; it is not replaced");
    remove_files(path);
  }
  return Database(path, Database::Access::create);
}

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// The tables, as the writing thread sees them.
class Tables {
 public:
  explicit Tables(Database& database)
      : database_(database),
        object_(database, "REPLACE INTO object VALUES (?, ?, ?, ?, ?)"),
        shape_(database, "REPLACE INTO shape VALUES (?, ?)"),
        // Steps may have come before their episode.
        episode_(
            database,
            "INSERT INTO episode VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(key) % ?9 + 1, 0) FROM step WHERE key >= "
            "?1 * ?9 AND key < (?1 + 1) * ?9), ?5, ?6, ?7, ?8) ON CONFLICT (number) DO UPDATE SET finished = "
            "excluded.finished, decided = excluded.decided, result = excluded.result, revision = excluded.revision"),
        step_(database, "INSERT INTO step VALUES (?, ?, ?, ?, ?)"),
        patch_(database, "INSERT INTO patch VALUES (?, ?)"),
        steps_(database, "UPDATE episode SET steps = max(steps, ?), revision = ? WHERE number = ?"),
        recording_(database, "UPDATE recording SET written = ?, latest = ?, revision = ?") {}

  void write(std::span<const Row> rows) {
    database_.execute("BEGIN IMMEDIATE");
    ++revision_;
    for (const Row& row : rows) std::visit([this](const auto& one) { put(one); }, row);
    for (const auto& [episode, steps] : grown_) steps_.bind(0, steps).bind(1, revision_).bind(2, episode).run();
    grown_.clear();
    recording_.bind(0, seconds_since_epoch()).bind(1, latest_).bind(2, revision_).run();
    database_.execute("COMMIT");
  }

 private:
  void put(const ObjectRow& o) {
    object_.bind(0, o.key).bind(1, std::string_view(o.name)).bind(2, o.segments).bind(3, revision_);
    object_.bind(4, std::span(o.data)).run();
  }
  void put(const ShapeRow& s) { shape_.bind(0, std::string_view(s.name)).bind(1, std::span(s.data)).run(); }
  void put(const EpisodeRecord& e) {
    const Blob pose = encode_pose(e.X_WO);
    episode_.bind(0, std::int64_t{e.number}).bind(1, std::string_view(e.object)).bind(2, std::span(pose));
    episode_.bind(3, std::int64_t{e.learning}).bind(4, std::int64_t{e.finished}).bind(5, std::int64_t{e.decided});
    episode_.bind(6, std::string_view(e.result)).bind(7, revision_).bind(8, kStepsPerEpisode).run();
  }
  void put(const StepRow& s) {
    latest_ = s.episode * kStepsPerEpisode + s.step;
    step_.bind(0, latest_).bind(1, s.flags).bind(2, s.time).bind(3, std::span(s.evidence)).bind(4, std::span(s.data));
    step_.run();
    if (!s.patch.empty()) patch_.bind(0, latest_).bind(1, std::span(s.patch)).run();
    std::int64_t& steps = grown_[s.episode];
    steps = std::max<std::int64_t>(steps, s.step + 1);
  }

  Database& database_;
  Statement object_, shape_, episode_, step_, patch_, steps_, recording_;
  std::map<std::int64_t, std::int64_t> grown_;
  std::int64_t latest_ = -1;
  std::int64_t revision_ = 0;
};

void write_options(Database& database, cortex::EncoderOptions options) {
  Statement insert(database, "INSERT INTO encoder_option (name, value) VALUES (?, ?)");
  cortex::for_each_encoder_option(options, [&](const char* name, const auto& value, double, double) {
    insert.bind(0, std::string_view(name));
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(value)>>) {
      insert.bind(1, static_cast<double>(value));
    } else {
      insert.bind(1, static_cast<std::int64_t>(value));
    }
    insert.run();
  });
}

/// @param began seconds since the epoch at which the steps' times begin.
void write_beginning(Database& database, const RecordingInfo& info, double began) {
  database.execute("BEGIN IMMEDIATE");
  database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
  database.execute(("PRAGMA user_version = " + std::to_string(kFormatVersion)).c_str());
  database.execute(kSchema);
  const ProcessName writer = this_process();
  Statement row(database, "INSERT INTO recording VALUES (1, 0, ?, ?, ?, ?, -1, 0)");
  row.bind(0, std::string_view(writer.host)).bind(1, writer.id).bind(2, writer.start).bind(3, seconds_since_epoch());
  row.run();
  Statement insert(database, "INSERT INTO info VALUES (?, ?)");
  insert.bind(0, std::string_view("experiment")).bind(1, std::string_view(info.experiment)).run();
  insert.bind(0, std::string_view("configuration")).bind(1, std::string_view(info.configuration)).run();
  insert.bind(0, std::string_view("program")).bind(1, std::string_view(info.program)).run();
  insert.bind(0, std::string_view("columns")).bind(1, std::int64_t{info.columns}).run();
  insert.bind(0, std::string_view("began")).bind(1, began).run();
  write_options(database, info.encoders);
  database.execute("COMMIT");
}

}  // namespace

struct Writer::State {
  State(const std::filesystem::path& file, const RecordingInfo& info) : path(file), database(create(file, info)) {
    write_beginning(*database, info, seconds_since_epoch() - time());
    database->execute("PRAGMA journal_mode = WAL");
    database->execute("PRAGMA synchronous = NORMAL");  // a power cut may cost the end, not the file
    tables.emplace(*database);
    thread = std::jthread([this] { run(); });
  }

  [[nodiscard]] double time() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  void push(Row row) {
    std::unique_lock lock(mutex);
    room.wait(lock, [&] { return bytes < kMostWaiting || !failure.empty(); });
    check();
    if (ending) throw InputError(path.string() + ": the recording is finished; nothing can be added to it");
    bytes += size_of(row);
    waiting.push_back(std::move(row));
    work.notify_one();
  }

  void flush() {
    std::unique_lock lock(mutex);
    urgent = true;
    work.notify_one();
    room.wait(lock, [&] { return (waiting.empty() && !writing) || !failure.empty(); });
    urgent = false;
    check();
  }

  void finish() {
    if (!thread.joinable()) return;
    {
      const std::lock_guard lock(mutex);
      ending = true;
      work.notify_one();
    }
    thread.join();
    tables.reset();
    if (failure.empty()) close();
    database.reset();
    check();
  }

  std::filesystem::path path;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();

 private:
  void check() const {
    if (!failure.empty()) throw InputError("the recording has failed: " + failure);
  }

  void run() {
    std::vector<Row> rows;
    std::unique_lock lock(mutex);
    while (true) {
      work.wait(lock, [&] { return !waiting.empty() || ending; });
      if (waiting.empty()) return;
      rows.swap(waiting);
      bytes = 0;
      writing = true;
      lock.unlock();
      std::string why;
      try {
        tables->write(rows);
      } catch (const std::exception& error) {
        why = error.what();
      }
      rows.clear();
      lock.lock();
      writing = false;
      failure = why;
      room.notify_all();
      if (!failure.empty()) return;
      work.wait_for(lock, kPause, [&] { return ending || urgent; });
    }
  }

  // A complete recording is one file, which can be read where nothing can be written; unless somebody reads it now.
  void close() {
    try {
      database->execute("UPDATE recording SET complete = 1, revision = revision + 1");
      database->execute("PRAGMA busy_timeout = 200");
    } catch (const InputError& error) {
      failure = error.what();
      return;
    }
    try {
      database->execute("PRAGMA journal_mode = DELETE");
    } catch (const InputError&) {  // it stays as it is, which is readable, too
      return;
    }
  }

  std::optional<Database> database;
  std::optional<Tables> tables;
  std::mutex mutex;
  std::condition_variable work;
  std::condition_variable room;
  std::vector<Row> waiting;
  std::size_t bytes = 0;
  bool writing = false;
  bool urgent = false;
  bool ending = false;
  std::string failure;
  std::jthread thread;
};

Writer::Writer(const std::filesystem::path& path, const RecordingInfo& info)
    : state_(std::make_unique<State>(path, info)) {}

Writer::~Writer() {
  try {
    state_->finish();
  } catch (const InputError&) {  // NOLINT: nobody is left to be told
  }
}

void Writer::add(const ObjectRecord& object) {
  state_->push(ObjectRow{static_cast<std::int64_t>(object.column) << 32 | object.id, object.name,
                         static_cast<std::int64_t>(object.segments.size()), encode(object)});
}

void Writer::add(const ShapeRecord& shape) { state_->push(ShapeRow{shape.name, encode(shape)}); }
void Writer::add(const EpisodeRecord& episode) {
  if (const std::string why = what_is_wrong(episode); !why.empty()) {
    refuse(state_->path, "episode " + std::to_string(episode.number) + ": " + why);
  }
  state_->push(episode);
}

void Writer::add(int episode, int step, const StepRecord& record, const PatchRecord* patch) {
  if (episode < 0 || step < 0 || step >= kStepsPerEpisode) {
    throw InputError(state_->path.string() + ": cannot record step " + std::to_string(step) + " of episode " +
                     std::to_string(episode) + "; steps are 0 to " + std::to_string(kStepsPerEpisode - 1));
  }
  state_->push(StepRow{episode, step, record.flags, record.time, encode_evidence(record), encode(record),
                       patch != nullptr ? encode(*patch) : Blob{}});
}

void Writer::flush() { state_->flush(); }
void Writer::finish() { state_->finish(); }

double Writer::time() const { return state_->time(); }

}  // namespace colonnade::recording
