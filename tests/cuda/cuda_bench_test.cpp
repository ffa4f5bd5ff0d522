// That the benchmark runs and measures what it says; its times are not judged.

#include "cuda_bench.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include <colonnade/cortex/error.h>

#include "arguments.h"
#include "emulated_device.h"
#include "host_memory.h"
#include "processor_step.h"

namespace colonnade::cuda::testing {
namespace {

BenchSizes tiny() {
  BenchSizes sizes;
  sizes.rounds = 1;
  sizes.seconds = 0;
  sizes.table_bytes = 1 << 16;
  sizes.queries = 70;
  sizes.objects = 2;
  sizes.segments = 60;
  sizes.hypotheses = {10, 40};
  sizes.columns = {1, 3};
  sizes.hypotheses_of_column = 20;
  sizes.remembered = 2;
  sizes.stored = {100, std::uint64_t{1} << 40};
  sizes.indexed = {100, 300, std::uint64_t{1} << 40};
  sizes.energy_seconds = 0;
  return sizes;
}

TEST(CudaBench, MeasuresEverySection) {
  std::ostringstream out;
  double counter = 0;
  const auto figures = run_cuda_bench(
      std::make_shared<EmulatedDevice>(std::size_t{64} << 20), vectorised_processor_kernels(),
      [&] { return counter += 2; }, tiny(), out);
  for (const char* part : {"copy within", "one to many, share", "one to many, energy", "many to many, share",
                           "registers alone", "many to many, energy", "hypothesis-steps, 40", "over one core",
                           "indexed segments", "100 stored segments", "3 columns of 20"}) {
    EXPECT_TRUE(std::any_of(figures.begin(), figures.end(),
                            [&](const Figure& f) { return f.name.find(part) != std::string::npos && f.value > 0; }))
        << part << " is not in\n"
        << out.str();
  }
  EXPECT_NE(out.str().find("300 indexed segments"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("1099511627776 stored segments are left out"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("1099511627776 indexed segments are left out: they take about "), std::string::npos)
      << out.str();
}

TEST(CudaBench, SegmentsThatTheDeviceHasNoRoomForAreNamedAndTheRestIsMeasured) {
  BenchSizes sizes = tiny();
  sizes.parts = {BenchPart::segments};
  sizes.indexed = {100, 5000, 20000, 120};  // 5000 should fit by the estimate, but do not beside what else there is
  sizes.stored = {100};
  std::ostringstream out;
  const auto figures = run_cuda_bench(std::make_shared<EmulatedDevice>(std::size_t{5000} * 490),
                                      vectorised_processor_kernels(), {}, sizes, out);
  std::vector<std::string> names;
  for (const Figure& figure : figures) names.push_back(figure.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a step of 40 hypotheses, 100 indexed segments",
                                             "a step of 40 hypotheses, 120 indexed segments",
                                             "one query against 100 stored segments"}));
  EXPECT_NE(out.str().find("out of memory: 5000 indexed segments are left out\n"), std::string::npos) << out.str();
  EXPECT_NE(
      out.str().find("20000 indexed segments are left out: they take about 0.0 GiB of the 0.0 GiB of emulated GPU"),
      std::string::npos)
      << out.str();
}

TEST(CudaBench, WithoutACounterEnergyIsNamedAsLeftOut) {
  BenchSizes sizes = tiny();
  sizes.parts = {BenchPart::overlap};
  std::ostringstream out;
  const auto figures = run_cuda_bench(std::make_shared<EmulatedDevice>(std::size_t{64} << 20),
                                      vectorised_processor_kernels(), {}, sizes, out);
  for (const char* name : {"one to many, energy", "many to many, energy"}) {
    EXPECT_NE(out.str().find(std::string(": ") + name + ", is left out\n"), std::string::npos) << out.str();
    EXPECT_TRUE(std::none_of(figures.begin(), figures.end(), [&](const Figure& f) { return f.name == name; }));
  }
}

TEST(CudaBench, TheHostsMemoryCanBeToldInstead) {
  BenchSizes sizes = tiny();
  sizes.parts = {BenchPart::segments};
  sizes.indexed = {100, 300};
  sizes.stored = {};
  sizes.host_memory_bytes = 100000;
  std::ostringstream out;
  const auto figures = run_cuda_bench(std::make_shared<EmulatedDevice>(std::size_t{64} << 20),
                                      vectorised_processor_kernels(), {}, sizes, out);
  ASSERT_EQ(figures.size(), 1U) << out.str();
  EXPECT_EQ(figures[0].name, "a step of 40 hypotheses, 100 indexed segments");
  EXPECT_NE(out.str().find("300 indexed segments are left out: they take about 0.0 GiB of the 0.0 GiB of the host's"),
            std::string::npos)
      << out.str();
}

TEST(CudaBench, ArgumentsInAnyOrder) {
  const auto parsed = [](std::vector<const char*> arguments) { return parse_bench_arguments(arguments); };
  const BenchArguments none = parsed({});
  EXPECT_FALSE(none.only_device);
  EXPECT_FALSE(none.sizes.host_memory_bytes.has_value());
  EXPECT_EQ(none.sizes.parts.size(), 4U);
  const BenchArguments all = parsed({"steps", "--host-memory", "1.5", "--device", "columns", "--quick"});
  EXPECT_TRUE(all.only_device);
  EXPECT_EQ(all.sizes.host_memory_bytes, 1.5 * (1U << 30));
  EXPECT_EQ(all.sizes.parts, (std::vector<BenchPart>{BenchPart::steps, BenchPart::columns}));
  EXPECT_EQ(all.sizes.rounds, BenchSizes::quick().rounds);
  EXPECT_THROW((void)parsed({"--host-memory"}), InputError);
  for (const char* wrong : {"", "x", "0", "-1", "4G", "nan"}) {
    EXPECT_THROW((void)parsed({"--host-memory", wrong}), InputError) << wrong;
  }
}

TEST(CudaBench, PartsHaveNames) {
  EXPECT_EQ(parse_bench_part("overlap"), BenchPart::overlap);
  EXPECT_EQ(parse_bench_part("steps"), BenchPart::steps);
  EXPECT_EQ(parse_bench_part("segments"), BenchPart::segments);
  EXPECT_EQ(parse_bench_part("columns"), BenchPart::columns);
  EXPECT_THROW((void)parse_bench_part("all"), InputError);
}

TEST(HostMemory, IsBetweenNothingAndWhatNoMachineHas) {
  EXPECT_GT(host_memory_available(), 1e6);
  EXPECT_LT(host_memory_available(), 1e15);
}

TEST(CudaBench, AFigureIsReachedOrNot) {
  EXPECT_TRUE((Figure{"", 1, "", {}, {}}).reached());
  EXPECT_TRUE((Figure{"", 0.85, "", 0.85, {}}).reached());
  EXPECT_FALSE((Figure{"", 0.84, "", 0.85, {}}).reached());
  EXPECT_TRUE((Figure{"", 5, "", {}, 5}).reached());
  EXPECT_FALSE((Figure{"", 5.1, "", {}, 5}).reached());
}

}  // namespace
}  // namespace colonnade::cuda::testing
