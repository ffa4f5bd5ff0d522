// Memory files that somebody made, with right checksums: what is read is harmless, or refused by name.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/error.h>

#include "storage/memory_file.h"
#include "storage/memory_rows.h"
#include "storage/sqlite.h"
#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using storage::Database;
using testing::sample_gists;
using testing::sample_outlines;
using testing::TestFolder;
using testing::touch;
using testing::write_memory;

const Vector3 kEgg(0.03, 0.03, 0.05), kPebble(0.05, 0.04, 0.02);

/// Two things, as learning makes them.
std::vector<LearnedObject> learn_two() {
  Column column;
  for (const auto& [name, radii] : {std::pair("egg", kEgg), std::pair("pebble", kPebble)}) {
    const ObjectId object = column.learn_object(name);
    for (int i = 0; i < 15; ++i) column.learn(touch(radii, i, Pose::Identity()), object, Pose::Identity());
    column.learn(sample_gists(object.value(), 1)[0], object);
    column.learn(sample_outlines(object.value(), 1)[0], object, Pose::Identity());
  }
  return column.memory().impl().objects;
}

const std::vector<LearnedObject>& learned() {
  static const std::vector<LearnedObject> objects = learn_two();
  return objects;
}

/// The message with which loading is refused; empty when it is not.
std::string refusal(const std::filesystem::path& path) {
  try {
    static_cast<void>(Memory::load(path));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

bool says(const std::string& message, const std::vector<std::string>& parts) {
  return std::all_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return message.find(part) != std::string::npos; });
}

bool is_finite(const Percept& percept) {
  for (std::size_t i = 0; i < percept.ranked_count; ++i) {
    const RankedObject& ranked = percept.ranked[i];
    if (!std::isfinite(ranked.evidence) || !std::isfinite(ranked.probability) || !is_valid(ranked.X_WO)) return false;
  }
  return true;
}

/// Senses an egg with all that there is, and looks for places to go.
bool senses_finite(const std::filesystem::path& path) {
  Column column = Column::load(path);
  column.reset();
  column.sense(sample_gists(7, 1)[0]);
  bool finite = true;
  for (int i = 0; i < 6; ++i) {
    column.sense(touch(kEgg, 500 + i, make_pose(rotation_from_euler_xyz(0.3, 1.1, -2), Vector3(0.1, 0.2, 0.3))));
    finite = finite && is_finite(column.percept());
    if (const auto goal = column.goal()) finite = finite && goal->p_W.allFinite() && std::isfinite(goal->expected_gain);
  }
  column.sense(sample_outlines(7, 1)[0]);
  column.conclude();
  return finite && is_finite(column.percept());
}

/// The bytes of some blob of an object that has one.
std::span<std::byte> any_blob(LearnedObject& object) {
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return std::as_writable_bytes(std::span(object.codes));
    case 1:
      return std::as_writable_bytes(std::span(object.permanences));
    case 2:
      return std::as_writable_bytes(std::span(object.gists));
    case 3:
      return std::as_writable_bytes(std::span(object.outlines)).first(68);  // the rest is any numbers
    default:
      return std::as_writable_bytes(std::span(object.geometry));
  }
}

RC_GTEST_PROP(HostileMemory, AnyOneNumberIsRefusedOrHarmless, ()) {
  const TestFolder folder;
  std::vector<LearnedObject> objects = learned();
  LearnedObject& object = objects[*rc::gen::inRange<std::size_t>(0, 2)];
  const std::span<std::byte> blob = any_blob(object);
  const auto bits = *rc::gen::oneOf(
      rc::gen::arbitrary<std::uint32_t>(),
      rc::gen::map(rc::gen::element(std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                    std::numeric_limits<float>::max(), -std::numeric_limits<float>::max(),
                                    std::numeric_limits<float>::denorm_min(), 0.0F, 1.0F, -1.0F, 1e10F, 499.9F),
                   [](float v) { return std::bit_cast<std::uint32_t>(v); }));
  const auto place = 4 * *rc::gen::inRange<std::size_t>(0, blob.size() / 4);
  std::memcpy(&blob[place], &bits, sizeof bits);
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, objects);
  const std::string why = refusal(path);
  const bool good =
      why.empty() ? senses_finite(path) : says(why, {path.string(), "('" + object.name + "')", "damaged"});
  RC_ASSERT(good);
}

TEST(HostileMemory, SensesFinitelyAsLearned) {
  const TestFolder folder;
  write_memory(folder / "a.colonnade", {}, learned());
  EXPECT_EQ(refusal(folder / "a.colonnade"), "");
  EXPECT_TRUE(senses_finite(folder / "a.colonnade"));
}

/// Changes one number of a segment, and expects these words.
void expect_segment_refused(void (*change)(kernels::SegmentGeometry&), const std::vector<std::string>& words) {
  const TestFolder folder;
  std::vector<LearnedObject> objects = learned();
  change(objects[1].geometry[3]);
  write_memory(folder / "a.colonnade", {}, objects);
  const std::string why = refusal(folder / "a.colonnade");
  EXPECT_TRUE(says(why, {"a.colonnade: object 1 ('pebble'), segment 3"})) << why;
  EXPECT_TRUE(says(why, words)) << why;
}

TEST(HostileMemory, ASegmentIsNamedWithItsValue) {
  using Geometry = kernels::SegmentGeometry;
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  expect_segment_refused([](Geometry& g) { g.p[0] = kNaN; }, {"location", "nan"});
  expect_segment_refused([](Geometry& g) { g.p[1] = 501; }, {"location", "501"});
  expect_segment_refused(
      [](Geometry& g) {
        g.n[2] *= 3;
        g.n[0] += 2;
      },
      {"normal"});
  expect_segment_refused([](Geometry& g) { std::copy(g.n, g.n + 3, g.a); }, {"not across its normal"});
  expect_segment_refused([](Geometry& g) { g.k2 = -std::numeric_limits<float>::infinity(); }, {"k2", "-inf"});
  expect_segment_refused([](Geometry& g) { g.hue = 180; }, {"hue", "180"});
  expect_segment_refused([](Geometry& g) { g.frame_defined = 2; }, {"directions", "2"});
  expect_segment_refused([](Geometry& g) { g.observations = 0; }, {"observations", "0"});
  expect_segment_refused([](Geometry& g) { g.observations = 1U << 31; }, {"observations", "2147483648"});
}

TEST(HostileMemory, GistsOutlinesAndOptionsAreChecked) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  std::vector<LearnedObject> objects = learned();
  objects[0].gists[0].spread_m[1] = 3e38F;
  write_memory(path, {}, objects);
  EXPECT_TRUE(says(refusal(path), {"object 0 ('egg'), view 0", "gist"})) << refusal(path);
  objects = learned();
  objects[1].outlines = sample_outlines(1, Column::kMostOutlines + 1);
  write_memory(path, {}, objects);
  EXPECT_TRUE(says(refusal(path), {"object 1 ('pebble')", "9 outlines"})) << refusal(path);
  EncoderOptions options;
  options.learn_distance_m = 0;
  write_memory(path, options, {});
  EXPECT_TRUE(says(refusal(path), {path.string(), "learn_distance_m is 0"})) << refusal(path);
}

TEST(HostileMemory, NamesThatAreNoneAreRefusedAndDoNotReachTheTerminal) {
  for (const std::string& name :
       {std::string(), std::string("red\x1b[2Jcup"), std::string("a\nb"), std::string("caf\xe9"),
        std::string("a\0b", 3), std::string("abc\u202edef"), std::string(256, 'x')}) {
    const TestFolder folder;
    std::vector<LearnedObject> objects = learned();
    objects[1].name = name;
    write_memory(folder / "a.colonnade", {}, objects);
    const std::string why = refusal(folder / "a.colonnade");
    EXPECT_TRUE(says(why, {"a.colonnade: object 1", "name"})) << why;
    EXPECT_TRUE(std::all_of(why.begin(), why.end(), [](char c) { return c >= 0x20 && c < 0x7f; })) << why;
  }
}

TEST(HostileMemory, TheLongestNameIsRead) {
  const TestFolder folder;
  Memory memory;
  memory.find_or_add(std::string(kLongestName, 'x'));
  memory.save(folder / "a.colonnade");
  EXPECT_EQ(refusal(folder / "a.colonnade"), "");
  EXPECT_THROW(memory.find_or_add(std::string(kLongestName + 1, 'x')), InputError);
}

class HostileSchema : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(HostileSchema, IsRefusedByReaderAndWriter) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, learned());
  Database(path, Database::Access::write).execute(GetParam().first);
  EXPECT_TRUE(says(refusal(path), {path.string(), "damaged", GetParam().second})) << refusal(path);
  EXPECT_THROW(Memory().save(path, Existing::replace), InputError);
}

INSTANTIATE_TEST_SUITE_P(
    OnlyPlainTables, HostileSchema,
    ::testing::Values(
        std::pair("ALTER TABLE memory RENAME TO m2; CREATE VIEW memory AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL "
                  "SELECT i + 1 FROM c) SELECT 1 AS id, count(*) AS objects, 1 AS checksum FROM c",
                  "only plain tables are read"),
        std::pair("CREATE TRIGGER t AFTER DELETE ON encoder_option BEGIN DELETE FROM object; END", "trigger 't'"),
        std::pair("CREATE TABLE more (x)", "table 'more'"), std::pair("CREATE INDEX i ON object (name)", "index 'i'"),
        std::pair("CREATE UNIQUE INDEX i ON object (length(name))", "index 'i'"), std::pair("ANALYZE", "sqlite_stat"),
        std::pair("DROP TABLE memory", "no table 'memory'"),
        std::pair("DROP TABLE memory; CREATE TABLE memory (id INTEGER PRIMARY KEY, objects INTEGER NOT NULL, checksum "
                  "INTEGER NOT NULL) WITHOUT ROWID",
                  "table 'memory' that is made otherwise"),
        std::pair("ALTER TABLE object ADD COLUMN more AS (hex(codes))", "table 'object' that is made otherwise"),
        std::pair("DROP TABLE memory; CREATE TABLE memory (id INTEGER PRIMARY KEY, objects INTEGER NOT NULL CHECK "
                  "(abs(objects) > 0), checksum INTEGER NOT NULL)",
                  "table 'memory' that is made otherwise")));

TEST(HostileMemory, ValuesOfOtherTypesAreRefused) {
  for (const auto& [sql, word] :
       {std::pair("UPDATE object SET name = CAST(name AS BLOB) WHERE id = 0", "'name' is a blob"),
        std::pair("UPDATE object SET segments = 'many' WHERE id = 0", "'segments' is text"),
        std::pair("UPDATE object SET observations = 1.5 WHERE id = 0", "'observations' is a real number"),
        std::pair("UPDATE object SET codes = CAST(codes AS TEXT) WHERE id = 0", "'codes' is text"),
        std::pair("UPDATE encoder_option SET value = 'red'", "'value' is text"),
        std::pair("UPDATE memory SET objects = 1e300", "'objects' is a real number")}) {
    const TestFolder folder;
    write_memory(folder / "a.colonnade", {}, learned());
    Database(folder / "a.colonnade", Database::Access::write).execute(sql);
    EXPECT_TRUE(says(refusal(folder / "a.colonnade"), {"damaged", word})) << refusal(folder / "a.colonnade");
  }
}

// What a query does is bounded even where nothing else has noticed.
TEST(HostileMemory, NoValueIsLargerThanTheFile) {
  const TestFolder folder;
  write_memory(folder / "a.colonnade", {}, learned());
  Database database(folder / "a.colonnade", Database::Access::read);
  database.limit_sizes();
  EXPECT_THROW(database.execute("SELECT length(zeroblob(500000000))"), InputError);
}

}  // namespace
}  // namespace colonnade::cortex
