#include <chrono>
#include <csignal>
#include <map>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "episode_row.h"
#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// A run of a few built-in objects that takes seconds.
Words small_run(const fs::path& output, const Words& more = {}) {
  Words words{"run",       "builtin_randrot_noise_surf",
              "--objects", "banana,tennis_ball,soup_can,dice",
              "--set",     "test.count=3",
              "--seeds",   "2",
              "--output",  output.string()};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// The rows without the times in them, which differ from run to run.
std::string rows_without_times(const fs::path& folder) {
  std::string text;
  for (EpisodeRow row : read_episodes(folder / "episodes.csv")) {
    row.column_ms = row.simulation_ms = 0;
    text += to_csv(row) + '\n';
  }
  return text;
}

/// An uninterrupted run on two threads, made once for all tests.
const fs::path& whole_run() {
  static const TestFolder folder;
  static const fs::path output = [] {
    const fs::path path = folder.path() / "whole";
    const Ending ending = run_colonnade(folder.path(), small_run(path, {"--threads", "2", "--oracle"}));
    EXPECT_EQ(ending.exit_code, 0) << ending.err;
    return path;
  }();
  return output;
}

/// Waits until the condition holds or the program has ended.
template <class Condition>
bool wait_for(Program& program, Condition condition) {
  while (program.running()) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

std::size_t lines_in(const fs::path& file) {
  if (!fs::exists(file)) return 0;
  const std::string text = read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Run, RecognisesBuiltInObjects) {
  const auto summary = nlohmann::json::parse(read_file(whole_run() / "summary.json"));
  EXPECT_EQ(summary["objects"], 4);
  EXPECT_EQ(summary["episodes"], 24);
  EXPECT_GE(summary["correct"].get<int>(), 22);
  EXPECT_LT(summary["rotation_error_declared_symmetry_deg_median"].get<double>(), 10.0);
  EXPECT_GE(summary["add_s_recall_10pct"].get<double>(), 0.9);
  EXPECT_GT(summary["segments"].get<int>(), 100);
}

TEST(Run, LeavesEverythingInItsFolder) {
  for (const char* name :
       {"experiment.yaml", "manifest.json", "episodes.csv", "summary.json", "report.html", "memory.colonnade"}) {
    EXPECT_TRUE(fs::exists(whole_run() / name)) << name;
  }
  const auto manifest = nlohmann::json::parse(read_file(whole_run() / "manifest.json"));
  for (const char* key : {"version", "revision", "compiler", "cpu", "cores", "date", "seeds", "command"}) {
    EXPECT_TRUE(manifest.contains(key)) << key;
  }
}

TEST(Run, EntersItsEnergyIntoItsOwnAndTheProjectsLedger) {
  EXPECT_EQ(lines_in(whole_run() / "ledger.jsonl"), 2U);  // learn, recognise
  EXPECT_EQ(lines_in(whole_run().parent_path() / "runs/ledger.jsonl"), 2U);
  const auto summary = nlohmann::json::parse(read_file(whole_run() / "summary.json"));
  const auto& operations = summary["operations"];
  EXPECT_GT(operations["learning"]["permanence_updates"].get<double>(), 192.0 * 1000);
  EXPECT_GT(operations["per_episode"]["byte_compares"].get<double>(), 1e5);
  EXPECT_NEAR(operations["recognition"]["effective_macs"].get<double>(),
              24 * operations["per_episode"]["effective_macs"].get<double>(), 24);
  const auto& energy = summary["energy"];
  EXPECT_GT(energy["modelled"]["learning"].size(), 4U);
  for (const char* phase : {"learn", "recognise"}) {
    EXPECT_GT(energy["phases"][phase]["cpu_seconds"].get<double>(), 0.0);
    EXPECT_TRUE(energy["phases"][phase]["measured"].contains("joules"));
    EXPECT_EQ(energy["phases"][phase]["estimate"]["carbon"]["pue"], 1.0);
  }
  const Ending ending = run_colonnade(whole_run().parent_path(), {"ledger", "--grid", "strubell"});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_NE(ending.out.find("recognise"), std::string::npos);
  EXPECT_NE(ending.out.find("PUE 1.58"), std::string::npos);
}

TEST(Run, ReportNeedsNothingFromElsewhere) {
  const std::string html = read_file(whole_run() / "report.html");
  EXPECT_EQ(html.find("http"), std::string::npos);
  EXPECT_EQ(html.find("<link"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  for (std::size_t at = html.find("src=\""); at != std::string::npos; at = html.find("src=\"", at + 1)) {
    EXPECT_EQ(html.compare(at + 5, 5, "data:"), 0) << html.substr(at, 40);
  }
  for (const char* part : {"Accuracy per object", "What was taken for what", "Evidence over time", "Learned models",
                           "Cost", "Modelled joules"}) {
    EXPECT_NE(html.find(part), std::string::npos) << part;
  }
}

TEST(Run, SameResultsForAnyNumberOfThreads) {
  const TestFolder folder;
  for (const char* threads : {"1", "4"}) {
    const fs::path output = folder.path() / threads;
    ASSERT_EQ(run_colonnade(folder.path(), small_run(output, {"--threads", threads, "--oracle"})).exit_code, 0);
    EXPECT_EQ(rows_without_times(output), rows_without_times(whole_run())) << threads;
  }
}

TEST(Run, KilledWhileRecognisingItResumesToTheSameRows) {
  const TestFolder folder;
  const fs::path output = folder.path() / "run";
  {
    Program program(folder.path(), small_run(output, {"--threads", "2", "--oracle"}));
    ASSERT_TRUE(wait_for(program, [&] { return lines_in(output / "episodes.csv") >= 5; }));
    program.signal(SIGKILL);
    EXPECT_EQ(program.wait().exit_code, -1);
  }
  const Ending resumed = run_colonnade(folder.path(), small_run(output, {"--threads", "2", "--oracle", "--resume"}));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(rows_without_times(output), rows_without_times(whole_run()));
}

TEST(Run, KilledWhileLearningItLeavesAMemoryThatLoads) {
  const TestFolder folder;
  const fs::path output = folder.path() / "run";
  {
    Program program(folder.path(), small_run(output, {"--threads", "1", "--oracle"}));
    ASSERT_TRUE(wait_for(program, [&] { return fs::exists(output / "memory.colonnade"); }));
    program.signal(SIGKILL);
    (void)program.wait();
  }
  const Ending inspected = run_colonnade(folder.path(), {"inspect", (output / "memory.colonnade").string()});
  EXPECT_EQ(inspected.exit_code, 0) << inspected.err;
  const Ending resumed = run_colonnade(folder.path(), small_run(output, {"--threads", "1", "--oracle", "--resume"}));
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(rows_without_times(output), rows_without_times(whole_run()));
}

TEST(Run, InterruptedItEndsWithWholeRows) {
  const TestFolder folder;
  const fs::path output = folder.path() / "run";
  Program program(folder.path(), small_run(output, {"--threads", "1"}));
  ASSERT_TRUE(wait_for(program, [&] { return lines_in(output / "episodes.csv") >= 3; }));
  program.signal(SIGINT);
  const Ending ending = program.wait();
  EXPECT_EQ(ending.exit_code, 130);
  EXPECT_NE(ending.err.find("--resume"), std::string::npos) << ending.err;
  EXPECT_EQ(read_file(output / "episodes.csv").back(), '\n');
}

TEST(Run, InterruptedBeforeItBeganThereIsNothingToResume) {
  const TestFolder folder;
  Program program(folder.path(), {"run", "builtin_demo"});
  // The first line on standard error: interruptions are caught by then, and objects are being loaded.
  ASSERT_TRUE(wait_for(program, [&] { return program.err().find("Loading") != std::string::npos; }));
  program.signal(SIGINT);
  const Ending ending = program.wait();
  EXPECT_EQ(ending.exit_code, 130);
  EXPECT_NE(ending.err.find("interrupted; nothing was done yet\n"), std::string::npos) << ending.err;
  EXPECT_FALSE(fs::exists(folder.path() / "runs" / "builtin_demo"));
}

TEST(Run, DoesNotOverwriteAnotherRun) {
  const TestFolder folder;
  const Ending again = run_colonnade(folder.path(), small_run(whole_run()));
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_NE(again.err.find("--resume"), std::string::npos) << again.err;
  const Ending other = run_colonnade(folder.path(), small_run(whole_run(), {"--resume", "--seed", "77"}));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(other.err.find("another configuration"), std::string::npos) << other.err;
}

TEST(Run, TwoThatStartTogetherBothLeaveTheirResults) {
  const TestFolder folder;
  const Words words{"run", "builtin_demo", "--objects",   "dice", "--set", "learning.steps=20", "--threads",
                    "1",   "--set",        "test.count=1"};
  Program one(folder.path(), words);
  Program two(folder.path(), words);
  EXPECT_EQ(one.wait().exit_code, 0);
  EXPECT_EQ(two.wait().exit_code, 0);
  std::size_t reports = 0;
  for (const auto& run : fs::directory_iterator(folder.path() / "runs" / "builtin_demo")) {
    reports += fs::exists(run.path() / "report.html") ? 1 : 0;
  }
  EXPECT_EQ(reports, 2U);
}

TEST(Run, ReusesALearnedMemory) {
  const TestFolder folder;
  const std::string memory = (whole_run() / "memory.colonnade").string();
  const fs::path output = folder.path() / "again";
  const Ending ending =
      run_colonnade(folder.path(), small_run(output, {"--threads", "2", "--oracle", "--memory", memory}));
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_EQ(rows_without_times(output), rows_without_times(whole_run()));
  EXPECT_EQ(run_colonnade(folder.path(), {"run", "builtin_demo", "--memory", memory, "--output", output.string() + "2"})
                .exit_code,
            2);
}

TEST(Run, CountsAMemorysIndexesHoweverItCameByThem) {
  const auto bytes = [](const fs::path& output) {
    return nlohmann::json::parse(read_file(output / "summary.json"))["memory_bytes"].get<std::size_t>();
  };
  const TestFolder folder;
  const fs::path output = folder.path() / "run";
  const std::string memory = (whole_run() / "memory.colonnade").string();
  ASSERT_EQ(run_colonnade(folder.path(), small_run(output, {"--memory", memory})).exit_code, 0);
  EXPECT_EQ(bytes(output), bytes(whole_run()));
  // There is nothing left to do for a finished run.
  ASSERT_EQ(run_colonnade(folder.path(), small_run(output, {"--memory", memory, "--resume"})).exit_code, 0);
  EXPECT_EQ(bytes(output), bytes(whole_run()));
  EXPECT_EQ(lines_in(output / "ledger.jsonl"), 1U) << "of which nothing is entered";
}

TEST(Run, RefusesAMemoryOfOtherEncoders) {
  const TestFolder folder;
  fs::copy_file(whole_run() / "memory.colonnade", folder.path() / "memory.colonnade");
  const Ending run =
      run_colonnade(folder.path(),
                    small_run("run", {"--memory", "memory.colonnade", "--set", "column.encoders.location_bin_m=0.05"}));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.err.find("memory.colonnade: was learned with column.encoders.location_bin_m=0.03, but the experiment "
                         "has 0.05"),
            std::string::npos)
      << run.err;
  const Ending learned = run_colonnade(
      folder.path(), {"learn", "builtin_randrot_noise_surf", "--objects", "banana,tennis_ball,soup_can,dice",
                      "--resume", "--output", "memory.colonnade", "--set", "column.encoders.seed=7"});
  EXPECT_EQ(learned.exit_code, 2);
  EXPECT_NE(learned.err.find("column.encoders.seed=1, but the experiment has 7"), std::string::npos) << learned.err;
}

TEST(Recognise, PrintsRanksAndPose) {
  const TestFolder folder;
  const Ending ending = run_colonnade(folder.path(), {"recognise", (whole_run() / "memory.colonnade").string(),
                                                      "--objects", "banana", "--set", "test.count=1"});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_NE(ending.out.find("1. "), std::string::npos) << ending.out;
  EXPECT_NE(ending.out.find("pose: position"), std::string::npos) << ending.out;
}

TEST(Recognise, RefusesAFolderThatIsNoImage) {
  const TestFolder folder;
  const Ending ending =
      run_colonnade(folder.path(), {"recognise", (whole_run() / "memory.colonnade").string(), "--image", "nowhere"});
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_NE(ending.err.find("nowhere"), std::string::npos) << ending.err;
  EXPECT_EQ(ending.out, "");
}

TEST(Scaling, MakesATableAndPlots) {
  const TestFolder folder;
  const Ending ending =
      run_colonnade(folder.path(), {"scaling", "builtin_randrot_noise_surf", "--objects", "banana,dice",
                                    "--objects-counts", "1,2", "--set", "test.count=1", "--output", "scaling"});
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_EQ(lines_in(folder.path() / "scaling" / "scaling.csv"), 3U);
  EXPECT_NE(read_file(folder.path() / "scaling" / "column_us_per_step.svg").find("<svg xmlns="), std::string::npos);
}

TEST(Inspect, PrintsObjectsAndDrawsThem) {
  const TestFolder folder;
  const Ending ending =
      run_colonnade(folder.path(), {"inspect", (whole_run() / "memory.colonnade").string(), "--pictures", "pictures"});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_NE(ending.out.find("4 objects"), std::string::npos) << ending.out;
  int pictures = 0;
  for (const auto& entry : fs::directory_iterator(folder.path() / "pictures")) {
    EXPECT_EQ(read_file(entry.path()).substr(1, 3), "PNG");
    ++pictures;
  }
  EXPECT_EQ(pictures, 4);
}

}  // namespace
}  // namespace colonnade::runner
