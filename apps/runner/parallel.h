#pragma once

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "interrupt.h"

namespace colonnade::runner {

/// Calls work(index, worker) once for each index in [first, count), in rising order of start, on `threads` threads
/// (worker is 0 ... threads - 1). After an exception, or when the user interrupts, nothing new is started.
/// @throws what the failing call of the lowest index threw, whoever failed first; Interrupted when the user asked to
/// stop and something was left out.
template <class Work>
void parallel_for(int first, int count, int threads, Work&& work) {
  std::atomic<int> next{first};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  int failing = count;
  std::mutex mutex;
  const auto loop = [&](int worker) {
    while (!failed && !interrupted()) {
      const int index = next++;
      if (index >= count) return;
      try {
        work(index, worker);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failed = true;
        if (index < failing) failure = std::current_exception();
        failing = std::min(failing, index);
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (int worker = 1; worker < std::min(threads, count - first); ++worker) helpers.emplace_back(loop, worker);
    loop(0);
  }
  if (failure) std::rethrow_exception(failure);
  if (next < count) throw Interrupted{};
}

}  // namespace colonnade::runner
