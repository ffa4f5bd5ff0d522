#include "emulated_block.h"

#include <ucontext.h>

#include <stdexcept>
#include <vector>

namespace colonnade::cuda::testing {
namespace {

constexpr std::size_t kStackBytes = 64 << 10;

struct Fiber {
  ucontext_t context{};
  bool done = false;
  std::uint64_t block_waits = 0;  // how many barriers it has come to
  std::uint64_t group_waits = 0;
  std::uint64_t slots[2] = {};  // what it gives at even and odd group calls
};

struct State {
  std::vector<char> stacks;
  std::vector<Fiber> fibers;
  ucontext_t scheduler{};
  std::uint32_t running = 0;
  const std::function<void(std::uint32_t)>* body = nullptr;
  bool progress = false;
};

thread_local State state;

void enter() {
  (*state.body)(state.running);
  state.fibers[state.running].done = true;
  state.progress = true;
}

void yield() { swapcontext(&state.fibers[state.running].context, &state.scheduler); }

// Waits until all of these threads have come as far as this one. Who has left the kernel waits for nobody, but whoever
// waits for it would on a GPU, too: only whole groups may leave, and nobody who is waited for by the block.
void wait(std::uint32_t begin, std::uint32_t end, std::uint64_t Fiber::*waits) {
  const std::uint64_t mine = ++(state.fibers[state.running].*waits);
  state.progress = true;
  for (;;) {
    bool all = true;
    for (std::uint32_t i = begin; i < end; ++i) all = all && state.fibers[i].*waits >= mine;
    if (all) return;
    yield();
  }
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
    context.uc_link = &state.scheduler;
    makecontext(&context, &enter, 0);
  }
  for (std::uint32_t left = threads; left > 0;) {
    state.progress = false;
    for (std::uint32_t i = 0; i < threads; ++i) {
      if (state.fibers[i].done) continue;
      state.running = i;
      swapcontext(&state.scheduler, &state.fibers[i].context);
      if (state.fibers[i].done) --left;
    }
    if (!state.progress && left > 0) throw std::logic_error("threads of a block wait for others that never come");
  }
}

void EmulatedBlock::wait_for_block() { wait(0, static_cast<std::uint32_t>(state.fibers.size()), &Fiber::block_waits); }

std::uint64_t EmulatedBlock::exchange(std::uint64_t value, std::uint32_t lane_mask) {
  const std::uint32_t me = state.running;
  const std::uint32_t begin = me / kernels::kGroup * kernels::kGroup;
  const std::uint64_t parity = state.fibers[me].group_waits % 2;
  state.fibers[me].slots[parity] = value;
  wait(begin, begin + kernels::kGroup, &Fiber::group_waits);
  return state.fibers[begin + ((me - begin) ^ lane_mask)].slots[parity];
}

}  // namespace colonnade::cuda::testing
