// Memory files: loading, then recognising and learning on with what was loaded.

#include <sqlite3.h>

#include <cmath>
#include <fstream>
#include <iterator>

#include <colonnade/cortex/column.h>

#include "../bundle.h"
#include "../database.h"
#include "../format.h"
#include "storage/checksum.h"
#include "stored_samples.h"
#include "synthetic_objects.h"

namespace colonnade::fuzz {
namespace {

namespace fs = std::filesystem;
using namespace cortex;

constexpr std::array<std::string_view, 8> kTokens{
    "\n", "\x1b[2J", "\x7f", "\xff", "\xe2\x80\xae", std::string_view("\0", 1), "../", "segments"};
constexpr std::size_t kSensations = 4;

std::string saved(const Column& column) {
  const Folder folder;
  column.save(folder.path() / "m");
  std::ifstream file(folder.path() / "m", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void execute(sqlite3* database, const std::string& sql) {
  sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
}

storage::Checksum checksum_of_object(sqlite3_stmt* row) {
  storage::Checksum sum;
  for (int column = 1; column < sqlite3_column_count(row); ++column) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(row, column));
    const std::span<const char> bytes(data, static_cast<std::size_t>(sqlite3_column_bytes(row, column)));
    column == 1 ? sum.add(std::string_view(bytes.data(), bytes.size())) : sum.add(bytes);
  }
  return sum;
}

template <class Visit>
void for_each_row(sqlite3* database, const std::string& sql, Visit visit) {
  sqlite3_stmt* row = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), -1, &row, nullptr);
  while (sqlite3_step(row) == SQLITE_ROW) visit(row);
  sqlite3_finalize(row);
}

/// Sums and counts follow from the rest (docs/format.md).
void repair(sqlite3* database) {
  constexpr int kGeometry = 4;
  bool newer = false;  // columns that came with later versions
  std::string columns = "rowid, name, codes, permanences, geometry";
  for (const char* name : {"gists", "relative_colours", "outlines"}) {
    newer = false;
    for_each_row(database, "SELECT 1 FROM pragma_table_info('object') WHERE name = '" + std::string(name) + "'",
                 [&](sqlite3_stmt*) { newer = true; });
    if (newer) columns.append(", ").append(name);
  }
  std::vector<std::string> updates;
  for_each_row(database, "SELECT " + columns + " FROM object", [&](sqlite3_stmt* row) {
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(row, kGeometry));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, kGeometry));
    std::int64_t observations = 0;
    for (std::size_t at = 0; at + sizeof(kernels::SegmentGeometry) <= size; at += sizeof(kernels::SegmentGeometry)) {
      kernels::SegmentGeometry geometry{};
      std::memcpy(&geometry, data + at, sizeof geometry);
      observations += geometry.observations;
    }
    updates.push_back("UPDATE object SET segments = " + std::to_string(size / sizeof(kernels::SegmentGeometry)) +
                      ", observations = " + std::to_string(observations) +
                      ", checksum = " + std::to_string(checksum_of_object(row).value()) +
                      " WHERE rowid = " + std::to_string(sqlite3_column_int64(row, 0)));
  });
  for (const std::string& update : updates) execute(database, update);
  storage::Checksum manifest;
  for_each_row(database, "SELECT name, value FROM encoder_option ORDER BY id", [&](sqlite3_stmt* row) {
    const auto* name = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
    manifest.add(std::string_view(name == nullptr ? "" : name));
    sqlite3_column_type(row, 1) == SQLITE_FLOAT ? manifest.add_number(sqlite3_column_double(row, 1))
                                                : manifest.add_number(std::int64_t{sqlite3_column_int64(row, 1)});
  });
  for_each_row(database, "SELECT segments, checksum FROM object ORDER BY id", [&](sqlite3_stmt* row) {
    manifest.add_number(std::int64_t{sqlite3_column_int64(row, 0)});
    manifest.add_number(std::int64_t{sqlite3_column_int64(row, 1)});
  });
  execute(database, "UPDATE memory SET checksum = " + std::to_string(manifest.value()) +
                        ", objects = (SELECT count(*) FROM object)");
}

/// A file of an earlier version, but with options that a column takes.
std::string golden(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  edit_database(content, [](sqlite3* database) {
    execute(database, "UPDATE encoder_option SET value = 1 WHERE name = 'seed'");
    repair(database);
  });
  return content;
}

/// An empty memory, one of two objects with all that can be learned of them, and those of earlier versions.
std::vector<std::string> seeds() {
  Column column;
  std::vector<std::string> result{saved(column)};
  testing::learn_shape(column, "cube", testing::cube, 40);
  testing::learn_shape(column, "L", testing::l_shape, 40);
  for (const Gist& gist : testing::sample_gists(1, 2)) column.learn(gist, ObjectId(0));
  for (const Outline& outline : testing::sample_outlines(1, 2)) column.learn(outline, ObjectId(1), Pose::Identity());
  result.push_back(saved(column));
  for (const auto& entry : fs::directory_iterator(fs::path(COLONNADE_FUZZ_DIR) / "../cortex/golden")) {
    result.push_back(golden(entry.path()));
  }
  std::sort(result.begin(), result.end());  // folders come in any order
  return result;
}

void mutate(std::string& input, std::string_view other, Tokens tokens, Random& random) {
  mutate_database(input, other, tokens, random, repair);
}

void check(const Percept& percept) {
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    const RankedObject& object = percept.ranked[i];
    if (!std::isfinite(object.evidence) || !(object.probability >= 0 && object.probability <= 1) ||
        !is_valid(object.X_WO)) {
      broken_promise("a percept is not finite");
    }
  }
  for (std::size_t i = 0; i < percept.pose_count; ++i) {
    if (!is_valid(percept.poses_WO[i])) broken_promise("a pose of the percept is none");
  }
}

void check_contents(const Memory& memory) {
  for (std::uint32_t id = 0; id < memory.object_count(); ++id) {
    if (!is_object_name(memory.name(ObjectId(id)))) broken_promise("an object has a name that is none");
    for (const LearnedPoint& point : memory.points(ObjectId(id))) {
      if (!point.p_O.allFinite() || !point.normal_O.allFinite() || !std::isfinite(point.k1 + point.k2)) {
        broken_promise("a learned point is not finite");
      }
    }
  }
}

Sensation sensation_at(const LearnedPoint& point) {
  Sensation s;
  s.p_W = point.p_O;
  const Vector3 tangent = point.normal_O.unitOrthogonal();
  s.R_WF << tangent, point.normal_O.cross(tangent), point.normal_O;
  s.k1 = point.k1;
  s.k2 = point.k2;
  s.colour = point.colour;
  return s;
}

void read(std::string_view input) {
  const Folder folder;
  const auto memory = Memory::load(folder.write("m", input));
  check_contents(*memory);
  Column column(memory);
  const ObjectId known = column.learn_object("one more");
  column.learn(Sensation(), known, Pose::Identity());
  column.reset();
  const auto points = memory->points(ObjectId(0));
  for (std::size_t i = 0; i < std::min(kSensations, points.size()); ++i) {
    column.sense(sensation_at(points[i * points.size() / kSensations]));
    check(column.percept());
  }
  column.sense(testing::sample_gists(3, 1).front());
  column.sense(testing::sample_outlines(3, 1).front());
  column.conclude();
  check(column.percept());
  column.save(folder.path() / "saved");
  if (Memory::load(folder.path() / "saved")->object_count() != memory->object_count())
    broken_promise("an object is lost");
}

}  // namespace

Format memory_format() { return {"memory", read, seeds, kTokens, mutate}; }

}  // namespace colonnade::fuzz
