#include "storage/memory_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <atomic>
#include <bit>
#include <fstream>
#include <limits>
#include <thread>

#include <colonnade/cortex/error.h>

#include "storage/sqlite.h"
#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using storage::Database;
using storage::MemoryContents;
using storage::read_memory;
using testing::same_bytes;
using testing::same_object;
using testing::same_objects;
using testing::sample_gists;
using testing::sample_object;
using testing::sample_outlines;
using testing::TestFolder;
using testing::write_memory;

/// What a file of version 1 can hold.
std::vector<LearnedObject> samples_without_gists() {
  return {sample_object("cup", 1, 40), sample_object("cup with no segments yet", 2, 0), sample_object("Löffel", 3, 7)};
}

/// What a file of version 3 can hold.
std::vector<LearnedObject> samples_without_outlines() {
  std::vector<LearnedObject> objects = samples_without_gists();
  objects[0].gists = sample_gists(1, 3);
  objects[1].gists = sample_gists(2, 1);
  return objects;
}

/// The newest version's.
std::vector<LearnedObject> samples() {
  std::vector<LearnedObject> objects = samples_without_outlines();
  objects[0].outlines = sample_outlines(1, 2);
  return objects;
}

/// What a file of version 2 can hold.
std::vector<LearnedObject> samples_without_relative_colours() {
  std::vector<LearnedObject> objects = samples_without_outlines();
  for (LearnedObject& object : objects) {
    for (Gist& gist : object.gists) gist.relative_colour = {};
  }
  return objects;
}

EncoderOptions unusual_options() {
  EncoderOptions options;
  options.seed = 0xFEDCBA9876543210;
  options.location_bin_m = 0.1 + 0.2;
  return options;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put_content(const std::filesystem::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

/// The message with which reading is refused; empty when it is not.
std::string refusal(const std::filesystem::path& path) {
  try {
    static_cast<void>(read_memory(path));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

::testing::AssertionResult refused_with(const std::filesystem::path& path, const std::vector<std::string>& parts) {
  const std::string message = refusal(path);
  if (message.find(path.string()) == std::string::npos) {
    return ::testing::AssertionFailure() << "not refused, or without its path: '" << message << "'";
  }
  for (const std::string& part : parts) {
    if (message.find(part) == std::string::npos) {
      return ::testing::AssertionFailure() << "'" << part << "' is not in '" << message << "'";
    }
  }
  return ::testing::AssertionSuccess();
}

TEST(Storage, WhatIsWrittenIsRead) {
  const TestFolder folder;
  write_memory(folder / "a.colonnade", unusual_options(), samples());
  const MemoryContents contents = read_memory(folder / "a.colonnade");
  EXPECT_TRUE(same_objects(contents.objects, samples()));
  EXPECT_EQ(contents.options.seed, unusual_options().seed);
  EXPECT_EQ(contents.options.location_bin_m, unusual_options().location_bin_m);
}

TEST(Storage, ASavedMemoryHasTheSameOutlinesLoadedAndMerged) {
  const TestFolder folder;
  Memory memory;
  memory.impl().objects = samples();
  memory.save(folder / "a.colonnade");
  const auto loaded = Memory::load(folder / "a.colonnade");
  Memory merged;
  merged.merge(*loaded);
  for (const Memory* read : {&*loaded, &merged}) {
    ASSERT_EQ(read->impl().objects.size(), samples().size());
    for (std::size_t i = 0; i < samples().size(); ++i) {
      EXPECT_TRUE(same_bytes(read->impl().objects[i].outlines, samples()[i].outlines));
    }
  }
}

TEST(Storage, EmptyMemoryIsAMemory) {
  const TestFolder folder;
  write_memory(folder / "a.colonnade", {}, {});
  EXPECT_TRUE(read_memory(folder / "a.colonnade").objects.empty());
}

TEST(Storage, OneFileIsLeft) {
  const TestFolder folder;
  write_memory(folder / "a.colonnade", {}, samples());
  write_memory(folder / "a.colonnade", {}, {});
  static_cast<void>(read_memory(folder / "a.colonnade"));
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

RC_GTEST_PROP(Storage, AnyMemoryCanReplaceAnyOther, ()) {
  const TestFolder folder;
  const auto make = [] {
    std::vector<LearnedObject> objects;
    const auto sizes = *rc::gen::resize(6, rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange(0, 30)));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      objects.push_back(sample_object("object " + std::to_string(i), *rc::gen::inRange(0U, 3U), sizes[i]));
    }
    return objects;
  };
  for (int i = 0; i < 3; ++i) {
    const auto objects = make();
    EncoderOptions options;
    options.seed = *rc::gen::inRange(0U, 3U);
    write_memory(folder / "a.colonnade", options, objects);
    const MemoryContents contents = read_memory(folder / "a.colonnade");
    RC_ASSERT(same_objects(contents.objects, objects));
    RC_ASSERT(contents.options.seed == options.seed);
  }
}

TEST(Storage, OnlyWhatChangedIsWritten) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  std::vector<LearnedObject> objects{sample_object("big", 1, 5000), sample_object("small", 2, 3)};
  write_memory(path, {}, objects);
  Database reader(path, Database::Access::read);  // keeps the write-ahead log from being put away
  ASSERT_EQ(reader.integer("SELECT count(*) FROM object"), 2);
  objects.push_back(sample_object("new", 3, 10));
  ++objects[1].geometry[0].observations;
  write_memory(path, {}, objects);
  EXPECT_LT(std::filesystem::file_size(path.string() + "-wal"), 100'000);
  EXPECT_GT(std::filesystem::file_size(path), 2'000'000);
  EXPECT_TRUE(same_objects(read_memory(path).objects, objects));
}

TEST(Storage, ReadersSeeWholeMemoriesWhileAnotherWrites) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  std::vector<LearnedObject> objects;
  write_memory(path, {}, objects);
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::uint32_t i = 0; i < 20; ++i) {
      objects.push_back(sample_object("object " + std::to_string(i), i, 200));
      write_memory(path, {}, objects);
    }
    done = true;
  });
  std::size_t before = 0;
  while (!done) {
    const MemoryContents contents = read_memory(path);
    ASSERT_GE(contents.objects.size(), before);
    before = contents.objects.size();
    for (std::uint32_t i = 0; i < before; ++i) {
      ASSERT_TRUE(same_object(contents.objects[i], sample_object("object " + std::to_string(i), i, 200)));
    }
  }
  writer.join();
  EXPECT_EQ(read_memory(path).objects.size(), 20);
}

TEST(Storage, AnUnfinishedTransactionIsNotSeen) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  Database writer(path, Database::Access::write);
  writer.execute("BEGIN IMMEDIATE; DELETE FROM object; DELETE FROM memory");
  EXPECT_TRUE(same_objects(read_memory(path).objects, samples()));
}

TEST(Storage, IsReadWhereNothingCanBeWrittenBesideIt) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  std::filesystem::create_directory(path.string() + "-shm");  // SQLite cannot make its file of this name
  EXPECT_TRUE(same_objects(read_memory(path).objects, samples()));
}

TEST(Storage, ALogThatAnotherFileLeftIsNotTakenOver) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  std::string log;
  {
    Database holder(path, Database::Access::write);
    write_memory(path, {}, {});
    log = content_of(path.string() + "-wal");
  }
  ASSERT_FALSE(log.empty());
  std::filesystem::remove(path);
  put_content(path.string() + "-wal", log);
  write_memory(path, {}, samples());
  EXPECT_TRUE(same_objects(read_memory(path).objects, samples()));
}

TEST(Storage, ASampleOfEveryVersionIsRead) {
  for (const auto& [name, objects] :
       {std::pair{"version_1.colonnade", samples_without_gists()},
        std::pair{"version_2.colonnade", samples_without_relative_colours()},
        std::pair{"version_3.colonnade", samples_without_outlines()}, std::pair{"version_4.colonnade", samples()}}) {
    const TestFolder folder;
    std::filesystem::copy_file(std::filesystem::path(COLONNADE_TEST_DIR) / "golden" / name, folder / "a.colonnade");
    const MemoryContents contents = read_memory(folder / "a.colonnade");
    EXPECT_TRUE(same_objects(contents.objects, objects)) << name;
    EXPECT_EQ(contents.options.seed, unusual_options().seed);
    EXPECT_EQ(contents.options.location_bin_m, unusual_options().location_bin_m);
    EXPECT_EQ(contents.options.learn_distance_m, 0.008);
  }
}

TEST(Storage, SavingIntoAnOlderVersionBringsItUpToDate) {
  for (const char* older : {"version_1.colonnade", "version_2.colonnade", "version_3.colonnade"}) {
    const TestFolder folder;
    const auto path = folder / "a.colonnade";
    std::filesystem::copy_file(std::filesystem::path(COLONNADE_TEST_DIR) / "golden" / older, path);
    const std::vector<LearnedObject> as_it_was = read_memory(path).objects;
    write_memory(path, unusual_options(), as_it_was);
    EXPECT_EQ(Database(path, Database::Access::read).integer("PRAGMA user_version"), storage::kFormatVersion);
    EXPECT_TRUE(same_objects(read_memory(path).objects, as_it_was)) << older;
    write_memory(path, unusual_options(), samples());
    EXPECT_TRUE(same_objects(read_memory(path).objects, samples())) << older;
    write_memory(path, unusual_options(), samples_without_gists());
    EXPECT_TRUE(same_objects(read_memory(path).objects, samples_without_gists())) << older;
  }
}

TEST(Storage, AnOptionThatTheFileLacksHasItsDefault) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  const auto golden = std::filesystem::path(COLONNADE_TEST_DIR) / "golden" / "version_1_one_option_less.colonnade";
  std::filesystem::copy_file(golden, path);
  const MemoryContents contents = read_memory(path);
  EXPECT_EQ(contents.options.seed, unusual_options().seed);
  EXPECT_EQ(contents.options.learn_log_curvature, EncoderOptions().learn_log_curvature);
}

// ---- what is refused

TEST(StorageRefuses, WhatIsNoMemory) {
  const TestFolder folder;
  EXPECT_TRUE(refused_with(folder / "missing.colonnade", {"No such file"}));
  EXPECT_TRUE(refused_with(folder.path(), {"folder"}));
  put_content(folder / "empty.colonnade", "");
  EXPECT_TRUE(refused_with(folder / "empty.colonnade", {"empty"}));
  put_content(folder / "text.colonnade", std::string(5000, 'x'));
  EXPECT_TRUE(refused_with(folder / "text.colonnade", {"not a memory file"}));
  put_content(folder / "short.colonnade", std::string("SQLite format 3\0 and", 20));
  EXPECT_TRUE(refused_with(folder / "short.colonnade", {"truncated", "20"}));
  Database(folder / "foreign.colonnade", Database::Access::create)
      .execute("PRAGMA application_id = 252006674; CREATE TABLE t (a)");
  EXPECT_TRUE(refused_with(folder / "foreign.colonnade", {"another program", "252006674"}));
}

TEST(StorageRefuses, OtherVersions) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  Database(path, Database::Access::write).execute("PRAGMA user_version = 7");
  EXPECT_TRUE(refused_with(path, {"version 7", "newer"}));
  EXPECT_THROW(write_memory(path, {}, {}), InputError) << "a newer file must not be overwritten";
  EXPECT_TRUE(refused_with(path, {"version 7"}));
  Database(path, Database::Access::write).execute("PRAGMA user_version = 0");
  EXPECT_TRUE(refused_with(path, {"version 0"}));
}

class StorageRefusesTampered : public ::testing::TestWithParam<const char*> {};

TEST_P(StorageRefusesTampered, File) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, unusual_options(), samples());
  Database(path, Database::Access::write).execute(GetParam());
  EXPECT_TRUE(refused_with(path, {"damaged"}));
}

INSTANTIATE_TEST_SUITE_P(
    ByValidSql, StorageRefusesTampered,
    ::testing::Values(
        "UPDATE object SET name = 'mug' WHERE id = 0", "UPDATE object SET segments = 39 WHERE id = 0",
        "UPDATE object SET codes = zeroblob(7680) WHERE id = 0",
        "UPDATE object SET permanences = zeroblob(7680) WHERE id = 0",
        "UPDATE object SET geometry = x'00' WHERE id = 0", "UPDATE object SET gists = x'00' WHERE id = 0",
        "UPDATE object SET gists = zeroblob(136) WHERE id = 0", "UPDATE object SET gists = x'' WHERE id = 0",
        "UPDATE object SET relative_colours = zeroblob(192) WHERE id = 0",
        "UPDATE object SET relative_colours = zeroblob(128) WHERE id = 0", "UPDATE object SET checksum = checksum + 1",
        "UPDATE object SET outlines = x'00' WHERE id = 0", "UPDATE object SET outlines = zeroblob(24712) WHERE id = 0",
        "UPDATE object SET outlines = zeroblob(12356) WHERE id = 1", "UPDATE object SET outlines = x'' WHERE id = 0",
        "UPDATE object SET outlines = substr(outlines, 1, 12356) WHERE id = 0", "DELETE FROM object WHERE id = 1",
        "UPDATE object SET id = 9 WHERE id = 0",
        "INSERT INTO object SELECT 9, name, segments, observations, checksum, codes, permanences, geometry, "
        "gists, relative_colours, outlines FROM object WHERE id = 0",
        "UPDATE encoder_option SET value = 2 WHERE name = 'seed'", "DELETE FROM encoder_option WHERE id = 3",
        "UPDATE encoder_option SET value = 0.5 WHERE name = 'location_bin_m'", "DELETE FROM memory"));

// One flipped bit in a row's header makes an integer of a real number, of the same bits.
TEST(StorageRefuses, AnOptionOfAnotherType) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, unusual_options(), samples());
  const auto bits = std::bit_cast<std::int64_t>(unusual_options().location_bin_m);
  Database(path, Database::Access::write)
      .execute(
          ("UPDATE encoder_option SET value = " + std::to_string(bits) + " WHERE name = 'location_bin_m'").c_str());
  EXPECT_TRUE(refused_with(path, {"'location_bin_m' is not real", "damaged"}));
}

TEST(StorageRefuses, OutlinesOfAnotherSize) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  Database(path, Database::Access::write).execute("UPDATE object SET outlines = x'00' WHERE id = 0");
  EXPECT_TRUE(refused_with(path, {"object 0 ('cup') takes 1 bytes", "not a multiple of 12356", "damaged"}));
}

TEST(StorageRefuses, OutlinesThatAreNone) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  std::vector<LearnedObject> objects = samples();
  objects[0].outlines[1].focal = std::numeric_limits<float>::quiet_NaN();
  write_memory(path, {}, objects);
  EXPECT_TRUE(refused_with(path, {"object 0 ('cup'), outline 1: it shows nothing", "damaged"}));
}

TEST(StorageRefuses, AFlippedBitOfAnOutline) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  write_memory(path, {}, samples());
  std::string content = content_of(path);
  const Outline outline = samples()[0].outlines[0];
  const auto place = content.find(std::string(reinterpret_cast<const char*>(&outline.surface), 16));
  ASSERT_NE(place, std::string::npos);
  content[place] = static_cast<char>(content[place] ^ 1);
  put_content(path, content);
  EXPECT_TRUE(refused_with(path, {"object 0 ('cup') has checksum", "damaged"}));
}

RC_GTEST_PROP(StorageRefuses, AnyFlippedBitOrReadsTheSame, ()) {
  static const std::string whole = [] {
    const TestFolder folder;
    write_memory(folder / "a.colonnade", unusual_options(), samples());
    return content_of(folder / "a.colonnade");
  }();
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  for (int i = 0; i < 10; ++i) {
    std::string flipped = whole;
    // Half of the flips fall into the headers and the schema, where most of the trouble is.
    const auto place =
        *rc::gen::oneOf(rc::gen::inRange<std::size_t>(0, whole.size()), rc::gen::inRange<std::size_t>(0, 4096));
    flipped[place] = static_cast<char>(flipped[place] ^ (1 << *rc::gen::inRange(0, 8)));
    put_content(path, flipped);
    if (refusal(path).empty()) {
      const MemoryContents contents = read_memory(path);
      RC_ASSERT(same_objects(contents.objects, samples()));
      RC_ASSERT(contents.options.seed == unusual_options().seed);
      RC_ASSERT(contents.options.location_bin_m == unusual_options().location_bin_m);
    }
    std::filesystem::remove(path.string() + "-wal");
    std::filesystem::remove(path.string() + "-shm");
  }
}

RC_GTEST_PROP(StorageRefuses, AnyTruncatedFile, ()) {
  static const std::string whole = [] {
    const TestFolder folder;
    write_memory(folder / "a.colonnade", {}, samples());
    return content_of(folder / "a.colonnade");
  }();
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  put_content(path, whole.substr(0, *rc::gen::inRange<std::size_t>(0, whole.size())));
  RC_ASSERT(refused_with(path, {}));
}

TEST(StorageRefuses, ToOverwriteWhatIsNoMemory) {
  const TestFolder folder;
  const auto path = folder / "letter.txt";
  put_content(path, "Dear neuron, " + std::string(200, '.'));
  const std::string before = content_of(path);
  EXPECT_THROW(write_memory(path, {}, samples()), InputError);
  EXPECT_EQ(content_of(path), before);
}

TEST(StorageRefuses, ToPutAMemoryInAFoldersPlace) {
  const TestFolder folder;
  std::filesystem::create_directory(folder / "models");
  EXPECT_THROW(write_memory(folder / "models", {}, samples()), InputError);
  EXPECT_TRUE(std::filesystem::is_directory(folder / "models"));
  EXPECT_THROW(write_memory("/dev/null", {}, samples()), InputError);
}

TEST(StorageRefuses, PathsThatCannotBe) {
  const TestFolder folder;
  for (const std::filesystem::path& path : {folder / std::string(1000, 'x'), std::filesystem::path()}) {
    EXPECT_THROW(write_memory(path, {}, samples()), InputError) << path;
    EXPECT_THROW((void)read_memory(path), InputError) << path;
  }
}

TEST(StorageRefuses, AFolderThatIsNotThere) {
  const TestFolder folder;
  try {
    write_memory(folder / "nowhere/a.colonnade", {}, samples());
    FAIL() << "not refused";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("there is no folder"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace colonnade::cortex
