#include "storage/memory_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <map>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <variant>

#include <colonnade/cortex/error.h>

#include "storage/checksum.h"
#include "storage/sqlite.h"

namespace colonnade::cortex::storage {
namespace {

// The layout of version 4. The rows of the blobs are our own structs, frozen here.
static_assert(sizeof(kernels::SegmentCodes) == 192 && sizeof(SegmentPermanences) == 192);
static_assert(sizeof(kernels::SegmentGeometry) == 64 && offsetof(kernels::SegmentGeometry, k1) == 36 &&
              offsetof(kernels::SegmentGeometry, frame_defined) == 56);
static_assert(offsetof(Gist, hue) == 72 && offsetof(Gist, value_sd) == 132 && offsetof(Gist, relative_colour) == 136 &&
              sizeof(Gist) == 200);
static_assert(offsetof(Outline, nearest_m) == 12 && offsetof(Outline, R_SA) == 20 && offsetof(Outline, p_SA) == 56 &&
              offsetof(Outline, surface) == 68 && offsetof(Outline, beside) == 8260 && sizeof(Outline) == 12356);

constexpr const char* kSchema = R"(
  CREATE TABLE memory (id INTEGER PRIMARY KEY, objects INTEGER NOT NULL, checksum INTEGER NOT NULL);
  CREATE TABLE encoder_option (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value NOT NULL);
  CREATE TABLE object (id INTEGER PRIMARY KEY, name TEXT NOT NULL, segments INTEGER NOT NULL,
                       observations INTEGER NOT NULL, checksum INTEGER NOT NULL,
                       codes BLOB NOT NULL, permanences BLOB NOT NULL, geometry BLOB NOT NULL,
                       gists BLOB NOT NULL DEFAULT x'', relative_colours BLOB NOT NULL DEFAULT x'',
                       outlines BLOB NOT NULL DEFAULT x'');
)";
constexpr const char* kUpgradeFrom1 = "ALTER TABLE object ADD COLUMN gists BLOB NOT NULL DEFAULT x''";
constexpr const char* kUpgradeFrom2 = "ALTER TABLE object ADD COLUMN relative_colours BLOB NOT NULL DEFAULT x''";
constexpr const char* kUpgradeFrom3 = "ALTER TABLE object ADD COLUMN outlines BLOB NOT NULL DEFAULT x''";

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw InputError(path.string() + ": " + why);
}

[[noreturn]] void refuse_system(const std::filesystem::path& path, const std::string& what) {
  refuse(path, what + " (" + std::strerror(errno) + ")");
}

/// What a row of the table `object` says about its object besides the blobs.
struct ObjectSummary {
  std::int64_t segments = 0;
  std::int64_t observations = 0;
  std::int64_t checksum = 0;
  friend bool operator==(const ObjectSummary&, const ObjectSummary&) = default;
};

/// Gists as files have them: what version 2 knew, and what came with version 3, or nothing where that is not known.
struct StoredGists {
  using Numbers = std::array<std::byte, offsetof(Gist, relative_colour)>;
  using Colours = decltype(Gist::relative_colour);
  std::vector<Numbers> numbers;
  std::vector<Colours> colours;
};

StoredGists to_stored(const std::vector<Gist>& gists) {
  StoredGists stored;
  for (const Gist& gist : gists) {
    std::memcpy(stored.numbers.emplace_back().data(), &gist, sizeof(StoredGists::Numbers));
    stored.colours.push_back(gist.relative_colour);
  }
  return stored;
}

std::vector<Gist> from_stored(const StoredGists& stored) {
  std::vector<Gist> gists(stored.numbers.size());
  for (std::size_t i = 0; i < gists.size(); ++i) {
    std::memcpy(static_cast<void*>(&gists[i]), stored.numbers[i].data(), sizeof(StoredGists::Numbers));
    if (!stored.colours.empty()) gists[i].relative_colour = stored.colours[i];
  }
  return gists;
}

ObjectSummary summarise(const LearnedObject& object, const StoredGists& gists) {
  ObjectSummary summary;
  summary.segments = static_cast<std::int64_t>(object.codes.size());
  for (const auto& row : object.geometry) {
    summary.observations += row.observations;
  }
  summary.checksum = Checksum()
                         .add(object.name)
                         .add(std::span(object.codes))
                         .add(std::span(object.permanences))
                         .add(std::span(object.geometry))
                         .add(std::span(gists.numbers))
                         .add(std::span(gists.colours))
                         .add(std::span(object.outlines))
                         .value();
  return summary;
}

/// How a file has an option of this type. Seeds and counts are integers, all else is real.
template <class T>
using Stored = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

/// A row of the table `encoder_option`.
struct OptionRow {
  std::string name;
  std::variant<std::int64_t, double> value;
};

std::vector<OptionRow> to_rows(EncoderOptions options) {
  std::vector<OptionRow> result;
  for_each_encoder_option(options, [&](const char* name, const auto& value, double, double) {
    result.push_back({name, static_cast<Stored<std::remove_cvref_t<decltype(value)>>>(value)});
  });
  return result;
}

/// Covers the options and the list of objects: a lost, added or exchanged row shows.
class Manifest {
 public:
  explicit Manifest(const std::vector<OptionRow>& options) {
    for (const OptionRow& option : options) {
      checksum_.add(option.name);
      std::visit([this](auto value) { checksum_.add_number(value); }, option.value);
    }
  }
  void add(const ObjectSummary& object) { checksum_.add_number(object.segments).add_number(object.checksum); }
  [[nodiscard]] std::int64_t value() const { return checksum_.value(); }

 private:
  Checksum checksum_;
};

/// @return the version, one that this program reads.
std::int64_t check_version(Database& database) {
  const std::int64_t version = database.integer("PRAGMA user_version");
  if (version > kFormatVersion) {
    refuse(database.path(), "has format version " + std::to_string(version) +
                                ", newer than this program, which reads up to " + std::to_string(kFormatVersion));
  }
  if (version < 1) {
    refuse(database.path(), "has format version " + std::to_string(version) + ", which never existed: it is damaged");
  }
  return version;
}

template <class T>
std::span<const std::byte> bytes(const std::vector<T>& rows) {
  return std::as_bytes(std::span(rows));
}

void write_options(Database& database, const std::vector<OptionRow>& options) {
  database.execute("DELETE FROM encoder_option");
  Statement insert(database, "INSERT INTO encoder_option (name, value) VALUES (?, ?)");
  for (const OptionRow& option : options) {
    insert.bind(0, std::string_view(option.name));
    std::visit([&](auto value) { insert.bind(1, value); }, option.value);
    insert.run();
  }
}

void set_version(Database& database) {
  database.execute(("PRAGMA user_version = " + std::to_string(kFormatVersion)).c_str());
}

/// Brings the tables to these contents, in one transaction.
void synchronise(Database& database, const EncoderOptions& options, std::span<const LearnedObject> objects) {
  database.execute("BEGIN IMMEDIATE");
  const std::int64_t version = check_version(database);
  if (version < 2) database.execute(kUpgradeFrom1);
  if (version < 3) database.execute(kUpgradeFrom2);
  if (version < 4) {
    database.execute(kUpgradeFrom3);
    set_version(database);
  }
  const std::vector<OptionRow> option_rows = to_rows(options);
  write_options(database, option_rows);

  std::map<std::int64_t, ObjectSummary> stored;
  for (Statement select(database, "SELECT id, segments, observations, checksum FROM object"); select.step();) {
    stored[select.integer(0)] = {select.integer(1), select.integer(2), select.integer(3)};
  }
  Manifest manifest(option_rows);
  Statement replace(database, "REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const auto count = static_cast<std::int64_t>(objects.size());
  for (std::int64_t id = 0; id < count; ++id) {
    const LearnedObject& object = objects[static_cast<std::size_t>(id)];
    const StoredGists gists = to_stored(object.gists);
    const ObjectSummary summary = summarise(object, gists);
    manifest.add(summary);
    if (const auto found = stored.find(id); found == stored.end() || found->second != summary) {
      replace.bind(0, id)
          .bind(1, std::string_view(object.name))
          .bind(2, summary.segments)
          .bind(3, summary.observations);
      replace.bind(4, summary.checksum);
      replace.bind(5, bytes(object.codes)).bind(6, bytes(object.permanences)).bind(7, bytes(object.geometry));
      replace.bind(8, bytes(gists.numbers)).bind(9, bytes(gists.colours)).bind(10, bytes(object.outlines));
      replace.run();
    }
  }
  Statement(database, "DELETE FROM object WHERE id >= ?").bind(0, count).run();
  Statement(database, "REPLACE INTO memory VALUES (1, ?, ?)").bind(0, count).bind(1, manifest.value()).run();
  database.execute("COMMIT");
}

void sync_to_disk(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    refuse_system(path, "cannot be opened");
  }
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) {
    refuse_system(path, "cannot be written to disk");
  }
}

/// Removes a file, and what SQLite may have left beside it.
void remove_database(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    std::filesystem::remove(path.string() + suffix, ignored);
  }
}

/// A new file: made beside its place, complete and on disk before it gets its name.
void create(const std::filesystem::path& path, const EncoderOptions& options, std::span<const LearnedObject> objects) {
  const std::filesystem::path folder = folder_of(path);
  const std::filesystem::path made = path.string() + "-new-" + std::to_string(::getpid());
  remove_database(made);
  try {
    {
      Database database(made, Database::Access::create);
      database.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
      set_version(database);
      database.execute(kSchema);
      synchronise(database, options, objects);
      database.execute("PRAGMA journal_mode = WAL");
    }
    sync_to_disk(made);
    remove_database(path);  // a stale write-ahead log would be taken for the new file's
    if (std::rename(made.c_str(), path.c_str()) != 0) {
      refuse_system(path, "cannot be written");
    }
    sync_to_disk(folder);
  } catch (const InputError& error) {
    remove_database(made);
    throw InputError(path.string() + ": cannot be saved: " + error.what());
  } catch (...) {
    remove_database(made);
    throw;
  }
}

std::vector<OptionRow> read_option_rows(Database& database) {
  std::vector<OptionRow> result;
  for (Statement select(database, "SELECT name, value FROM encoder_option ORDER BY id"); select.step();) {
    OptionRow row{std::string(select.text(0)), select.integer(1)};
    if (select.is_real(1)) {
      row.value = select.real(1);
    }
    result.push_back(std::move(row));
  }
  return result;
}

/// An option that the file lacks did not exist when it was written: its default is what the writer did.
EncoderOptions from_rows(const std::vector<OptionRow>& options, const std::filesystem::path& path) {
  EncoderOptions result;
  std::size_t known = 0;
  for_each_encoder_option(result, [&](std::string_view name, auto& value, double, double) {
    for (const OptionRow& option : options) {
      if (option.name != name) continue;
      using Value = std::remove_cvref_t<decltype(value)>;
      // The checksum knows a number's bits, but not whether they are an integer's.
      const auto* stored = std::get_if<Stored<Value>>(&option.value);
      if (stored == nullptr) {
        refuse(path, "its encoder option '" + option.name + "' is not " +
                         (std::is_floating_point_v<Value> ? "real" : "an integer") + ": the file is damaged");
      }
      value = static_cast<Value>(*stored);
      ++known;
    }
  });
  if (known != options.size()) {
    refuse(path, "has " + std::to_string(options.size()) + " encoder options, of which this program knows " +
                     std::to_string(known) + ": it is newer");
  }
  return result;
}

/// A blob as rows of T; the checksum, verified later, says whether they are the right ones.
template <class T>
std::vector<T> rows(std::span<const std::byte> blob, const std::filesystem::path& path, const std::string& what) {
  if (blob.size() % sizeof(T) != 0) {
    refuse(path, what + " takes " + std::to_string(blob.size()) + " bytes, which is not a multiple of " +
                     std::to_string(sizeof(T)) + ": the file is damaged");
  }
  std::vector<T> result(blob.size() / sizeof(T));
  if (!blob.empty()) {
    std::memcpy(static_cast<void*>(result.data()), blob.data(), blob.size());
  }
  return result;
}

/// The same, as many as there should be.
template <class T>
std::vector<T> rows(std::span<const std::byte> blob, std::int64_t segments, const std::filesystem::path& path,
                    const std::string& what) {
  std::vector<T> result = rows<T>(blob, path, what);
  if (static_cast<std::int64_t>(result.size()) != segments) {
    refuse(path, what + " takes " + std::to_string(blob.size()) + " bytes, which is not right for " +
                     std::to_string(segments) + " segments: the file is damaged");
  }
  return result;
}

MemoryContents read_contents(Database& database) {
  const std::filesystem::path& path = database.path();
  database.execute("BEGIN");
  const std::int64_t version = check_version(database);
  const std::vector<OptionRow> options = read_option_rows(database);
  Manifest manifest(options);
  MemoryContents contents;
  std::unordered_set<std::string> names;
  const std::string columns = "id, name, segments, observations, checksum, codes, permanences, geometry";
  Statement select(database, ("SELECT " + columns + (version < 2 ? ", x''" : ", gists") +
                              (version < 3 ? ", x''" : ", relative_colours") + (version < 4 ? ", x''" : ", outlines") +
                              " FROM object ORDER BY id")
                                 .c_str());
  while (select.step()) {
    LearnedObject object;
    object.name = select.text(1);
    const std::string what = "object " + std::to_string(select.integer(0)) + " ('" + object.name + "')";
    const ObjectSummary stored{select.integer(2), select.integer(3), select.integer(4)};
    object.codes = rows<kernels::SegmentCodes>(select.blob(5), stored.segments, path, what);
    object.permanences = rows<SegmentPermanences>(select.blob(6), stored.segments, path, what);
    object.geometry = rows<kernels::SegmentGeometry>(select.blob(7), stored.segments, path, what);
    StoredGists gists;
    gists.numbers = rows<StoredGists::Numbers>(select.blob(8), path, what);
    gists.colours = rows<StoredGists::Colours>(select.blob(9), path, what);
    if (!gists.colours.empty() && gists.colours.size() != gists.numbers.size()) {
      refuse(path, what + " has colours of " + std::to_string(gists.colours.size()) + " views, but " +
                       std::to_string(gists.numbers.size()) + " views: the file is damaged");
    }
    object.gists = from_stored(gists);
    object.outlines = rows<Outline>(select.blob(10), path, what);
    const ObjectSummary actual = summarise(object, gists);
    if (actual != stored) {
      refuse(path, what + " has checksum " + std::to_string(actual.checksum) + " instead of " +
                       std::to_string(stored.checksum) + ": the file is damaged");
    }
    if (!std::all_of(object.outlines.begin(), object.outlines.end(), [](const Outline& o) { return is_valid(o); })) {
      refuse(path, what + " has an outline that shows nothing, or from nowhere: the file is damaged");
    }
    if (!names.insert(object.name).second) {
      refuse(path, what + " has the name of another one: the file is damaged");
    }
    manifest.add(stored);
    contents.objects.push_back(std::move(object));
  }
  if (database.integer("SELECT objects FROM memory") != static_cast<std::int64_t>(contents.objects.size()) ||
      database.integer("SELECT checksum FROM memory") != manifest.value()) {
    refuse(path, "its options or its list of objects do not match their checksum: the file is damaged");
  }
  if (contents.objects.size() > Memory::kMostObjects) {
    refuse(path, "has " + std::to_string(contents.objects.size()) + " objects; a memory holds " +
                     std::to_string(Memory::kMostObjects) + " at most");
  }
  contents.options = from_rows(options, path);
  return contents;
}

/// Whether a write-ahead log stands beside the file.
bool has_log(const std::filesystem::path& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path.string() + "-wal", missing);
  return !missing && size > 0;
}

}  // namespace

void write_memory(const std::filesystem::path& path, const EncoderOptions& options,
                  std::span<const LearnedObject> objects) {
  std::error_code unknown;  // opening the file will say why
  const auto status = std::filesystem::status(path, unknown);
  const bool empty_file = std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, unknown) == 0;
  if (!std::filesystem::exists(status) || empty_file) {
    create(path, options, objects);
    return;
  }
  check_header(path, kApplicationId, "a memory file");
  Database database(path, Database::Access::write);
  synchronise(database, options, objects);
}

MemoryContents read_memory(const std::filesystem::path& path) {
  check_header(path, kApplicationId, "a memory file");
  try {
    Database database(path, Database::Access::read);
    return read_contents(database);
  } catch (const InputError&) {
    // On media that cannot be written SQLite cannot set up its log. Where there is none, nothing is lost without it.
    if (has_log(path)) {
      throw;
    }
  }
  Database database(path, Database::Access::immutable);
  return read_contents(database);
}

}  // namespace colonnade::cortex::storage
