#include <iostream>
#include <string_view>

#include <colonnade/cortex/error.h>

#include "bench/bench.h"

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
    } else {
      std::cerr << "colonnade-bench [--json FILE] [--quick] [--backend auto|cpu|cuda]: what is '" << argument << "'?\n";
      return 2;
    }
  }
  try {
    options.backend = colonnade::cuda::parse_backend(backend);
    return colonnade::bench::run_bench(options, std::cout);
  } catch (const colonnade::InputError& error) {
    std::cerr << "colonnade-bench: " << error.what() << '\n';
    return 2;
  }
}
