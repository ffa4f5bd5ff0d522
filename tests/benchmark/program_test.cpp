// The program: a whole tiny study, killed and resumed.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "atomic_file.h"
#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::vector<std::string> tiny_study(const fs::path& output) {
  return {"--output",
          output.string(),
          "--object-counts",
          "2",
          "--views",
          "1,2",
          "--tests",
          "2",
          "--pixels",
          "128",
          "--contestant",
          "column",
          "--contestant",
          "nearest",
          "--sequential",
          "column",
          "--growth",
          "column:sensations=20",
          "--growth-views",
          "1",
          "--search",
          "column:window=6",
          "--search",
          "column:window=8",
          "--search-objects",
          "2",
          "--search-views",
          "1",
          "--search-tests",
          "3",
          "--sequential-objects",
          "2",
          "--sequential-views",
          "2",
          "--timing-repeats",
          "2"};
}

/// All results but the times in them.
std::string without_times(const fs::path& folder) {
  Json summary = Json::parse(read_file(folder / "summary.json"));
  summary.erase("machine");
  summary.erase("timing");
  for (const char* part : {"curve", "growth", "search", "continual"}) {
    for (Json& row : summary.at(part)) {
      for (auto it = row.begin(); it != row.end();) {
        it = it.key().find("cpu_seconds") != std::string::npos ? row.erase(it) : std::next(it);
      }
    }
  }
  return summary.dump();
}

std::size_t lines_in(const fs::path& file) {
  if (!fs::exists(file)) return 0;
  const std::string text = read_file(file);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Benchmark, ATinyStudyLeavesEverythingAndAKillChangesNothing) {
  const TestFolder folder;
  const fs::path whole = folder.path() / "whole";
  const Ending ending = run_colonnade(folder.path(), tiny_study(whole));
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  for (const char* name :
       {"study.json", "manifest.json", "jobs.jsonl", "ledger.jsonl", "summary.json", "curve.csv", "targets.csv",
        "energy.csv", "continual.csv", "growth.csv", "search.csv", "events.csv", "report.html"}) {
    EXPECT_TRUE(fs::exists(whole / name)) << name;
  }
  const Json summary = Json::parse(read_file(whole / "summary.json"));
  EXPECT_EQ(summary.at("curve").size(), 2U * 2 * 3);  // contestants, views, conditions
  EXPECT_EQ(summary.at("continual").size(), 1U);
  const std::string revision = Json::parse(read_file(whole / "manifest.json")).at("revision").get<std::string>();
  EXPECT_EQ(summary.at("revisions"), Json::array({revision}));
  EXPECT_EQ(summary.at("search").at(0).at("tests"), 2 * 3);
  // A column's events add up to what it is charged.
  double micro = 0;
  for (const Json& row : summary.at("events")) {
    if (row.at("phase") == "learning") micro += row.at("microjoules_horowitz_45nm").get<double>();
  }
  for (const Json& row : summary.at("curve")) {
    if (row.at("contestant") != "column" || row.at("views_per_object") != 2 || row.at("condition") != "clean") continue;
    const double joules = 0.5 * (row.at("learning_joules_low_horowitz_45nm").get<double>() +
                                 row.at("learning_joules_high_horowitz_45nm").get<double>());
    EXPECT_NEAR(1e-6 * micro, joules, 1e-6 * joules);
    EXPECT_GT(joules, 0);
  }
  // The column's settings were searched, the nearest neighbour has none.
  for (const Json& row : summary.at("energy")) {
    EXPECT_EQ(row.at("search_joules").get<double>() > 0, row.at("contestant") == "column") << row;
  }
  EXPECT_EQ(summary.at("timing").at("rows").size(), 2U);
  const std::string html = read_file(whole / "report.html");
  EXPECT_NE(html.find("The answer"), std::string::npos);
  EXPECT_EQ(html.find("http"), std::string::npos);

  const fs::path killed = folder.path() / "killed";
  Program program(folder.path(), tiny_study(killed));
  while (program.running() && lines_in(killed / "jobs.jsonl") < 4) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  program.signal(SIGKILL);
  (void)program.wait();
  auto words = tiny_study(killed);
  EXPECT_EQ(run_colonnade(folder.path(), words).exit_code, 2);  // is there already
  words.emplace_back("--resume");
  const Ending resumed = run_colonnade(folder.path(), words);
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  EXPECT_EQ(without_times(killed), without_times(whole));
  words.insert(words.end(), {"--first-seed", "9"});
  const Ending other = run_colonnade(folder.path(), words);
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_NE(
      other.err.find((killed / "study.json").string() + ": the study to resume was another one: first_seed was 1, "
                                                        "not 9"),
      std::string::npos)
      << other.err;
}

/// A study of two objects and nothing but what is named.
std::vector<std::string> small_study(const std::vector<std::string>& words,
                                     const std::string& sequential_objects = "2") {
  std::vector<std::string> all{"--output",
                               "x",
                               "--object-counts",
                               "2",
                               "--views",
                               "1",
                               "--tests",
                               "1",
                               "--pixels",
                               "64",
                               "--search",
                               "none",
                               "--growth",
                               "none",
                               "--sequential-objects",
                               sequential_objects,
                               "--sequential-views",
                               "1",
                               "--growth-views",
                               "1"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

TEST(Benchmark, TheReportIsAboutATableThatIsThere) {
  const TestFolder folder;
  // Without a learning curve there is no row of energy to reach a target.
  const Ending ending = run_colonnade(
      folder.path(), small_study({"--contestant", "none", "--sequential", "nearest", "--timing-repeats", "0",
                                  "--energy-table", "jouppi_7nm_ddr4,jouppi_7nm_hbm2", "--first-seed", "5000000001"}));
  ASSERT_EQ(ending.exit_code, 0) << ending.err;
  const std::string html = read_file(folder.path() / "x/report.html");
  EXPECT_NE(html.find("modelled J per added object, jouppi_7nm_ddr4"), std::string::npos);
  EXPECT_NE(html.find("nearest, seed 5000000001<"), std::string::npos);
  EXPECT_NE(html.find("<td>5000000001</td>"), std::string::npos);
}

TEST(Benchmark, ATaskThatIsLeftOutNeedsNoObjects) {
  const TestFolder folder;
  const std::string more_than_there_are = "99";
  const Ending ending = run_colonnade(
      folder.path(),
      small_study({"--contestant", "nearest", "--sequential", "none", "--timing-repeats", "0"}, more_than_there_are));
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
}

TEST(Benchmark, AnInterruptEndsTheTimingTask) {
  const TestFolder folder;
  Program program(folder.path(), small_study({"--contestant", "nearest", "--sequential", "none", "--timing-repeats",
                                              "100000"}));  // minutes
  while (program.running() && lines_in(folder.path() / "x/jobs.jsonl") < 1) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  program.signal(SIGINT);
  for (int i = 0; i < 1000 && program.running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (program.running()) program.signal(SIGKILL);
  EXPECT_EQ(program.wait().exit_code, 130);
}

/// A variable of the test's own environment, until the object goes away.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

TEST(Benchmark, ComputesWithOneThreadWhateverTheEnvironmentSays) {
  const TestFolder folder;
  const Variable policy("OMP_WAIT_POLICY", "passive");
  const Variable threads("OMP_NUM_THREADS", "3");
  Program program(folder.path(),
                  small_study({"--contestant", "nearest", "--sequential", "none", "--timing-repeats", "100000"}));
  while (program.running() && !fs::exists(folder.path() / "x/study.json")) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::string environment = read_file("/proc/" + std::to_string(program.process()) + "/environ");
  std::replace(environment.begin(), environment.end(), '\0', '\n');
  environment.insert(0, 1, '\n');
  for (const char* wanted : {"OMP_WAIT_POLICY=passive", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"}) {
    EXPECT_NE(environment.find('\n' + std::string(wanted) + '\n'), std::string::npos) << wanted;
  }
}

TEST(Benchmark, BadInputIsNamed) {
  const TestFolder folder;
  const Ending unknown = run_colonnade(folder.path(), {"--contestant", "nobody", "--output", "x"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("nobody"), std::string::npos);
  const Ending set = run_colonnade(folder.path(), {"--object-set", "nothing", "--output", "y"});
  EXPECT_EQ(set.exit_code, 2);
  EXPECT_NE(set.err.find("nothing"), std::string::npos);
  const Ending thinned = run_colonnade(folder.path(), {"--thinned", "similar10", "--output", "z"});
  EXPECT_EQ(thinned.exit_code, 2);
  EXPECT_NE(thinned.err.find("similar10"), std::string::npos);
  const Ending search = run_colonnade(folder.path(), {"--search-objects", "99", "--output", "v"});
  EXPECT_EQ(search.exit_code, 2);
  EXPECT_NE(search.err.find("99"), std::string::npos);
  const Ending five = run_colonnade(folder.path(), {"--search", "columns5:window=8", "--output", "u"});
  EXPECT_EQ(five.exit_code, 2);
  EXPECT_NE(five.err.find("--search columns5:window=8: columns5 takes the settings that are found for column"),
            std::string::npos)
      << five.err;
  const Ending tables = run_colonnade(
      folder.path(), {"--energy-table", "horowitz_45nm", "--energy-table", "horowitz_45nm", "--output", "t"});
  EXPECT_EQ(tables.exit_code, 2);
  EXPECT_NE(tables.err.find("--energy-table: two tables are named 'horowitz_45nm'"), std::string::npos) << tables.err;
  // Of images of 256 pixels; in a build without libtorch there is no such contestant at all.
  EXPECT_EQ(run_colonnade(folder.path(), {"--contestant", "cnn_small:input=100", "--output", "s"}).exit_code, 2);
  // Nothing that --resume could take for a study.
  for (const char* output : {"x", "y", "z", "v", "u", "t", "s"})
    EXPECT_FALSE(fs::exists(folder.path() / output)) << output;
}

TEST(Benchmark, ABrokenStudyIsNamed) {
  const TestFolder folder;
  for (const char* text : {"{", "[]"}) {
    write_file(folder.path() / "study.json", text);
    const Ending ending = run_colonnade(folder.path(), {"--resume", "--output", "."});
    EXPECT_EQ(ending.exit_code, 2);
    EXPECT_NE(ending.err.find("./study.json: "), std::string::npos) << ending.err;
  }
}

TEST(Benchmark, RefusesToResumeNothing) {
  const TestFolder folder;
  for (const auto& words : {std::vector<std::string>{"--resume"}, {"--resume", "--output", "runs/benchmark"}}) {
    const Ending ending = run_colonnade(folder.path(), words);
    EXPECT_EQ(ending.exit_code, 2);
    EXPECT_NE(ending.err.find("runs/benchmark: no run to resume there"), std::string::npos) << ending.err;
  }
  EXPECT_FALSE(fs::exists(folder.path() / "runs"));
}

TEST(Benchmark, NumbersOutOfRangeAreRefusedInOneShortLine) {
  const TestFolder folder;
  const auto expect_refused = [&](const char* option, const char* value, const char* why) {
    const Ending ending = run_colonnade(folder.path(), {option, value, "--output", "x"});
    EXPECT_EQ(ending.exit_code, 2);
    EXPECT_EQ(ending.err.substr(0, ending.err.find('\n')), std::string(option) + ": must be a " + why);
    EXPECT_FALSE(fs::exists(folder.path() / "x"));
  };
  expect_refused("--inferences", "nan", "number from 1 to 1e+18 (got 'nan')");
  expect_refused("--inferences", "0", "number from 1 to 1e+18 (got '0')");
  expect_refused("--pue", "nan", "number from 1 to 10 (got 'nan')");
  expect_refused("--views", "1,0", "whole number from 1 to 1000000000 (got '0')");
  expect_refused("--timing-repeats", "-1", "whole number from 0 to 1000000000 (got '-1')");
  expect_refused("--pixels", "63.5", "whole number from 64 to 2048 (got '63.5')");
  expect_refused("--first-seed", "-1", "whole number from 0 to 18000000000000000000 (got '-1')");
}

}  // namespace
}  // namespace colonnade::runner
