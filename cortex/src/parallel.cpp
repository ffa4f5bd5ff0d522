#include "parallel.h"

#include <algorithm>
#include <optional>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include "run_pieces.h"

namespace colonnade::cortex {
namespace {

template <class Run>
void run_by_tbb(std::size_t pieces, int threads, const Run& run) {
  // More threads than processors are allowed, as asked for.
  std::optional<tbb::global_control> allow;
  if (threads > tbb::info::default_concurrency()) {
    allow.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  }
  tbb::task_arena arena(threads);
  arena.execute([&] { tbb::parallel_for(std::size_t{0}, pieces, run, tbb::simple_partitioner()); });
}

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
#ifdef __SANITIZE_THREAD__
  // The thread sanitizer cannot see how TBB, which was built without it, orders memory: it watches plain threads
  // instead.
  run_pieces(pieces, threads, run);
#else
  run_by_tbb(pieces, threads, run);
#endif
}

}  // namespace colonnade::cortex
