// After reset(), sensing allocates nothing: every allocation of this thread is counted, whoever makes it (operator new,
// Eigen, the C library).

#include <array>
#include <cstdlib>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/region.h>

#include "boxed_outlines.h"
#include "stored_samples.h"
#include "synthetic_objects.h"

namespace {
thread_local bool counting = false;
thread_local int allocations = 0;
[[maybe_unused]] void count_allocation() {
  if (counting) ++allocations;
}
}  // namespace

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Sanitizers bring allocators of their own, which must stay in place: these builds run the path but do not count.
constexpr bool kCounting = false;
#else
constexpr bool kCounting = true;
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void* malloc(std::size_t size) noexcept {
  count_allocation();
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  count_allocation();
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  count_allocation();
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  count_allocation();
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  count_allocation();
  *out = __libc_memalign(alignment, size);
  return *out != nullptr ? 0 : 12;  // ENOMEM
}
}
#endif

namespace colonnade::cortex {
namespace {

using namespace testing;

template <class Body>
int allocations_in(const Body& body) {
  allocations = 0;
  counting = true;
  body();
  counting = false;
  return allocations;
}

struct alignas(64) Line {
  char bytes[64];
};

TEST(AllocationCount, SeesEveryKind) {
  if (!kCounting) GTEST_SKIP() << "allocations are counted in builds without sanitizers";
  void* volatile keep = nullptr;
  EXPECT_EQ(allocations_in([&] {
              keep = new int;
              delete static_cast<int*>(keep);
            }),
            1);
  EXPECT_EQ(allocations_in([&] {
              keep = new Line[3];
              delete[] static_cast<Line*>(keep);
            }),
            1);
  EXPECT_EQ(allocations_in([] { const Eigen::VectorXd volatile_size(static_cast<int>(8)); }), 1);
  EXPECT_EQ(allocations_in([&] {
              keep = std::malloc(10);
              keep = std::realloc(keep, 10000);
              std::free(keep);
            }),
            2);
}

Column a_learned_column() {
  ColumnOptions options;
  options.working_memory = 40;  // so that old sensations must leave
  options.evidence.displaced = 1;
  Column column(options);
  learn_shape(column, "box", box, 500);
  learn_shape(column, "cylinder", two_coloured_cylinder, 500);
  for (const Gist& gist : sample_gists(1, 3)) column.learn(gist, *column.memory().find("box"));
  for (const Vector3& eye : {Vector3(0.4, 0, 0.1), Vector3(0, 0.4, -0.1)}) {
    const Outline outline = outline_of({box_from({-0.05, -0.03, -0.02}, {0.10, 0.06, 0.04})}, eye_at(eye));
    for (const char* name : {"box", "cylinder"}) {
      column.learn(outline, *column.memory().find(name), Pose::Identity());
    }
  }
  return column;
}

// One episode with everything in it: surfaces, nothing, what is not valid, and an object that changes on the way.
std::vector<Sensation> an_eventful_episode() {
  RandomStream random = test_stream(1);
  std::vector<Sensation> all = episode(box, random_pose(random), 60, 1);
  for (const Sensation& s : episode(two_coloured_cylinder, random_pose(random), 60, 2)) all.push_back(s);
  for (std::size_t i = 5; i < all.size(); i += 10) all[i].on_surface = false;
  all[33].p_W.x() = std::nan("");
  return all;
}

TEST(HotPath, AColumnSensesWithoutAllocating) {
  Column column = a_learned_column();
  const auto sensations = an_eventful_episode();
  const Gist gist = sample_gists(2, 1)[0];
  const Outline outline = outline_of({box_from({-0.03, -0.03, -0.06}, {0.06, 0.06, 0.12})}, eye_at({0.3, 0.2, -0.2}));
  for (int round = 0; round < 2; ++round) {
    column.reset();
    EXPECT_EQ(allocations_in([&] {
                column.sense(gist);
                column.sense(outline);
                for (const Sensation& s : sensations) {
                  column.sense(s);
                  (void)column.goal();
                }
                column.conclude();
              }),
              0);
    EXPECT_GT(column.percept().ranked_count, 0);
    EXPECT_GT(column.statistics().outline_fits, 0U);
  }
}

TEST(HotPath, ARegionSensesAndVotesWithoutAllocating) {
  std::vector<Column> columns;
  columns.push_back(a_learned_column());
  for (int i = 0; i < 2; ++i) columns.emplace_back(columns[0].shared_memory(), columns[0].options());
  Region region(std::move(columns));
  const auto sensations = an_eventful_episode();
  region.reset();
  EXPECT_EQ(allocations_in([&] {
              for (std::size_t i = 0; i + 2 < sensations.size(); ++i) {
                std::array<std::optional<Sensation>, 3> now{sensations[i], sensations[i + 1], sensations[i + 2]};
                now[i % 3].reset();
                region.sense(now);
                (void)region.goal();
              }
            }),
            0);
  EXPECT_GT(region.percept().ranked_count, 0);
}

TEST(HotPath, BeforeTheFirstResetNothingHappens) {
  Column column;
  const auto sensations = an_eventful_episode();
  column.sense(Gist{});
  column.sense(outline_of({box_from({0, 0, 0}, {0.1, 0.1, 0.1})}, eye_at({0.3, 0.2, -0.2})));
  column.conclude();
  for (const Sensation& s : sensations) column.sense(s);
  EXPECT_EQ(column.percept().sensations, 0);
  EXPECT_FALSE(column.goal());
  std::vector<Column> columns(2);
  Region region(std::move(columns));
  region.sense(std::array<std::optional<Sensation>, 2>{sensations[0], sensations[1]});
  EXPECT_EQ(region.percept().sensations, 0);
  EXPECT_FALSE(region.goal());
}

// Another user of the memory has learned an object and brought the indexes up to date in the middle of an episode.
TEST(HotPath, AfterTheMemoryHasChangedNothingHappensUntilTheNextReset) {
  Column column = a_learned_column();
  const auto sensations = an_eventful_episode();
  column.reset();
  for (int i = 0; i < 20; ++i) column.sense(sensations[static_cast<std::size_t>(i)]);
  const int before = column.percept().sensations;
  Column other(column.shared_memory(), column.options());
  learn_shape(other, "sphere", sphere, 500);
  other.reset();
  column.sense(sensations[20]);
  column.sense(sample_gists(2, 1)[0]);
  (void)column.goal();
  EXPECT_EQ(column.percept().sensations, before);
  column.reset();
  column.sense(sensations[20]);
  EXPECT_EQ(column.percept().sensations, 1);
}

TEST(HotPath, AfterAColumnsMemoryHasChangedARegionWaitsForTheNextReset) {
  std::vector<Column> columns;
  columns.push_back(a_learned_column());
  columns.emplace_back(columns[0].shared_memory(), columns[0].options());
  const std::shared_ptr<Memory> memory = columns[0].shared_memory();
  Region region(std::move(columns));
  const auto sensations = an_eventful_episode();
  region.reset();
  region.sense(std::array<std::optional<Sensation>, 2>{sensations[0], sensations[1]});
  EXPECT_EQ(region.percept().sensations, 1);
  memory->find_or_add("something new");
  memory->consolidate();
  region.sense(std::array<std::optional<Sensation>, 2>{sensations[2], sensations[3]});
  EXPECT_EQ(region.percept().sensations, 1);
  region.reset();
  region.sense(std::array<std::optional<Sensation>, 2>{sensations[2], sensations[3]});
  EXPECT_EQ(region.percept().sensations, 1);
  EXPECT_GT(region.column(1).percept().ranked_count, 0);
}

TEST(HotPath, ARegionWhoseFirstSensorIsSilentStillPerceivesAndHasGoals) {
  std::vector<Column> columns;
  columns.push_back(a_learned_column());
  columns.emplace_back(columns[0].shared_memory(), columns[0].options());
  Region region(std::move(columns));
  region.reset();
  for (const Sensation& s : episode(two_coloured_cylinder, Pose::Identity(), 30, 3)) {
    region.sense(std::array<std::optional<Sensation>, 2>{std::nullopt, s});
    (void)region.goal();
  }
  ASSERT_GT(region.percept().ranked_count, 0);
  EXPECT_EQ(region.column(0).memory().name(region.percept().object()), "cylinder");
}

}  // namespace
}  // namespace colonnade::cortex
