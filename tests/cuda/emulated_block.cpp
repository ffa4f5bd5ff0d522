#include "emulated_block.h"

#include <ucontext.h>

#include <algorithm>
#include <csetjmp>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

namespace colonnade::cuda::testing {
namespace {

constexpr std::size_t kStackBytes = 64 << 10;

// A fiber starts with a context of its own; from then on it is left and entered by jumps, which, other than
// swapcontext, ask nothing of the system.
struct Fiber {
  ucontext_t context{};
  std::jmp_buf place{};
  bool started = false;
  bool done = false;
  std::uint64_t block_waits = 0;  // how many barriers it has come to
  std::uint64_t warp_waits = 0;
  std::uint64_t slots[2] = {};  // what it gives at even and odd exchanges
};

struct State {
  std::vector<char> stacks;
  std::vector<Fiber> fibers;
  std::vector<std::uint32_t> order;  // in which they take turns
  std::uint32_t blocks = 0;          // run so far
  std::jmp_buf scheduler{};
  std::uint32_t running = 0;
  const std::function<void(std::uint32_t)>* body = nullptr;
  bool progress = false;
};

thread_local State state;

void enter() {
  (*state.body)(state.running);
  state.fibers[state.running].done = true;
  state.progress = true;
  _longjmp(state.scheduler, 1);
}

void yield() {
  if (_setjmp(state.fibers[state.running].place) == 0) _longjmp(state.scheduler, 1);
}

// Lets a fiber run until it waits or is done.
void go_on(std::uint32_t which) {
  state.running = which;
  if (_setjmp(state.scheduler) != 0) return;
  Fiber& fiber = state.fibers[which];
  if (fiber.started) _longjmp(fiber.place, 1);
  fiber.started = true;
  setcontext(&fiber.context);
}

// Waits until all of these threads have come as far as this one. Who has left the kernel waits for nobody, but whoever
// waits for it might on a GPU, too: only whole warps may leave, and nobody who is waited for by the block.
void wait(std::uint32_t begin, std::uint32_t end, std::uint64_t Fiber::*waits) {
  const std::uint64_t mine = ++(state.fibers[state.running].*waits);
  state.progress = true;
  const auto first = state.fibers.begin() + begin;
  const auto last = state.fibers.begin() + end;
  while (!std::all_of(first, last, [&](const Fiber& other) { return other.*waits >= mine; })) yield();
}

}  // namespace

void EmulatedBlock::run(std::uint32_t threads, const std::function<void(std::uint32_t)>& body) {
  state.stacks.resize(threads * kStackBytes);
  state.fibers.assign(threads, Fiber{});
  state.body = &body;
  for (std::uint32_t i = 0; i < threads; ++i) {
    ucontext_t& context = state.fibers[i].context;
    getcontext(&context);
    context.uc_stack.ss_sp = state.stacks.data() + i * kStackBytes;
    context.uc_stack.ss_size = kStackBytes;
    context.uc_link = nullptr;
    makecontext(&context, &enter, 0);
  }
  // The first, the last, any thread comes first: who relies on an order must not get away with it.
  std::vector<std::uint32_t>& order = state.order;
  order.resize(threads);
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  if (state.blocks % 3 == 1) std::reverse(order.begin(), order.end());
  if (state.blocks % 3 == 2) std::shuffle(order.begin(), order.end(), std::mt19937(state.blocks));
  ++state.blocks;
  for (std::uint32_t left = threads; left > 0;) {
    state.progress = false;
    for (std::uint32_t turn = 0; turn < threads; ++turn) {
      const std::uint32_t i = order[turn];
      if (state.fibers[i].done) continue;
      go_on(i);
      if (state.fibers[i].done) --left;
    }
    if (!state.progress && left > 0) throw std::logic_error("threads of a block wait for others that never come");
  }
}

void EmulatedBlock::wait_for_block() { wait(0, static_cast<std::uint32_t>(state.fibers.size()), &Fiber::block_waits); }

std::uint64_t EmulatedBlock::exchange(std::uint64_t value, std::uint32_t lane_mask) {
  const std::uint32_t me = state.running;
  const std::uint32_t begin = me / kernels::kWarp * kernels::kWarp;
  const std::uint64_t parity = state.fibers[me].warp_waits % 2;
  state.fibers[me].slots[parity] = value;
  wait(begin, begin + kernels::kWarp, &Fiber::warp_waits);
  return state.fibers[me ^ lane_mask].slots[parity];
}

}  // namespace colonnade::cuda::testing
