// Whatever a path is made of, it means the file; and where nothing can be written, the reason is the system's.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/memory.h>

#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using testing::TestFolder;

std::string refusal(const std::filesystem::path& path) {
  try {
    Memory().save(path);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

std::size_t files_in(const std::filesystem::path& folder) {
  const auto files = std::filesystem::directory_iterator(folder);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(StoragePaths, AreTakenLiterally) {
  const TestFolder folder;
  for (const std::string& name :
       {std::string("a b"), std::string("50%41?mode=ro#x"), std::string("a\nb"), std::string("caf\xe9"),
        std::string("file:x"), std::string(":memory:"), std::string("-x"), std::string("a'b\"c\\d")}) {
    Memory().save(folder / name);
    EXPECT_TRUE(std::filesystem::is_regular_file(folder / name)) << name;
    EXPECT_EQ(Memory::load(folder / name)->object_count(), 0) << name;
    Memory().save(folder / name);
    EXPECT_EQ(files_in(folder.path()), 1) << name;
    std::filesystem::remove(folder / name);
  }
  const std::filesystem::path twice = "/" + (folder / "a").string();
  ASSERT_EQ(twice.string().substr(0, 2), "//");
  Memory().save(twice);
  EXPECT_TRUE(std::filesystem::is_regular_file(folder / "a"));
  EXPECT_EQ(Memory::load(twice)->object_count(), 0);
  EXPECT_EQ(Memory::load("//" + twice.string())->object_count(), 0);
}

TEST(StoragePaths, ThoseThatMeanNoFileAreRefused) {
  const TestFolder folder;
  EXPECT_NE(refusal("").find("empty"), std::string::npos);
  EXPECT_THROW((void)Memory::load(""), InputError);
  const std::string zero = (folder / "a").string() + std::string("\0b", 2);
  EXPECT_NE(refusal(zero).find("zero byte"), std::string::npos);
  EXPECT_THROW((void)Memory::load(zero), InputError);
  EXPECT_EQ(files_in(folder.path()), 0);
  std::filesystem::path deep = folder.path();
  for (int i = 0; i < 10; ++i) deep /= std::string(60, 'x');
  std::filesystem::create_directories(deep);
  EXPECT_NE(refusal(deep / "a").find("SQLite takes 5"), std::string::npos) << refusal(deep / "a");
  EXPECT_THROW((void)Memory::load(deep / "a"), InputError);
  EXPECT_NE(refusal("/dev/null").find("is a device"), std::string::npos) << refusal("/dev/null");
}

TEST(StoragePaths, TheReasonIsTheSystems) {
  const TestFolder folder;
  std::ofstream(folder / "file") << 1;
  EXPECT_NE(refusal(folder / "file" / "a").find("is no folder"), std::string::npos) << refusal(folder / "file" / "a");
  EXPECT_NE(refusal(folder / "none" / "a").find("there is no folder"), std::string::npos);
  EXPECT_NE(refusal(folder / std::string(300, 'x')).find("File name too long"), std::string::npos);
}

TEST(StoragePaths, AFolderThatCannotBeWrittenIsCalledSo) {
  constexpr int kNotPermitted = 77;
  const TestFolder folder;
  Memory().save(folder / "old.colonnade");
  int status = 0;
  const pid_t child = ::fork();
  if (child == 0) {  // a read-only view of the folder, seen by the child alone
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(folder.path().c_str(), folder.path().c_str(), nullptr, MS_BIND, nullptr) != 0 ||
        ::mount("none", folder.path().c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) {
      ::_exit(kNotPermitted);
    }
    const auto read_only = [](const std::string& why) {
      return why.find("Read-only file system") != std::string::npos;
    };
    const bool fresh = read_only(refusal(folder / "new.colonnade")), old = read_only(refusal(folder / "old.colonnade"));
    const bool readable = Memory::load(folder / "old.colonnade")->object_count() == 0;
    ::_exit(fresh && old && readable ? 0 : 1);
  }
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotPermitted) GTEST_SKIP() << "mounting needs root";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StoragePaths, WhatAKilledFirstSaveLeftIsTakenOver) {
  const TestFolder folder;
  for (const char* suffix : {"-unfinished", "-unfinished-journal", "-unfinished-wal"}) {
    std::ofstream(folder / (std::string("a.colonnade") + suffix)) << std::string(5000, 'x');
  }
  Memory().save(folder / "a.colonnade");
  EXPECT_EQ(Memory::load(folder / "a.colonnade")->object_count(), 0);
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(StoragePaths, AFirstSaveThatIsAtWorkIsWaitedFor) {
  const TestFolder folder;
  const auto path = folder / "a.colonnade";
  const int held = ::open((path.string() + "-unfinished").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(held);
    ::_exit(refusal(path).empty() ? 0 : 1);
  }
  ::usleep(100'000);
  EXPECT_FALSE(std::filesystem::exists(path));
  ::close(held);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(std::filesystem::exists(path));
  EXPECT_EQ(files_in(folder.path()), 1);
}

}  // namespace
}  // namespace colonnade::cortex
