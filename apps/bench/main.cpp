#include <exception>
#include <iostream>
#include <string_view>

#include <colonnade/cortex/error.h>

#include "bench/bench.h"

namespace {

constexpr std::string_view kUsage =
    "Usage: colonnade-bench [OPTIONS]\n"
    "Measures the kernels on this machine.\n"
    "  --json FILE              Also write the figures into this file\n"
    "  --quick                  Smaller tables and fewer repeats: a look, not a result\n"
    "  --backend auto|cpu|cuda  Measure the processor (cpu, the default), the GPU (cuda), or both (auto)\n"
    "  -h, --help               This text\n";

}  // namespace

int main(int argc, char** argv) {
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
      std::cout << kUsage;
      return 0;
    } else {
      std::cerr << "colonnade-bench: what is '" << argument << "'?\n" << kUsage;
      return 2;
    }
  }
  try {
    options.backend = colonnade::cuda::parse_backend(backend);
    return colonnade::bench::run_bench(options, std::cout);
  } catch (const colonnade::InputError& error) {
    std::cerr << "colonnade-bench: " << error.what() << '\n';
    return 2;
  } catch (const std::exception& error) {  // a GPU that fails in the middle, ...
    std::cerr << "colonnade-bench: internal failure: " << error.what() << '\n';
    return 1;
  }
}
