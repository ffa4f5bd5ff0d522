#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace colonnade::cortex {

/// Calls run(i) for every i below `pieces`, on `threads` threads of its own. An exception reaches the caller.
template <class Run>
void run_pieces(std::size_t pieces, int threads, const Run& run) {
  std::atomic<std::size_t> next = 0;
  std::mutex error_mutex;
  std::exception_ptr error;
  const auto work = [&] {
    for (std::size_t i = next++; i < pieces; i = next++) {
      try {
        run(i);
      } catch (...) {
        const std::lock_guard lock(error_mutex);
        error = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back(work);
  }
  workers.clear();
  if (error) {
    std::rethrow_exception(error);
  }
}

}  // namespace colonnade::cortex
