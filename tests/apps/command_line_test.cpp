#include <fstream>

#include <gtest/gtest.h>

#include <colonnade/cortex/memory.h>
#include <colonnade/cuda/device.h>

#include "program.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

using Words = std::vector<std::string>;

/// Bad input ends with code 2 and one message that names the culprit; nothing is printed or left behind.
void expect_refused(const Words& words, const std::string& culprit) {
  const TestFolder folder;
  const Ending ending = run_colonnade(folder.path(), words);
  EXPECT_EQ(ending.exit_code, 2) << ending.err;
  EXPECT_NE(ending.err.find(culprit), std::string::npos) << ending.err;
  EXPECT_EQ(ending.out, "");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "runs"));
}

TEST(CommandLine, RefusesAnUnknownExperiment) { expect_refused({"run", "builtin_dmeo"}, "builtin_dmeo"); }

TEST(CommandLine, RefusesAMissingFile) { expect_refused({"run", "missing.yaml"}, "missing.yaml"); }

TEST(CommandLine, RefusesBadSettings) {
  expect_refused({"run", "builtin_demo", "--set", "test.cuont=3"}, "cuont");
  expect_refused({"run", "builtin_demo", "--set", "test.count=many"}, "many");
  expect_refused({"run", "builtin_demo", "--set", "test.count=-1"}, "-1");
  expect_refused({"run", "builtin_demo", "--set", "nothing"}, "nothing");
  expect_refused({"run", "builtin_demo", "--seeds", "0"}, "0");
}

TEST(CommandLine, RefusesNumbersOutOfRange) {
  const auto expect_refused_as = [](const Words& options, const std::string& message) {
    Words words{"run", "builtin_demo"};
    words.insert(words.end(), options.begin(), options.end());
    expect_refused(words, message + "\n");
  };
  expect_refused_as({"--max-episodes", "0"}, "--max-episodes: must be a whole number from 1 to 1000000000 (got '0')");
  expect_refused_as({"--max-episodes", "nan"},
                    "--max-episodes: must be a whole number from 1 to 1000000000 (got 'nan')");
  for (const std::string watts : {"nan", "inf", "-inf", "1e999", "0", "1e7", "many", "5W", ""}) {
    expect_refused_as({"--watts-per-core", watts},
                      "--watts-per-core: must be a number from 1e-06 to 1000000 (got '" + watts + "')");
  }
  expect_refused_as({"--pue", "nan"}, "--pue: must be a number from 1 to 10 (got 'nan')");
  expect_refused_as({"--seed", "-1"}, "--seed: must be a whole number from 0 to 18000000000000000000 (got '-1')");
  expect_refused_as({"--record", "r", "--record-detail", "huge"},
                    "--record-detail: must be one of brief, standard, full (got 'huge')");
  expect_refused({"scaling", "builtin_demo", "--objects-counts", "2,0"},
                 "--objects-counts: must be a whole number from 1 to 1000000000 (got '0')");
}

TEST(CommandLine, RefusesMissingAndEmptyData) {
  expect_refused({"run", "base_config_10distinctobj_surf_agent", "--data", "/nowhere/at/all"}, "/nowhere/at/all");
  const TestFolder empty;
  expect_refused({"run", "base_config_10distinctobj_surf_agent", "--data", empty.path().string()},
                 empty.path().string());
}

TEST(CommandLine, RefusesAnUnknownObject) {
  expect_refused({"run", "builtin_demo", "--objects", "unicorn"}, "unicorn");
}

TEST(CommandLine, RefusesAnObjectWithoutAName) {
  for (const char* objects : {"", ",", "mug,,bowl", "mug,"}) {
    expect_refused({"run", "builtin_demo", "--objects", objects},
                   std::string("--objects: an object without a name in '") + objects + "'");
  }
}

TEST(CommandLine, TakesObjectsNamesAsTheyAre) {
  for (const char* name : {"cup #2", "a: b", "[mug]", "{mug", "\"mug", "mug\\", "'", "*mug", "~", "- mug"}) {
    expect_refused({"run", "builtin_demo", "--objects", name},
                   "object \"" + std::string(name) + "\" is not in the set");
  }
}

TEST(CommandLine, RefusesMoreEpisodesThanCanBeHeld) {
  expect_refused({"run", "builtin_demo", "--objects", "dice", "--set", "test.rotations=random", "--set",
                  "test.count=1000000", "--seeds", "10"},
                 "seeds=10 x 1 objects x test.count=1000000 are 10000000 episodes, which would take 12 GB of memory; a "
                 "run has at most 2000000");
  const TestFolder folder;
  const Ending few = run_colonnade(
      folder.path(), {"run", "builtin_demo", "--objects", "dice", "--set", "test.rotations=random", "--set",
                      "test.count=100000", "--seeds", "10000", "--max-episodes", "1", "--set", "learning.steps=20"});
  EXPECT_EQ(few.exit_code, 0) << few.err;
}

TEST(CommandLine, OutputThatCannotBeWrittenIsAFailure) {
  const TestFolder folder;
  for (const char* words : {"list", "--help", "--version"}) {
    for (const char* where : {">/dev/full", ">&-"}) {
      const Ending ending = run_in_shell(folder.path(), std::string("$PROGRAM ") + words + " " + where);
      EXPECT_EQ(ending.exit_code, 2) << words << where;
      EXPECT_NE(ending.err.find("standard output: cannot write ("), std::string::npos) << ending.err;
    }
  }
}

TEST(CommandLine, NobodyWhoReadsIsNoFailureToTellOf) {
  const TestFolder folder;
  const Ending ending = run_in_shell(folder.path(), "$PROGRAM list | true");
  EXPECT_EQ(ending.exit_code, 0);
  EXPECT_EQ(ending.err, "");
}

TEST(CommandLine, MessagesThatCannotBeWrittenStopNothing) {
  const TestFolder folder;
  int number = 0;
  for (const char* where : {"2>/dev/full", "2>&-", "2>&1 >/dev/null | true"}) {
    const std::string file = "m" + std::to_string(number++) + ".colonnade";
    const std::string learn = "$PROGRAM learn builtin_demo --objects dice --set learning.steps=20 --output " + file;
    EXPECT_EQ(run_in_shell(folder.path(), learn + " " + where).exit_code, 0) << where;
    const Ending inspected = run_colonnade(folder.path(), {"inspect", file});
    EXPECT_EQ(inspected.exit_code, 0) << where << inspected.err;
    EXPECT_NE(inspected.out.find("1 objects"), std::string::npos) << where;
  }
  EXPECT_EQ(run_in_shell(folder.path(), "$PROGRAM run unicorn 2>/dev/full").exit_code, 2);
}

TEST(CommandLine, AFileThatMayNotGrowIsRefusedAndWhatWasLearnedStays) {
  const TestFolder folder;
  const Ending ending = run_in_shell(folder.path(),
                                     "ulimit -f 40; $PROGRAM learn builtin_demo --objects dice,mug --threads 1 "
                                     "--set learning.steps=60 --output m.colonnade");
  EXPECT_EQ(ending.exit_code, 2) << ending.err;
  EXPECT_NE(ending.err.find("m.colonnade: "), std::string::npos) << ending.err;
  EXPECT_NE(run_colonnade(folder.path(), {"inspect", "m.colonnade"}).out.find(": 1 objects"), std::string::npos);
}

TEST(CommandLine, RefusesUnknownCommandsAndOptions) {
  expect_refused({"dance"}, "dance");
  expect_refused({"run", "builtin_demo", "--quickly"}, "quickly");
  expect_refused({"run", "builtin_demo", "--seed", "x"}, "seed");
  expect_refused({}, "recognise");
}

TEST(CommandLine, RefusesWhatIsNoMemory) {
  expect_refused({"inspect", "missing.colonnade"}, "missing.colonnade");
  const TestFolder folder;
  const std::string file = (folder.path() / "foreign.colonnade").string();
  std::ofstream(file) << "not a memory";
  expect_refused({"inspect", file}, "foreign.colonnade");
  expect_refused({"recognise", file, "--objects", "mug_blue"}, "");
}

TEST(CommandLine, RefusesPathsThatLeadNowhere) {
  const TestFolder folder;
  const std::string loop = (folder.path() / "loop").string();
  std::filesystem::create_symlink("loop", loop);
  const std::string long_name(300, 'x');
  for (const std::string& path : {loop, long_name}) {
    expect_refused({"inspect", path}, path);
    expect_refused({"run", "builtin_demo", "--memory", path}, path);
    expect_refused({"run", "base_config_10distinctobj_surf_agent", "--data", path}, path);
    expect_refused({"recognise", path, "--image", path}, path);
  }
  expect_refused({"learn", "builtin_demo", "--output", long_name}, long_name);
  expect_refused({"ledger", "--ledger", long_name}, long_name);
}

TEST(CommandLine, PathsNeedNotBeUtf8) {
  const TestFolder folder;
  const std::string name = "out\xe9";
  const Ending ending = run_colonnade(
      folder.path(), {"run", "builtin_demo", "--objects", "dice", "--set", "test.count=1", "--output", name});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_TRUE(std::filesystem::exists(folder.path() / name / "report.html"));
}

TEST(CommandLine, RecogniseSaysWhatItsMemoryHasNotLearned) {
  const TestFolder folder;
  const Ending learned =
      run_colonnade(folder.path(), {"learn", "builtin_demo", "--objects", "dice", "--output", "m.colonnade"});
  ASSERT_EQ(learned.exit_code, 0) << learned.err;
  for (const bool known : {true, false}) {
    const Ending ending = run_colonnade(
        folder.path(), {"recognise", "m.colonnade", "--objects", known ? "dice" : "soup_can", "--set", "test.count=1"});
    EXPECT_EQ(ending.exit_code, 0) << ending.err;
    EXPECT_EQ(ending.out.find("(this memory has not learned it)") == std::string::npos, known) << ending.out;
  }
}

TEST(CommandLine, PicturesStayInTheirFolder) {
  const TestFolder folder;
  cortex::Memory memory;
  memory.find_or_add("../up");
  memory.find_or_add("50% rag");
  memory.save(folder.path() / "m.colonnade");
  const Ending ending = run_colonnade(folder.path(), {"inspect", "m.colonnade", "--pictures", "pictures"});
  EXPECT_EQ(ending.exit_code, 0) << ending.err;
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "pictures" / "..%2fup.png"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "pictures" / "50%25 rag.png"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "up.png"));
}

TEST(CommandLine, RefusesABackendThatIsNoneOrNotThere) {
  expect_refused({"run", "builtin_demo", "--backend", "abacus"}, "--backend must be auto, cpu or cuda (got 'abacus')");
  try {
    (void)cuda::open_device();
    GTEST_SKIP() << "this machine has a GPU";
  } catch (const cuda::DeviceError& error) {
    expect_refused({"run", "builtin_demo", "--backend", "cuda"}, std::string("--backend cuda: ") + error.what());
    const TestFolder folder;
    std::ofstream(folder.path() / "bench.json") << "of another time";
    const Ending ending = run_colonnade(folder.path(), {"bench", "--backend", "cuda", "--json", "bench.json"});
    EXPECT_EQ(ending.exit_code, 2);
    EXPECT_EQ(ending.err, std::string("--backend cuda: ") + error.what() + "\n");
    std::string left;
    std::getline(std::ifstream(folder.path() / "bench.json"), left);
    EXPECT_EQ(left, "of another time");
  }
}

TEST(CommandLine, RefusesToResumeNothing) {
  expect_refused({"run", "builtin_demo", "--resume"}, "builtin_demo");
  expect_refused({"run", "builtin_demo", "--resume", "--output", "runs/new"}, "runs/new: no run to resume there");
}

TEST(CommandLine, RefusesAMissingMemoryBeforeThereIsAFolder) {
  expect_refused({"run", "builtin_demo", "--memory", "missing.colonnade"}, "missing.colonnade");
}

TEST(CommandLine, RefusesALedgerBeforeTheWorkBegins) {
  for (const char* ledger : {".", "/proc/ledger.jsonl", "/dev/full"}) {
    expect_refused({"run", "builtin_demo", "--ledger", ledger}, std::string(ledger) + ": cannot add to the ledger");
    expect_refused({"learn", "builtin_demo", "--ledger", ledger}, std::string(ledger) + ": cannot add to the ledger");
  }
}

TEST(CommandLine, ANamedLedgerMustBeThere) {
  expect_refused({"ledger", "--ledger", "missing.jsonl"}, "missing.jsonl");
  expect_refused({"ledger", "--ledger", "."}, ".: is a folder");
  const TestFolder folder;
  const Ending none = run_colonnade(folder.path(), {"ledger"});
  EXPECT_EQ(none.exit_code, 0);
  EXPECT_NE(none.out.find("no run yet"), std::string::npos) << none.out;
}

TEST(CommandLine, AnOutputFolderThatCannotBeMadeIsBadInput) {
  const TestFolder folder;
  const std::string file = (folder.path() / "file").string();
  std::ofstream(file) << "in the way";
  const Ending ending = run_colonnade(folder.path(), {"run", "builtin_demo", "--output", file + "/inside"});
  EXPECT_EQ(ending.exit_code, 2);
  EXPECT_NE(ending.err.find(file), std::string::npos) << ending.err;
}

TEST(CommandLine, HelpAndListsAreFine) {
  const TestFolder folder;
  EXPECT_EQ(run_colonnade(folder.path(), {"--help"}).exit_code, 0);
  EXPECT_EQ(run_colonnade(folder.path(), {"run", "--help"}).exit_code, 0);
  EXPECT_EQ(run_colonnade(folder.path(), {"--version"}).exit_code, 0);
  const Ending list = run_colonnade(folder.path(), {"list"});
  EXPECT_EQ(list.exit_code, 0);
  EXPECT_NE(list.out.find("builtin_demo"), std::string::npos);
  EXPECT_NE(list.out.find("all77"), std::string::npos);
}

}  // namespace
}  // namespace colonnade::runner
