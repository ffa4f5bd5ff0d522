#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <vector>

#include <colonnade/sensors/mesh_loader.h>

#include "mesh_files.h"
// What runs in a child process has no other way to be seen.
#include "../../sensors/src/mesh/isolated.h"

namespace colonnade::sensors {
namespace {

constexpr IsolationLimits kLimits{10, std::size_t{1} << 30};

std::string failure(const std::function<std::string()>& work, const IsolationLimits& limits = kLimits) {
  return error_of([&] { (void)run_isolated("thing", limits, work); });
}

TEST(Isolated, GivesWhatWasReturned) {
  EXPECT_EQ(run_isolated("thing", kLimits, [] { return std::string(); }), "");
  const std::string large(3'000'000, 'x');
  EXPECT_EQ(run_isolated("thing", kLimits, [&] { return large; }), large);
}

TEST(Isolated, LeavesThisProcessAsItWas) {
  int counted = 0;
  (void)run_isolated("thing", kLimits, [&] { return std::to_string(++counted); });
  EXPECT_EQ(counted, 0);
}

TEST(Isolated, ThrowsWhatWasThrown) {
  EXPECT_EQ(failure([]() -> std::string { throw std::runtime_error("no good"); }), "thing: no good");
}

TEST(Isolated, SaysHowItEnded) {
  EXPECT_NE(failure([] {
              (void)std::raise(SIGSEGV);
              return std::string();
            }).find("thing: the library that reads it crashed (signal 11)"),
            std::string::npos);
  EXPECT_NE(failure([]() -> std::string { std::abort(); }).find("signal 6"), std::string::npos);
  EXPECT_NE(failure([]() -> std::string { _Exit(0); }).find("crashed"), std::string::npos);
}

TEST(Isolated, BoundsTime) {
  const std::string message = failure(
      []() -> std::string {
        for (std::atomic<int> i = 0;; ++i) continue;
      },
      {1, std::size_t{1} << 30});
  EXPECT_NE(message.find("more than 1 s"), std::string::npos) << message;
}

TEST(Isolated, BoundsMemory) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer takes all its memory in advance";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the sanitizer takes all its memory in advance";
#endif
#endif
  const std::string message = failure([] {
    std::string bytes;
    bytes.reserve(std::size_t{4} << 30);
    return std::string();
  });
  EXPECT_EQ(message, "thing: not enough memory");
}

TEST(Isolated, WorksForManyThreadsAndWithoutChildStatus) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer's allocator may be locked by another thread when a process forks";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  GTEST_SKIP() << "the sanitizer's allocator may be locked by another thread when a process forks";
#endif
#endif
  const auto handler = std::signal(SIGCHLD, SIG_IGN);
  std::vector<std::thread> threads;
  std::vector<std::string> results(8);
  for (std::size_t i = 0; i < results.size(); ++i) {
    threads.emplace_back([&results, i] {
      for (int k = 0; k < 20; ++k) {
        results[i] = run_isolated("thing", kLimits, [i] { return std::string(100'000, static_cast<char>('a' + i)); });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::signal(SIGCHLD, handler);
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i], std::string(100'000, static_cast<char>('a' + i)));
  }
}

using MeshOutside = MeshFile;

// A pipe that nobody writes to would be waited for without end.
TEST_F(MeshOutside, PipesAndFoldersAreNoFiles) {
  const std::string obj = "mtllib a.mtl\nusemtl m\n" + std::string(kTetrahedron);
  ASSERT_EQ(mkfifo((folder_ / "a.mtl").c_str(), 0600), 0);
  EXPECT_NE(load_mesh(write("a.obj", obj)).warnings.at(0).find("a.mtl"), std::string::npos);

  std::filesystem::remove(folder_ / "a.mtl");
  write("a.mtl", "newmtl m\nmap_Kd i.png\n");
  ASSERT_EQ(mkfifo((folder_ / "i.png").c_str(), 0600), 0);
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / "i.png"); }).find("i.png: not a file"), std::string::npos);
  write("b.obj",
        "mtllib a.mtl\nvt 0 0\nv 0 0 0\nv 0.1 0 0\nv 0 0.1 0\nv 0 0 0.1\nusemtl m\n"
        "f 1/1 3/1 2/1\nf 1/1 2/1 4/1\nf 1/1 4/1 3/1\nf 2/1 3/1 4/1\n");
  EXPECT_NE(load_mesh(folder_ / "b.obj").warnings.at(0).find("i.png"), std::string::npos);

  write("a.gltf", R"({"asset": {"version": "2.0"}, "buffers": [{"byteLength": 10, "uri": "a.bin"}]})");
  ASSERT_EQ(mkfifo((folder_ / "a.bin").c_str(), 0600), 0);
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / "a.gltf"); }), "");

  std::filesystem::create_directory(folder_ / "folder.obj");
  EXPECT_NE(error_of([&] { (void)load_mesh(folder_ / "folder.obj"); }).find("not a file"), std::string::npos);
  EXPECT_NE(error_of([&] { (void)load_mesh("/dev/zero"); }).find("not a file"), std::string::npos);
}

}  // namespace
}  // namespace colonnade::sensors
