#pragma once

namespace colonnade::benchmark {

/// The program: parses the command line and runs a study. @returns the exit code (see runner::run_program).
int run_benchmark(int argc, char** argv);

}  // namespace colonnade::benchmark
