#include <fstream>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "run_folder.h"
#include "test_folder.h"

namespace colonnade::runner {
namespace {

namespace fs = std::filesystem;

TEST(RunFolder, RunsOfTheSameSecondGetFoldersOfTheirOwn) {
  const TestFolder folder;
  const fs::path runs = folder.path() / "runs" / "demo";
  constexpr int kThreads = 4;
  constexpr int kEach = 8;
  std::vector<std::vector<fs::path>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) mine.push_back(make_run_folder(runs));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<fs::path> different;
  for (const auto& mine : made) different.insert(mine.begin(), mine.end());
  EXPECT_EQ(different.size(), kThreads * kEach);
  for (const fs::path& path : different) EXPECT_TRUE(fs::is_directory(path)) << path;
}

TEST(RunFolder, TheNewestIsToldByTimeThenByNumber) {
  const TestFolder folder;
  fs::path newest;
  for (const char* name : {"2026-01-31T11-59-59Z-11", "2026-01-31T12-00-00Z", "2026-01-31T12-00-00Z-2",
                           "2026-01-31T12-00-00Z-10", "2026-01-31T12-00-01Z"}) {
    fs::create_directory(folder.path() / name);
    std::ofstream(folder.path() / name / "mark") << "begun";
    EXPECT_EQ(folder_to_resume({}, folder.path(), "mark"), folder.path() / name);
  }
}

TEST(RunFolder, OnlyARunThatHasBegunIsResumed) {
  const TestFolder folder;
  const fs::path begun = make_run_folder(folder.path());
  const fs::path refused = make_run_folder(folder.path());
  EXPECT_THROW((void)folder_to_resume({}, folder.path(), "mark"), InputError);
  EXPECT_THROW((void)folder_to_resume(begun, folder.path(), "mark"), InputError);
  std::ofstream(begun / "mark") << "begun";
  EXPECT_EQ(folder_to_resume({}, folder.path(), "mark"), begun);
  EXPECT_EQ(folder_to_resume(begun, folder.path(), "mark"), begun);
  EXPECT_THROW((void)folder_to_resume(refused, folder.path(), "mark"), InputError);
}

TEST(RunFolder, WhatCannotBeMadeIsNamed) {
  const TestFolder folder;
  const fs::path file = folder.path() / "file";
  std::ofstream(file) << "in the way";
  try {
    (void)make_run_folder(file / "demo");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find(file.string()), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace colonnade::runner
