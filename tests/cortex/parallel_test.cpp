#include "parallel.h"

#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace colonnade::cortex {
namespace {

TEST(ParallelFor, VisitsEveryIndexOnceInTheSamePiecesForAnyThreads) {
  for (const int threads : {1, 2, 4}) {
    for (const std::size_t count : {0, 1, 9, 10, 11, 1000}) {
      std::vector<std::atomic<int>> visits(count);
      std::atomic<bool> aligned = true;
      parallel_for(count, 10, threads, [&](std::size_t begin, std::size_t end) {
        if (begin % 10 != 0 || (end % 10 != 0 && end != count)) aligned = false;
        for (std::size_t i = begin; i < end; ++i) ++visits[i];
      });
      for (const auto& visit : visits) EXPECT_EQ(visit, 1);
      EXPECT_TRUE(aligned);
    }
  }
}

TEST(ParallelFor, ExceptionsReachTheCaller) {
  for (const int threads : {1, 2}) {
    EXPECT_THROW(parallel_for(100, 1, threads,
                              [](std::size_t begin, std::size_t) {
                                if (begin == 57) throw std::runtime_error("57");
                              }),
                 std::runtime_error);
  }
}

}  // namespace
}  // namespace colonnade::cortex
