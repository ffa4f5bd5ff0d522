#include <signal.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/reader.h>

#include "samples.h"

namespace colonnade::recording {
namespace {

/// The message with which a file is refused; empty when it is not.
std::string refusal(const std::filesystem::path& path) {
  try {
    const Reader reader(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

bool says(const std::string& message, const std::string& part) { return message.find(part) != std::string::npos; }

void write_whole(const std::filesystem::path& path, int episodes = 2, int steps = 20) {
  Writer writer(path, sample_info());
  write_sample(writer, episodes, steps);
  writer.finish();
}

void execute(const std::filesystem::path& path, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

TEST(BrokenRecording, IsRefusedByName) {
  const TestFolder folder;
  EXPECT_TRUE(says(refusal(folder / "missing"), "missing: cannot be opened"));
  EXPECT_TRUE(says(refusal(folder.path()), "is a folder, not a recording"));
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_TRUE(says(refusal(folder / "pipe"), "is a pipe, not a recording"));
  std::ofstream(folder / "empty").close();
  EXPECT_TRUE(says(refusal(folder / "empty"), "is empty"));
  std::ofstream(folder / "text") << std::string(500, 'x');
  EXPECT_TRUE(says(refusal(folder / "text"), "no SQLite database"));
  execute(folder / "foreign", "CREATE TABLE t (x)");
  EXPECT_TRUE(says(refusal(folder / "foreign"), "another program"));
  write_whole(folder / "newer");
  execute(folder / "newer", "PRAGMA user_version = 2");
  EXPECT_TRUE(says(refusal(folder / "newer"), "version 2, newer than this program, which reads up to 1"));
}

class TamperedRecording : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(TamperedRecording, IsRefusedByName) {
  const TestFolder folder;
  write_whole(folder / "r", 2, 3);
  execute(folder / "r", GetParam().first);
  EXPECT_TRUE(says(refusal(folder / "r"), "damaged") && says(refusal(folder / "r"), GetParam().second))
      << refusal(folder / "r");
}

INSTANTIATE_TEST_SUITE_P(
    BySql, TamperedRecording,
    testing::Values(
        std::pair("UPDATE episode SET steps = 2000000000 WHERE number = 0", "'steps' is 2000000000"),
        std::pair("UPDATE episode SET steps = -1", "'steps' is -1"),
        std::pair("UPDATE episode SET steps = 4 WHERE number = 1", "episode 1 has 3 steps, not 4"),
        std::pair("UPDATE episode SET number = 1 << 40 WHERE number = 1", "'number' is 1099511627776"),
        std::pair("UPDATE episode SET number = -5 WHERE number = 1", "'number' is -5"),
        std::pair("UPDATE episode SET finished = 7", "'finished' is 7"),
        std::pair("UPDATE episode SET object = 'a' || char(10) || 'b'", "episode 0"),
        std::pair("UPDATE episode SET object = x'00'", "'object' is a blob"),
        std::pair("UPDATE recording SET latest = 1 << 60", "'latest' is"),
        std::pair("UPDATE recording SET complete = 2", "'complete' is 2"),
        std::pair("UPDATE info SET value = 1 << 33 WHERE name = 'columns'", "8589934592"),
        std::pair("UPDATE info SET value = 'x' WHERE name = 'columns'", "is text"),
        std::pair("UPDATE info SET value = 9e999 WHERE name = 'began'", "not finite"),
        std::pair("UPDATE info SET value = 'a' || char(27) WHERE name = 'experiment'", "\\x1b"),
        std::pair("UPDATE encoder_option SET value = 0.0 WHERE name = 'learn_distance_m'", "learn_distance_m is 0"),
        std::pair("CREATE TRIGGER t AFTER DELETE ON step BEGIN DELETE FROM episode; END", "trigger 't'"),
        std::pair("CREATE TABLE more (x)", "table 'more'"),
        std::pair("ALTER TABLE info RENAME TO i2; CREATE VIEW info AS SELECT * FROM i2", "only plain tables"),
        std::pair("DROP INDEX episode_revision", "no index 'episode_revision'")));

TEST(BrokenRecording, ListsAndRecordsThatDisagreeAreDamaged) {
  const TestFolder folder;
  write_whole(folder / "r", 1, 3);
  execute(folder / "r",
          "UPDATE object SET segments = 9 WHERE key = 0; UPDATE object SET name = char(27) WHERE key = 1");
  const Reader reader(folder / "r");
  EXPECT_THROW((void)reader.object(0, 0), InputError);
  EXPECT_THROW((void)reader.objects(), InputError);
}

TEST(BrokenRecording, TruncationIsNoticed) {
  const TestFolder folder;
  write_whole(folder / "whole");
  const auto size = std::filesystem::file_size(folder / "whole");
  for (const std::uintmax_t kept : {std::uintmax_t{50}, std::uintmax_t{4096}, size / 2, size - 1}) {
    std::filesystem::copy_file(folder / "whole", folder / "cut", std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(folder / "cut", kept);
    EXPECT_TRUE(says(refusal(folder / "cut"), "truncated")) << kept << ": " << refusal(folder / "cut");
  }
}

TEST(BrokenRecording, ADamagedStepIsNamedAndTheOthersStayReadable) {
  const TestFolder folder;
  write_whole(folder / "r");
  execute(folder / "r",
          "UPDATE step SET data = substr(data, 1, 200) || x'00' || substr(data, 202) WHERE key = 16777219");
  execute(folder / "r", "UPDATE step SET data = x'' WHERE key = 16777220");
  execute(folder / "r", "DELETE FROM step WHERE key = 16777221");
  const Reader reader(folder / "r");
  EXPECT_NO_THROW((void)reader.step(1, 2));
  for (const int step : {3, 4, 5}) {
    try {
      (void)reader.step(1, step);
      ADD_FAILURE() << step;
    } catch (const InputError& error) {
      EXPECT_TRUE(says(error.what(), "step " + std::to_string(step) + " of episode 1 is ")) << error.what();
    }
  }
}

TEST(BrokenRecording, NoFlippedByteDoesHarm) {
  const TestFolder folder;
  write_whole(folder / "whole", 1, 3);
  std::ifstream file(folder / "whole", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t at = 0; at < content.size(); at += 97) {
    std::string damaged = content;
    damaged[at] = static_cast<char>(~damaged[at]);
    std::ofstream(folder / "r", std::ios::binary) << damaged;
    try {
      const Reader reader(folder / "r");
      for (const auto& episode : reader.episodes()) {
        for (int s = 0; s < episode.steps && s < 10; ++s) {
          (void)reader.step(episode.number, s);
          (void)reader.patch(episode.number, s);
        }
      }
      for (const auto& object : reader.objects()) (void)reader.object(object.column, object.id);
      (void)reader.shape("cup");
    } catch (const InputError&) {  // said what is wrong
    }
  }
}

TEST(BrokenRecording, AKilledWriterLeavesWhatItCommitted) {
  const TestFolder folder;
  const auto path = folder / "r";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Writer writer(path, sample_info());
    write_sample(writer, 1, 10);
    writer.add(sample_episode(1, false));
    for (int s = 0;; ++s) {
      writer.add(1, s, sample_step(s, 2), nullptr);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const Reader reader(path);
  EXPECT_EQ(reader.growth(), Growth::abandoned);
  ASSERT_EQ(reader.episodes().size(), 2u);
  EXPECT_TRUE(reader.episodes()[0].finished);
  EXPECT_FALSE(reader.episodes()[1].finished);
  const int steps = reader.episodes()[1].steps;
  EXPECT_GT(steps, 10);
  EXPECT_NO_THROW((void)reader.step(1, steps - 1));
}

TEST(BrokenRecording, DeletionAndReplacementAreNoticed) {
  const TestFolder folder;
  write_whole(folder / "r");
  Reader reader(folder / "r");
  std::filesystem::remove(folder / "r");
  try {
    (void)reader.refresh();
    FAIL();
  } catch (const InputError& error) {
    EXPECT_TRUE(says(error.what(), "deleted or moved")) << error.what();
  }
  EXPECT_NO_THROW((void)reader.step(1, 3)) << "what is open stays readable";
  std::ofstream(folder / "keeps another inode busy") << 1;
  write_whole(folder / "r");
  EXPECT_THROW((void)reader.refresh(), InputError);
}

}  // namespace
}  // namespace colonnade::recording
