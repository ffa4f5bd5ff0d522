#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

namespace colonnade::cortex {
namespace {

#ifdef __SANITIZE_THREAD__

// The thread sanitizer cannot see how TBB, which was built without it, orders memory: it watches plain threads instead.
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

#else

template <class Run>
void run_pieces(std::size_t pieces, int threads, const Run& run) {
  // More threads than processors are allowed, as asked for.
  std::optional<tbb::global_control> allow;
  if (threads > tbb::info::default_concurrency()) {
    allow.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  }
  tbb::task_arena arena(threads);
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, pieces, run, tbb::simple_partitioner()); });
}

#endif

}  // namespace

void parallel_for(std::size_t count, std::size_t piece, int threads,
                  const std::function<void(std::size_t begin, std::size_t end)>& body) {
  const std::size_t pieces = (count + piece - 1) / piece;
  const auto run = [&](std::size_t i) { body(i * piece, std::min(count, (i + 1) * piece)); };
  if (threads <= 1 || pieces <= 1) {
    for (std::size_t i = 0; i < pieces; ++i) {
      run(i);
    }
    return;
  }
  run_pieces(pieces, threads, run);
}

}  // namespace colonnade::cortex
