#pragma once

#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace colonnade::runner {

/// Makes what cannot be written a failure that can be told. Standard streams that were closed fail from now on (or else
/// the next file that is opened would take their place, and what is printed would land in it); a file that may not grow
/// (SIGXFSZ) and a pipe without a reader (SIGPIPE) become failures of writing. Call first of all.
void prepare_streams();

/// Writes results to standard output. Ends the process by SIGPIPE where nobody reads any more, as other tools do.
/// @throws InputError naming the reason when they cannot be written.
void write_out(std::string_view text);
/// Writes what is still on its way, of std::cout, too. @throws InputError as write_out().
void flush_out();

/// Writes messages and progress to standard error. Where they cannot be written, they are lost: no reason to stop.
void write_error(std::string_view text) noexcept;

template <class... Args>
void print_out(fmt::format_string<Args...> format, Args&&... args) {
  write_out(fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void print_error(fmt::format_string<Args...> format, Args&&... args) {
  write_error(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace colonnade::runner
