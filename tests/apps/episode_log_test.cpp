#include "episode_log.h"

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <colonnade/cortex/error.h>
#include <gtest/gtest.h>

#include "atomic_file.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

EpisodeRow row(int episode) {
  EpisodeRow r;
  r.experiment = "example";
  r.seed = 7;
  r.episode = episode;
  r.object = "mug";
  r.result = episode % 2 == 0 ? "mug" : "bowl";
  r.correct = episode % 2 == 0;
  r.steps = 20 + episode;
  if (r.correct) r.rotation_error_deg = 1.5;
  r.bytes_moved = 12345678901234ULL;
  return r;
}

Trace trace(int episode) {
  Trace t;
  t.episode = episode;
  t.object = "mug";
  t.result = "mug";
  t.steps = 2;
  t.evidence["mug"] = {1.0, 2.5};
  return t;
}

TEST(EpisodeLog, RowsReadBackAsTheyWereWritten) {
  const TestFolder folder;
  EpisodeLog log(folder.path(), false);
  log.commit(row(0), std::nullopt);
  log.commit(row(1), std::nullopt);
  const auto rows = read_episodes(folder.path() / "episodes.csv");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(to_csv(rows[0]), to_csv(row(0)));
  EXPECT_EQ(to_csv(rows[1]), to_csv(row(1)));
  EXPECT_FALSE(rows[1].rotation_error_deg.has_value());
}

TEST(EpisodeLog, NamesMayHaveCommasAndQuotes) {
  const TestFolder folder;
  EpisodeLog log(folder.path(), false);
  EpisodeRow odd = row(0);
  odd.experiment = "mine, second";
  odd.object = "cup, blue";
  odd.result = "6\" pipe, \"short\"";
  log.commit(odd, std::nullopt);
  const auto rows = read_episodes(folder.path() / "episodes.csv");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].experiment, odd.experiment);
  EXPECT_EQ(rows[0].object, odd.object);
  EXPECT_EQ(rows[0].result, odd.result);
  EXPECT_EQ(rows[0].steps, odd.steps);
  EXPECT_NE(to_csv(odd).find(",\"cup, blue\","), std::string::npos);
}

TEST(EpisodeLog, WritesInOrderWhateverFinishesFirst) {
  const TestFolder folder;
  EpisodeLog log(folder.path(), false);
  log.commit(row(2), std::nullopt);
  log.commit(row(1), std::nullopt);
  EXPECT_TRUE(read_episodes(folder.path() / "episodes.csv").empty());
  log.commit(row(0), std::nullopt);
  const auto rows = read_episodes(folder.path() / "episodes.csv");
  ASSERT_EQ(rows.size(), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(rows[static_cast<std::size_t>(i)].episode, i);
}

TEST(EpisodeLog, ResumeDropsARowThatAKillCutOff) {
  const TestFolder folder;
  const auto file = folder.path() / "episodes.csv";
  {
    EpisodeLog log(folder.path(), false);
    log.commit(row(0), trace(0));
    log.commit(row(1), trace(1));
  }
  const std::string whole = read_file(file);
  std::ofstream(file, std::ios::app) << to_csv(row(2)).substr(0, 40);
  std::ofstream(folder.path() / "evidence.jsonl", std::ios::app) << to_json_line(trace(2)) << '\n';

  EpisodeLog log(folder.path(), true);
  EXPECT_EQ(log.finished_before(), 2);
  EXPECT_EQ(read_file(file), whole);
  EXPECT_EQ(read_traces(folder.path()).size(), 2U);
  log.commit(row(2), std::nullopt);
  EXPECT_EQ(read_file(file), whole + to_csv(row(2)) + '\n');
}

/// What reading is refused with.
template <class Read>
std::string refusal(const Read& read) {
  try {
    (void)read();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(EpisodeLog, ABrokenRowNamesFileAndLine) {
  const TestFolder folder;
  const auto file = folder.path() / "episodes.csv";
  const auto refused = [&](const std::string& line) {
    std::ofstream(file) << csv_header() << '\n' << to_csv(row(0)) << '\n' << line << '\n';
    return refusal([&] { return read_episodes(file); });
  };
  std::string broken = to_csv(row(1));
  const std::size_t seed = broken.find(',') + 1;
  broken.replace(seed, broken.find(',', seed) - seed, "x");
  EXPECT_EQ(refused(broken), file.string() + ":3: 'x' is not a number");
  EXPECT_NE(refused("example,7,5,mug").find("episodes.csv:3: 4 cells, but the header has "), std::string::npos);
  EXPECT_NE(refused("example,7,5,\"mug").find("episodes.csv:3:13: a quote that is not closed"), std::string::npos);
  std::ofstream(file) << "seed,object\n1,mug\n";
  EXPECT_EQ(refusal([&] { return read_episodes(file); }), file.string() + ":1: not the column names of this version");
}

TEST(EpisodeLog, ABrokenTraceNamesFileAndLine) {
  const TestFolder folder;
  const auto file = folder.path() / "evidence.jsonl";
  const auto refused = [&](const std::string& line) {
    std::ofstream(file) << to_json_line(trace(0)) << '\n' << line << '\n';
    return refusal([&] { return read_traces(folder.path()); });
  };
  EXPECT_EQ(refused("{\"episode\": 1,}"), file.string() + ":2:15: \"}\" cannot stand here, right after a comma");
  EXPECT_EQ(refused("{\"episode\": \"1\"}"), file.string() + ":2: episode must be a whole number, not \"1\"");
  EXPECT_EQ(refused("{}"), file.string() + ":2: \"episode\" is missing");
}

/// No file can grow while this lives: writing fails as on a full disk.
class FilesCannotGrow {
 public:
  FilesCannotGrow() {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{1, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FilesCannotGrow() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

template <class Function>
std::string input_error_of(Function function) {
  const FilesCannotGrow full;
  try {
    function();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(EpisodeLog, AFullDiskIsAnErrorThatNamesTheFile) {
  const TestFolder folder;
  EpisodeLog log(folder.path(), false);
  const std::string message = input_error_of([&] { log.commit(row(0), std::nullopt); });
  EXPECT_NE(message.find("episodes.csv: cannot write"), std::string::npos) << message;
}

TEST(WriteFile, AFullDiskLeavesTheOldFileWhole) {
  const TestFolder folder;
  const auto file = folder.path() / "summary.json";
  write_file(file, "old");
  const std::string message = input_error_of([&] { write_file(file, "newer and longer"); });
  EXPECT_NE(message.find("summary.json: cannot write"), std::string::npos) << message;
  EXPECT_EQ(read_file(file), "old");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "summary.json.tmp"));
}

}  // namespace
}  // namespace colonnade::runner
