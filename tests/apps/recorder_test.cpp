#include "recorder.h"

#include <csignal>
#include <thread>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>
#include <colonnade/recording/reader.h>

#include "episode_row.h"
#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

const std::vector<std::string> kSmallRun{
    "run",   "builtin_demo",      "--output",  "out", "--set",    "objects=[mug, tennis_ball]",
    "--set", "learning.steps=40", "--threads", "2",   "--record", "a.recording"};

TEST(ParseRanges, ReadsListsAndNamesWhatIsWrong) {
  using Ranges = std::vector<std::pair<int, int>>;
  EXPECT_EQ(parse_ranges("7"), (Ranges{{7, 7}}));
  EXPECT_EQ(parse_ranges("0-9,20,30-31"), (Ranges{{0, 9}, {20, 20}, {30, 31}}));
  for (const char* wrong : {"", "x", "3-", "5-2", "1,,2", "1;2", "-3"}) {
    EXPECT_THROW((void)parse_ranges(wrong), InputError) << wrong;
  }
}

TEST(Record, HoldsWhatTheRunReports) {
  const TestFolder folder;
  const Ending ending = run_colonnade(folder.path(), kSmallRun);
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  const recording::Reader reader(folder.path() / "a.recording");
  const auto rows = read_episodes(folder.path() / "out" / "episodes.csv");
  EXPECT_EQ(reader.growth(), recording::Growth::complete);
  ASSERT_EQ(reader.episodes().size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const recording::EpisodeRecord& episode = reader.episodes()[i];
    EXPECT_EQ(episode.steps, rows[i].steps);
    EXPECT_EQ(episode.object, rows[i].object);
    EXPECT_EQ(episode.result, rows[i].result);
    EXPECT_EQ(episode.decided, !rows[i].timeout);
    const recording::StepRecord last = reader.step(episode.number, episode.steps - 1);
    EXPECT_EQ((last.flags & recording::kDecided) != 0, episode.decided);
    EXPECT_NEAR(static_cast<double>(last.ranked.at(0).evidence), rows[i].best_evidence, 0.01);
    EXPECT_EQ(reader.objects()[last.ranked[0].object].name, rows[i].result);
  }
  const recording::StepRecord first = reader.step(0, 0), second = reader.step(0, 1);
  EXPECT_NE(first.flags & recording::kReset, 0u);
  EXPECT_NE(first.flags & recording::kBurst, 0u);
  for (const auto& hypothesis : first.columns[0].hypotheses) EXPECT_EQ(hypothesis.born, 0u);
  EXPECT_EQ(first.columns[0].population + second.columns[0].born - second.columns[0].gone,
            second.columns[0].population);
  const auto patch = reader.patch(0, 0);
  ASSERT_TRUE(patch);
  EXPECT_EQ(patch->width, 32);
  EXPECT_TRUE(reader.shape("mug"));
  EXPECT_EQ(reader.object(0, 0).growth.size(), 14u);
  EXPECT_EQ(reader.object(0, 0).growth.back(), reader.object(0, 0).segments.size());
}

TEST(Record, DoesNotChangeTheRun) {
  const TestFolder folder;
  std::vector<std::string> plain(kSmallRun.begin(), kSmallRun.end() - 2);
  plain[3] = "plain";
  ASSERT_EQ(run_colonnade(folder.path(), kSmallRun).exit_code, 0);
  ASSERT_EQ(run_colonnade(folder.path(), plain).exit_code, 0);
  const auto with = read_episodes(folder.path() / "out" / "episodes.csv");
  const auto without = read_episodes(folder.path() / "plain" / "episodes.csv");
  ASSERT_EQ(with.size(), without.size());
  for (std::size_t i = 0; i < with.size(); ++i) {
    EXPECT_EQ(with[i].steps, without[i].steps);
    EXPECT_EQ(with[i].best_evidence, without[i].best_evidence);
    EXPECT_EQ(with[i].hypothesis_steps, without[i].hypothesis_steps);
  }
}

TEST(Record, KeepsOnlyTheEpisodesAskedFor) {
  const TestFolder folder;
  std::vector<std::string> arguments = kSmallRun;
  arguments.insert(arguments.end(), {"--record-episodes", "1", "--record-detail", "brief"});
  ASSERT_EQ(run_colonnade(folder.path(), arguments).exit_code, 0);
  const recording::Reader reader(folder.path() / "a.recording");
  ASSERT_EQ(reader.episodes().size(), 1u);
  EXPECT_EQ(reader.episodes()[0].number, 1);
  EXPECT_FALSE(reader.patch(1, 0));
}

TEST(Record, ARunThatIsKilledLeavesAReadableRecording) {
  const TestFolder folder;
  Program program(folder.path(), {"run", "builtin_demo", "--output", "out", "--set", "learning.steps=40", "--threads",
                                  "1", "--record", "a.recording"});
  std::optional<recording::Reader> reader;
  for (int i = 0; i < 600 && program.running(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    try {
      if (!reader) reader.emplace(folder.path() / "a.recording");
      (void)reader->refresh();
    } catch (const InputError&) {
      continue;  // not there yet
    }
    if (reader->latest()) break;
  }
  ASSERT_TRUE(reader && reader->latest()) << "nothing was seen of the run";
  EXPECT_EQ(reader->growth(), recording::Growth::growing);
  program.signal(SIGKILL);
  (void)program.wait();
  (void)reader->refresh();
  EXPECT_EQ(reader->growth(), recording::Growth::abandoned);
  const auto latest = *reader->latest();
  EXPECT_NO_THROW((void)reader->step(latest.episode, latest.step));
}

}  // namespace
}  // namespace colonnade::runner
