#include <iostream>
#include <string_view>

#include "bench/bench.h"
#include "console.h"
#include "program_frame.h"

namespace {

constexpr std::string_view kUsage =
    "Usage: colonnade-bench [OPTIONS]\n"
    "Measures the kernels on this machine.\n"
    "  --json FILE              Also write the figures into this file\n"
    "  --quick                  Smaller tables and fewer repeats: a look, not a result\n"
    "  --backend auto|cpu|cuda  Measure the processor (cpu, the default), the GPU (cuda), or both (auto)\n"
    "  -h, --help               This text\n";

int run(int argc, char** argv) {
  colonnade::bench::BenchOptions options;
  std::string_view backend = "cpu";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--json" && i + 1 < argc) {
      options.json = argv[++i];
    } else if (argument == "--backend" && i + 1 < argc) {
      backend = argv[++i];
    } else if (argument == "--help" || argument == "-h") {
      colonnade::runner::write_out(kUsage);
      return 0;
    } else {
      colonnade::runner::print_error("colonnade-bench: what is '{}'?\n{}", argument, kUsage);
      return colonnade::runner::kBadInput;
    }
  }
  options.backend = colonnade::cuda::parse_backend(backend);
  return colonnade::bench::run_bench(options, std::cout);
}

}  // namespace

int main(int argc, char** argv) {
  return colonnade::runner::run_guarded([&] { return run(argc, argv); });
}
