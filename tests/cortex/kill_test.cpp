// What must hold when the process dies, or the disk is full, at any moment of saving.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <colonnade/cortex/error.h>

#include "storage/memory_file.h"
#include "stored_samples.h"

namespace colonnade::cortex {
namespace {

using storage::read_memory;
using testing::same_object;
using testing::same_objects;
using testing::sample_object;
using testing::TestFolder;
using testing::write_memory;

constexpr int kRefused = 2;
constexpr int kNotPermitted = 77;

LearnedObject numbered_object(std::uint32_t number) {
  return sample_object("object " + std::to_string(number), number, 50 + number % 7 * 100);
}

/// Runs work in a child process. @return its exit code, or minus the signal that ended it.
int in_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::_exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int save_or_refuse(const std::filesystem::path& path, std::span<const LearnedObject> objects) {
  try {
    write_memory(path, {}, objects);
    return 0;
  } catch (const InputError&) {
    return kRefused;
  }
}

TEST(Kill, LeavesAMemoryWithAllThatWasCommitted) {
  const TestFolder folder;
  for (int round = 0; round < 40; ++round) {
    // Alternately a fresh file, so that the first save is hit, too, and the same file killed again and again.
    const auto path = folder / ("a" + std::to_string(round / 8) + ".colonnade");
    int progress[2];
    ASSERT_EQ(::pipe(progress), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      std::vector<LearnedObject> objects;
      if (std::filesystem::exists(path)) {
        objects = std::move(read_memory(path).objects);
      }
      for (;;) {
        const auto number = static_cast<std::uint32_t>(objects.size());
        objects.push_back(numbered_object(number));
        write_memory(path, {}, objects);
        const std::uint32_t committed = number + 1;
        if (::write(progress[1], &committed, sizeof committed) != sizeof committed) {
          ::_exit(1);
        }
      }
    }
    ::close(progress[1]);
    // Some kills hit the first save, others a later one; how far into it is left to the clock.
    std::uint32_t committed = 0;
    for (int saves = 0; saves < round % 4; ++saves) {
      ASSERT_EQ(::read(progress[0], &committed, sizeof committed), sizeof committed);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(round * 7919 % 20'000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself, with " << WEXITSTATUS(status);

    for (std::uint32_t next = 0; ::read(progress[0], &next, sizeof next) == sizeof next;) {
      committed = next;
    }
    ::close(progress[0]);
    if (!std::filesystem::exists(path)) {
      ASSERT_EQ(committed, 0);
      continue;
    }
    const auto objects = read_memory(path).objects;
    ASSERT_GE(objects.size(), committed);
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
      ASSERT_TRUE(same_object(objects[i], numbered_object(i))) << "object " << i << " of " << objects.size();
    }
  }
}

/// Saves over an old memory in a child with the given obstacle; the old contents or the new must stand there then.
void expect_old_or_new(const std::filesystem::path& path, const std::vector<LearnedObject>& objects_before,
                       const std::vector<LearnedObject>& objects_after, int exit_code) {
  const auto objects = read_memory(path).objects;
  if (exit_code == 0) {
    EXPECT_TRUE(same_objects(objects, objects_after));
  } else {
    EXPECT_EQ(exit_code, kRefused);
    EXPECT_TRUE(same_objects(objects, objects_before));
  }
}

TEST(FullDisk, FileSizeLimitKeepsTheOldContents) {
  const TestFolder folder;
  const std::vector<LearnedObject> before{numbered_object(0)};
  const std::vector<LearnedObject> after{numbered_object(0), numbered_object(2), numbered_object(3)};
  int refused = 0;
  for (rlim_t limit = 0; limit < 400'000; limit += 16'384) {
    const auto path = folder / ("a" + std::to_string(limit) + ".colonnade");
    write_memory(path, {}, before);
    const int code = in_child([&] {
      const rlimit most{limit, limit};
      std::signal(SIGXFSZ, SIG_IGN);
      ::setrlimit(RLIMIT_FSIZE, &most);
      return save_or_refuse(path, after);
    });
    refused += code == kRefused;
    expect_old_or_new(path, before, after, code);
  }
  EXPECT_GT(refused, 5);
}

TEST(FullDisk, NewFileAppearsWholeOrNotAtAll) {
  const TestFolder folder;
  const std::vector<LearnedObject> objects{numbered_object(3)};
  int refused = 0;
  for (rlim_t limit = 0; limit < 250'000; limit += 16'384) {
    const auto path = folder / ("a" + std::to_string(limit) + ".colonnade");
    const int code = in_child([&] {
      const rlimit most{limit, limit};
      std::signal(SIGXFSZ, SIG_IGN);
      ::setrlimit(RLIMIT_FSIZE, &most);
      return save_or_refuse(path, objects);
    });
    refused += code == kRefused;
    if (code == 0) {
      EXPECT_TRUE(same_objects(read_memory(path).objects, objects));
    } else {
      EXPECT_EQ(code, kRefused);
      EXPECT_FALSE(std::filesystem::exists(path));
    }
  }
  EXPECT_GT(refused, 5);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(file.path().extension(), ".colonnade") << "left behind: " << file.path();
  }
}

TEST(FullDisk, FullFileSystemKeepsTheOldContents) {
  const TestFolder folder;
  const std::vector<LearnedObject> before{numbered_object(0)};
  const std::vector<LearnedObject> after{numbered_object(0), numbered_object(2), numbered_object(3)};
  int refused = 0;
  for (int kilobytes = 120; kilobytes < 900; kilobytes += 60) {
    // A file system of its own, seen by the child alone and gone with it: the check, too, happens there.
    const int code = in_child([&] {
      const std::string size = "size=" + std::to_string(kilobytes) + "k";
      if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, size.c_str()) != 0) {
        return kNotPermitted;
      }
      const auto path = folder / "a.colonnade";
      write_memory(path, {}, before);
      const int saved = save_or_refuse(path, after);
      return same_objects(read_memory(path).objects, saved == 0 ? after : before) ? saved : 1;
    });
    if (code == kNotPermitted) {
      GTEST_SKIP() << "mounting a small file system needs root";
    }
    ASSERT_TRUE(code == 0 || code == kRefused) << code << " at " << kilobytes << " kB";
    refused += code == kRefused;
  }
  EXPECT_GT(refused, 1);
}

}  // namespace
}  // namespace colonnade::cortex
