// That the benchmark runs and measures what it says; its times are not judged.

#include "cuda_bench.h"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "emulated_device.h"
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
  sizes.indexed = {100};
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
  EXPECT_NE(out.str().find("1099511627776 stored segments are left out"), std::string::npos) << out.str();
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
