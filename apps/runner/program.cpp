#include "program.h"

#include <CLI/CLI.hpp>

#include "build_info.h"
#include "command_line.h"
#include "commands/commands.h"
#include "console.h"
#include "interrupt.h"
#include "program_frame.h"

namespace colonnade::runner {

int run_program(int argc, char** argv) {
  const std::vector<std::string> command_line(argv, argv + argc);
  CLI::App program("Columns of sparse neurons learn objects by moving a sensor over them, and recognise them.",
                   "colonnade");
  program.set_version_flag("--version", std::string(kVersion) + " (" + std::string(kRevision) + ")");
  program.require_subcommand(0, 1);  // so that an unknown one is named
  add_run_command(program, command_line);
  add_learn_command(program);
  add_recognise_command(program);
  add_inspect_command(program);
  add_list_command(program);
  add_ledger_command(program);
  add_bench_command(program);
  add_scaling_command(program, command_line);

  catch_interrupts();
  return run_guarded([&] {
    try {
      program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return end_of_parsing(program, error);
    }
    if (!program.get_subcommands().empty()) return 0;
    write_error(program.help());
    return kBadInput;
  });
}

}  // namespace colonnade::runner
