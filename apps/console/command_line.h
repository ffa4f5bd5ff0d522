#pragma once

#include <sstream>

#include <CLI/CLI.hpp>

#include "console.h"
#include "program_frame.h"

namespace colonnade::runner {

/// Prints what ended the reading of a command line: help and version, or what is wrong with it.
/// @returns the exit code. @throws InputError as write_out().
inline int end_of_parsing(const CLI::App& program, const CLI::ParseError& end) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = program.exit(end, out, err);
  write_out(out.str());
  write_error(err.str());
  return code == 0 ? 0 : kBadInput;
}

}  // namespace colonnade::runner
