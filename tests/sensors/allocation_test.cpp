#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include <colonnade/sensors/noise.h>
#include <colonnade/sensors/sensor_module.h>

#include "shapes.h"

namespace {

std::atomic<int> allocations{0};

}  // namespace

// Sanitizers bring allocators of their own, which must stay in place.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCounting = false;
#else
constexpr bool kCounting = true;

// Counts every allocation of this test program.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
#endif

namespace colonnade::sensors {
namespace {

TEST(SensorModule, DoesNotAllocateOnceWarm) {
  if (!kCounting) GTEST_SKIP() << "allocations are counted in builds without sanitizers";
  const SimulatedWorld world = world_of(box(0.1, 0.1, 0.1));
  const PinholeCamera camera = PinholeCamera::square(64, 0.005, 0.025);
  RgbdPatch patch;
  SensorModule module;
  const auto look = [&](const cortex::Vector3& p, std::uint32_t step) {
    world.render(camera, looking_at(p, cortex::Vector3::UnitZ(), 0.025), patch);
    DepthNoise{}.apply(1, 0, step, patch);
    auto sensation = module.sense(patch, 0);
    if (sensation) MessageNoise{}.apply(1, step, *sensation);
    return sensation.has_value();
  };
  EXPECT_TRUE(look({0, 0, 0.05}, 0));      // a full window
  EXPECT_TRUE(look({0.049, 0, 0.05}, 1));  // one with a discontinuity
  const int before = allocations;
  bool all = true;
  for (std::uint32_t step = 2; step < 20; ++step) {
    const double x = step % 2 == 0 ? 0.049 : 0.01;
    all = look({x, 0, 0.05}, step) && all;
  }
  const int after = allocations;
  EXPECT_TRUE(all);
  EXPECT_EQ(after - before, 0);
}

}  // namespace
}  // namespace colonnade::sensors
