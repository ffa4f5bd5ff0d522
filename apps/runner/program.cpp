#include "program.h"

#include <exception>
#include <filesystem>
#include <new>

#include <CLI/CLI.hpp>

#include <colonnade/cortex/error.h>
#include <fmt/core.h>

#include "build_info.h"
#include "commands/commands.h"
#include "interrupt.h"

namespace colonnade::runner {

namespace {

constexpr int kInternalFailure = 1;
constexpr int kBadInput = 2;
constexpr int kInterrupted = 130;

}  // namespace

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
  try {
    program.parse(argc, argv);
    if (!program.get_subcommands().empty()) return 0;
    fmt::print(stderr, "{}", program.help());
    return kBadInput;
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : kBadInput;
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return kBadInput;
  } catch (const std::filesystem::filesystem_error& error) {  // no permission, a loop of links, a name too long, ...
    fmt::print(stderr, "{}: {}\n", error.path1().string(), error.code().message());
    return kBadInput;
  } catch (const Interrupted&) {
    fmt::print(stderr, "interrupted; go on with --resume\n");
    return kInterrupted;
  } catch (const std::exception& error) {
    fmt::print(stderr, "internal failure: {}\n", error.what());
    return kInternalFailure;
  }
}

}  // namespace colonnade::runner
