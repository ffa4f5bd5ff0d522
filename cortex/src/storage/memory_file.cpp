#include "storage/memory_file.h"

#include <cstring>
#include <limits>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>

#include <colonnade/cortex/error.h>

#include "storage/content_check.h"
#include "storage/memory_rows.h"
#include "storage/memory_schema.h"
#include "storage/printable.h"

namespace colonnade::cortex::storage {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
  throw InputError(path.string() + ": " + why);
}

constexpr std::size_t kMostOptions = 1000;  // a newer program's, to be counted in a message

std::vector<OptionRow> read_option_rows(Database& database) {
  std::vector<OptionRow> result;
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (Statement select(database, "SELECT id, name, value FROM encoder_option ORDER BY id"); select.step();) {
    const std::int64_t id = select.integer(0);
    if (id <= last && !result.empty()) database.damaged("its options are not in order");
    last = id;
    OptionRow row{std::string(select.text(1)), 0.0};
    if (select.is_real(2)) {
      row.value = select.real(2);
    } else {
      row.value = select.integer(2);
    }
    result.push_back(std::move(row));
    if (result.size() > kMostOptions) database.damaged("it has more than " + std::to_string(kMostOptions) + " options");
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

/// Reads the blobs of one row after the other: they cannot take more than the file has.
class BlobReader {
 public:
  BlobReader(Database& database, const Statement& row) : database_(database), row_(row) {}

  std::span<const std::byte> operator()(int column) {
    const std::span<const std::byte> blob = row_.blob(column);
    taken_ += blob.size();
    if (taken_ > stored_) database_.damaged("its objects take more than its " + std::to_string(stored_) + " bytes");
    return blob;
  }

 private:
  Database& database_;
  const Statement& row_;
  std::uint64_t stored_ = stored_bytes(database_.path());
  std::uint64_t taken_ = 0;
};

LearnedObject read_object(const Statement& row, BlobReader& blob, const std::filesystem::path& path) {
  LearnedObject object;
  object.name = row.text(1);
  const std::string what = "object " + std::to_string(row.integer(0)) + " ('" + printable(object.name) + "')";
  if (!is_object_name(object.name)) {
    refuse(path, what + " has a name that is empty, not UTF-8, has control characters or more than " +
                     std::to_string(kLongestName) + " bytes: the file is damaged");
  }
  const ObjectSummary stored{row.integer(2), row.integer(3), row.integer(4)};
  object.codes = rows<kernels::SegmentCodes>(blob(5), stored.segments, path, what);
  object.permanences = rows<SegmentPermanences>(blob(6), stored.segments, path, what);
  object.geometry = rows<kernels::SegmentGeometry>(blob(7), stored.segments, path, what);
  StoredGists gists;
  gists.numbers = rows<StoredGists::Numbers>(blob(8), path, what);
  gists.colours = rows<StoredGists::Colours>(blob(9), path, what);
  if (!gists.colours.empty() && gists.colours.size() != gists.numbers.size()) {
    refuse(path, what + " has colours of " + std::to_string(gists.colours.size()) + " views, but " +
                     std::to_string(gists.numbers.size()) + " views: the file is damaged");
  }
  object.gists = from_stored(gists);
  object.outlines = rows<Outline>(blob(10), path, what);
  const ObjectSummary actual = summarise(object, gists);
  if (actual.checksum != stored.checksum) {
    refuse(path, what + " has checksum " + std::to_string(actual.checksum) + " instead of " +
                     std::to_string(stored.checksum) + ": the file is damaged");
  }
  if (actual.observations != stored.observations) {
    refuse(path, what + " has " + std::to_string(actual.observations) + " observations, not " +
                     std::to_string(stored.observations) + ": the file is damaged");
  }
  if (const std::string why = what_is_wrong(object); !why.empty()) {
    refuse(path, what + ", " + why + ": the file is damaged");
  }
  object.known = {{stored}, gists.colours.empty() ? summarise(object) : stored};
  return object;
}

}  // namespace

MemoryContents read_contents(Database& database) {
  const std::filesystem::path& path = database.path();
  const std::int64_t version = check_memory_tables(database);
  const std::vector<OptionRow> options = read_option_rows(database);
  Manifest manifest(options);
  MemoryContents contents;
  std::unordered_set<std::string> names;
  const std::string columns = "id, name, segments, observations, checksum, codes, permanences, geometry";
  Statement select(database, ("SELECT " + columns + (version < 2 ? ", x''" : ", gists") +
                              (version < 3 ? ", x''" : ", relative_colours") + (version < 4 ? ", x''" : ", outlines") +
                              " FROM object ORDER BY id")
                                 .c_str());
  BlobReader blob(database, select);
  while (select.step()) {
    if (select.integer(0) != static_cast<std::int64_t>(contents.objects.size())) {
      database.damaged("its object number " + std::to_string(contents.objects.size()) + " is missing");
    }
    if (contents.objects.size() >= Memory::kMostObjects) {
      refuse(path, "has more objects than the " + std::to_string(Memory::kMostObjects) + " that a memory holds");
    }
    LearnedObject& object = contents.objects.emplace_back(read_object(select, blob, path));
    if (!names.insert(object.name).second) {
      refuse(path, "object " + std::to_string(contents.objects.size() - 1) + " ('" + object.name +
                       "') has the name of another one: the file is damaged");
    }
    manifest.add(object.known.in_files.back());
  }
  Statement list(database, "SELECT id, objects, checksum FROM memory");
  if (!list.step() || list.integer(0) != 1 || list.integer(1) != static_cast<std::int64_t>(contents.objects.size()) ||
      list.integer(2) != manifest.value() || list.step()) {
    refuse(path, "its options or its list of objects do not match their checksum: the file is damaged");
  }
  contents.options = from_rows(options, path);
  return contents;
}

namespace {

/// Whether a write-ahead log stands beside the file.
bool has_log(const std::filesystem::path& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path.string() + "-wal", missing);
  return !missing && size > 0;
}

MemoryContents read_with(const std::filesystem::path& path, Database::Access access) {
  Database database(path, access);
  database.limit_sizes();
  database.execute("BEGIN");
  return read_contents(database);
}

}  // namespace

MemoryContents read_memory(const std::filesystem::path& path) {
  check_header(path, kApplicationId, "a memory file");
  try {
    return read_with(path, Database::Access::read);
  } catch (const InputError&) {
    // On media that cannot be written SQLite cannot set up its log. Where there is none, nothing is lost without it.
    if (has_log(path)) throw;
  }
  return read_with(path, Database::Access::immutable);
}

}  // namespace colonnade::cortex::storage
