#pragma once

namespace colonnade::runner {

/// The program `colonnade`. @returns its exit code: 0, 1 internal failure, 2 bad input, 130 interrupted.
int run_program(int argc, char** argv);

}  // namespace colonnade::runner
