#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "bench/bench.h"
#include "commands.h"

namespace colonnade::runner {

void add_bench_command(CLI::App& program) {
  auto options = std::make_shared<bench::BenchOptions>();
  CLI::App* command = program.add_subcommand("bench", "Measure the kernels on this machine");
  command->add_option("--json", options->json, "Also write the figures into this file");
  command->add_flag("--quick", options->quick, "Smaller tables and fewer repeats: a look, not a result");
  auto backend = std::make_shared<std::string>("cpu");
  command->add_option("--backend", *backend, "Measure the processor (cpu), the GPU (cuda), or both (auto)")
      ->capture_default_str();
  command->callback([options, backend] {
    options->backend = cuda::parse_backend(*backend);
    (void)bench::run_bench(*options, std::cout);
  });
}

}  // namespace colonnade::runner
